from array import array
from collections.abc import Callable

def find_words(
    text: str, table: bytes, is_inside: Callable[[str], object]
) -> tuple[dict[str, int], array[int], array[int], set[str]]: ...
def find_places(order: array[int], flags: bytearray) -> list[int]: ...
