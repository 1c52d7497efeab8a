from collections.abc import Callable

def find_words(
    text: str, table: bytes, is_inside: Callable[[str], object]
) -> tuple[list[str], dict[str, str], list[int], set[str]]: ...
