"""Small things that feature lists share."""

import re

__all__ = ["SECTION_COMMENT_RE"]

#: The ``/* section */`` part of an edit comment.
SECTION_COMMENT_RE = re.compile(r"\/\*([^\*]|\*[^\/])+\*\/")
