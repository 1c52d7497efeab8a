"""The names of this module that programs written for revscoring 2.x import."""

from .formats import format_params, key_normalize, normalize, normalize_json, round, tab_it_in
from .labels import check_label_consistency
from .paths import dict_lookup, parse_pattern, tree_assignment, treeify

__all__ = [
    "check_label_consistency",
    "dict_lookup",
    "format_params",
    "key_normalize",
    "normalize",
    "normalize_json",
    "parse_pattern",
    "round",
    "tab_it_in",
    "tree_assignment",
    "treeify",
]
