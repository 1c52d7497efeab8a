"""The lexer, segments and chunks of a text."""
