"""The word list of a small wiki, which has a fault, and the features of its first model."""
