"""What this package is, in strings."""

__name__ = "revscoring"
__version__ = "3.0.0rc1"
__author__ = "The revscoring developers"
__author_email__ = ""
__description__ = "Turns wiki revisions into numbers, and numbers into scores"
__url__ = ""
__license__ = "MIT"
