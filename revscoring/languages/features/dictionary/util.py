"""The names of this module that programs written for revscoring 2.x import."""

from .spelling import REPLACEMENT_CHAR, MultiDictChecker, load_dict, utf16_cleanup

__all__ = ["REPLACEMENT_CHAR", "MultiDictChecker", "load_dict", "utf16_cleanup"]
