"""Matches of word lists in a text."""
