"""Files as revscoring reads and writes them; one way in and one way out, for all packages.

Texts are UTF-8, whatever the terminal and the locale. A byte order mark is skipped, and that of UTF-16, which
some Windows programs write, is obeyed. Lines end in LF, CR or both, never at other separators of Unicode. A
file that exists is replaced in one step when its new content is complete, so it survives a write that fails.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any, BinaryIO, Final, cast

__all__ = [
    "MESSAGE_ERRORS",
    "decode_text",
    "file_digest",
    "forget_input",
    "input_digest",
    "is_same_file",
    "is_standard",
    "open_text",
    "read_text",
    "replace_file",
    "replacing",
    "split_lines",
    "use_utf8",
    "writing_text",
]

#: Names of the standard input and output.
STANDARD: Final = ("-", "<stdin>", "<stdout>")

_UTF16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def is_standard(path: str | os.PathLike[str]) -> bool:
    """Return whether a name stands for the standard input or output."""
    return path in STANDARD


def _encoding(first: bytes) -> str:
    return "utf-16" if first.startswith(_UTF16_MARKS) else "utf-8-sig"


def decode_text(data: bytes) -> str:
    """Return the text of a file's bytes.

    Examples
    --------
    >>> decode_text(b"\\xef\\xbb\\xbfants"), decode_text("ants".encode("utf-16"))
    ('ants', 'ants')
    """
    return data.decode(_encoding(data))


def split_lines(text: str) -> list[str]:
    r"""Return the lines of a text without their ends, which are LF, CR or both.

    Examples
    --------
    >>> split_lines("one\r\ntwo\u2028still two\rthree\n")
    ['one', 'two\u2028still two', 'three']
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines if lines[-1] else lines[:-1]


