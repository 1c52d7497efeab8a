from collections.abc import Callable

def find_words(
    text: str, table: bytes, is_inside: Callable[[str], object]
) -> tuple[list[str], list[int], dict[str, int], list[int], set[str]]: ...
