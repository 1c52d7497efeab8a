from collections.abc import Sequence
from typing import Literal

class Tables:
    def __init__(
        self,
        schemes: dict[str, bool],
        entities: dict[str, int],
        single: frozenset[str],
        lasting: frozenset[str],
        inert: frozenset[str],
        invisible: frozenset[str],
    ) -> None: ...

_Names = tuple[str, ...]

def read(
    text: str, tables: Tables, is_last: bool
) -> (
    tuple[tuple[int, ...], _Names, _Names, _Names, _Names, _Names, str, int, Sequence[int], Sequence[int]]
    | Literal[False]
    | None
): ...
