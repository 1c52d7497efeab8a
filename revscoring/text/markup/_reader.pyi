from typing import Literal

class Definitions:
    def __init__(
        self,
        schemes: dict[str, bool],
        entities: dict[str, int],
        single: frozenset[str],
        lasting: frozenset[str],
        inert: frozenset[str],
        invisible: frozenset[str],
    ) -> None: ...

def read(
    text: str, definitions: Definitions, is_last: bool
) -> tuple[object, ...] | Literal[False] | None: ...
