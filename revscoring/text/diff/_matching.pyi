from collections.abc import Hashable

def opcodes(
    a: list[Hashable],
    b: list[Hashable],
    autojunk: bool = True,
    most_work: int | None = None,
    most_runs: int = 4_000_000,
) -> list[tuple[str, int, int, int, int]] | None: ...