class _Hashed(io.BufferedIOBase):
    """A stream of bytes that hashes what is read of it; closing it leaves the other stream open."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        return self._seen(self._stream.read(size))

    def read1(self, size: int = -1, /) -> bytes:
        return self._seen(self._stream.read1(size))

    def _seen(self, data: bytes) -> bytes:
        self.digest.update(data)
        return data


#: The standard input, if it was read.
_standard_input: list[_Hashed] = []


def input_digest() -> str | None:
    """Return the SHA-256 of what was read of the standard input; None if nothing has read it."""
    return _standard_input[0].digest.hexdigest() if _standard_input else None


def forget_input() -> None:
    """Forget what was read of the standard input: another command begins in this process."""
    _standard_input.clear()


def file_digest(path: str | os.PathLike[str]) -> str:
    """Return the SHA-256 of the bytes of a file."""
    with open(path, "rb") as file:
        digest = hashlib.sha256()
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


@contextmanager
def open_text(path: str | os.PathLike[str]) -> Iterator[IO[str]]:
    """Open a text file, or the standard input, for reading."""
    if is_standard(path):
        buffer = getattr(sys.stdin, "buffer", None)
        if buffer is None:  # a program has put its own stream there
            yield sys.stdin
            return
        first = buffer.peek(2) if hasattr(buffer, "peek") else b""
        _standard_input[:] = [_Hashed(buffer)]
        text = io.TextIOWrapper(cast("BinaryIO", _standard_input[0]), encoding=_encoding(first))
        try:
            yield text
        finally:
            with suppress(ValueError):  # it is closed already
                text.detach()
        return
    with open(path, "rb") as file, io.TextIOWrapper(file, encoding=_encoding(file.peek(2))) as text:
        yield text


def read_text(path: str | os.PathLike[str]) -> str:
    """Return the content of a text file, with LF as the end of its lines."""
    with open_text(path) as file:
        return file.read()


@contextmanager
def replacing(path: str | os.PathLike[str], *, keep_partial: bool = False) -> Iterator[BinaryIO]:
    """Open a file for writing bytes; a file with content is replaced only if all goes well.

    The new content is written to a temporary file beside the old one. Devices and pipes are written
    directly.

    Parameters
    ----------
    path : path
    keep_partial : bool
        After a failure, keep what was written: in the file itself if it had no content before, else
        in ``PATH.partial``.
    """
    path = os.path.realpath(path)
    old = _status(path)
    if old is not None and not stat.S_ISREG(old.st_mode):
        with open(path, "wb") as file:
            yield file
        return
    if keep_partial and (old is None or old.st_size == 0):
        with open(path, "wb") as file:
            yield file
        return
    if old is not None:
        with open(path, "ab"):  # it may be read-only: replacing it would get around that
            pass
    directory, name = os.path.split(path)
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=f".{name}.", suffix=".new", dir=directory)
    except OSError:  # no file can be made there; if this one can be written, it has to be in place
        with open(path, "wb") as file:
            yield file
        return
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
        os.chmod(temporary, _new_file_mode() if old is None else stat.S_IMODE(old.st_mode))
        os.replace(temporary, path)
    except BaseException:
        if keep_partial and os.path.getsize(temporary):
            os.replace(temporary, f"{path}.partial")
            print(f"{path} is as it was; what was written until now is in {path}.partial", file=sys.stderr)
        else:
            os.remove(temporary)
        raise


def _status(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)
    except FileNotFoundError:
        return None


def _new_file_mode() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


@contextmanager
def writing_text(
    path: str | os.PathLike[str], *, append: bool = False, keep_partial: bool = False
) -> Iterator[IO[str]]:
    """Open a text file for writing, or the standard output; see `replacing`.

    Characters that UTF-8 does not have (lone surrogates) are written as escapes, such as ``\\udc80``.
    """
    if is_standard(path):
        yield sys.stdout
        sys.stdout.flush()
        return
    opened = open(path, "ab") if append else replacing(path, keep_partial=keep_partial)  # noqa: SIM115
    with opened as file:
        text = io.TextIOWrapper(
            cast("IO[bytes]", file), encoding="utf-8", errors="backslashreplace", newline="\n"
        )
        try:
            yield text
        finally:
            text.flush()
            text.detach()


def replace_file(path: str | os.PathLike[str], data: bytes) -> None:
    """Write bytes to a file, which keeps its old content if that fails."""
    with replacing(path) as file:
        file.write(data)


def use_utf8(stream: Any, *, errors: str = "backslashreplace") -> None:
    """Let a standard stream write UTF-8, whatever the terminal and the locale."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors=errors)


def _restore_names(error: UnicodeError) -> tuple[str | bytes, int]:
    """Write the bytes of a file's name that Python could not decode in the locale, if they are UTF-8."""
    if isinstance(error, UnicodeEncodeError):
        part = error.object[error.start : error.end]
        with suppress(UnicodeError):
            return part.encode("utf-8", "surrogateescape").decode("utf-8").encode("utf-8"), error.end
    return codecs.backslashreplace_errors(error)


#: How messages are encoded: names of files as they are, other lone surrogates as escapes.
MESSAGE_ERRORS: Final = "revscoring.names"
codecs.register_error(MESSAGE_ERRORS, _restore_names)


def is_same_file(one: str, other: str) -> bool:
    """Return whether an input and an output are one file, by whatever names; devices and pipes are not."""
    first, second = _identity(one, 0), _identity(other, 1)
    if first is not None and second is not None:
        return first == second
    if is_standard(one) or is_standard(other):
        return False
    is_new = not (os.path.exists(one) or os.path.exists(other))
    return is_new and os.path.realpath(one) == os.path.realpath(other)


def _identity(path: str, descriptor: int) -> tuple[int, int] | None:
    """Return what identifies a regular file, the standard stream with a descriptor included; else None."""
    try:
        found = os.fstat(descriptor) if is_standard(path) else os.stat(path)
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if stat.S_ISREG(found.st_mode) else None
