"""Counts of tokens and words of a text, and how they differ from those of another."""
