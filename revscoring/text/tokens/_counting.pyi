from collections.abc import Callable
from re import Match

KINDS: dict[str, int]
TABLE_SIZE: int

class Refused(Exception): ...

def count_tokens(
    text: str, kinds: bytes, split: Callable[[str, int], Match[str] | None]
) -> tuple[dict[str, int], dict[str, int], dict[str, int]]: ...
