"""English as they write it on Halvarra, with one short word list."""

from revscoring.languages import Language

language = Language("halvarran", "hv", __package__)
name = language.name
informals = language.matches("informals")
