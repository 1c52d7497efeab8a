"""The lexer, and the chunks and segments of a text."""

from .chunks import chunk_change, set_apart, split_chunks
from .counting import CLASSES_OF, TokenCounts, count_tokens, is_uppercase_word, is_word
from .lexer import CLASSES, TOKENS, Token, lex, token_class, tokenize, tokenize_fixed
from .segments import MatchableSegment, Segment, outline, segment, segment_chunks, supply_tokens

__all__ = [
    "CLASSES",
    "CLASSES_OF",
    "TOKENS",
    "MatchableSegment",
    "Segment",
    "Token",
    "TokenCounts",
    "chunk_change",
    "count_tokens",
    "is_uppercase_word",
    "is_word",
    "lex",
    "outline",
    "segment",
    "segment_chunks",
    "set_apart",
    "split_chunks",
    "supply_tokens",
    "token_class",
    "tokenize",
    "tokenize_fixed",
]
