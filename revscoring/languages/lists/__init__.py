"""Word lists: their notation, and the files that hold them."""
