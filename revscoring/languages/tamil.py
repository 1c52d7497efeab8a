"""Tamil."""

from .features import RegexMatches
from .scripts import word_edges
from .word_lists import WordList

__all__ = ["badwords", "informals", "name"]

name = "tamil"
wrapping = word_edges("\u0b80-\u0bff")
badwords = RegexMatches(f"{name}.badwords", WordList("ta", "badwords"), wrapping=wrapping)
informals = RegexMatches(f"{name}.informals", WordList("ta", "informals"), wrapping=wrapping)
