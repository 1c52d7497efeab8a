"""Chinese."""

from .features import RegexMatches, Stopwords
from .lists.files import StopwordList, WordList
from .lists.scripts import simplify_or_none

__all__ = ["badwords", "informals", "name", "stopwords", "words_to_watch"]

name = "chinese"
stopwords = Stopwords(f"{name}.stopwords", StopwordList("zh"))
badwords = RegexMatches(
    f"{name}.badwords", WordList("zh", "badwords"), wrapping=None, text_preprocess=simplify_or_none
)
informals = RegexMatches(
    f"{name}.informals", WordList("zh", "informals"), wrapping=None, text_preprocess=simplify_or_none
)
words_to_watch = RegexMatches(
    f"{name}.words_to_watch",
    WordList("zh", "words_to_watch"),
    wrapping=None,
    text_preprocess=simplify_or_none,
)
