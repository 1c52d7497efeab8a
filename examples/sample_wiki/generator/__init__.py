"""The generator of the sample wiki: material, documents, edits, people and the dump; one module each."""
