"""Bytes of a dump file, whatever it is compressed with; what the bytes mean is the reader's matter.

Compression is recognised by the first bytes of the file, not by its name, so that a renamed file or a
pipe works too. gzip, bzip2 and xz are decompressed here, chunk by chunk and over any number of
concatenated streams (the multistream dumps of Wikimedia are such). A 7z archive is read through the
``7z`` program (Debian: ``apt install 7zip``): it streams, while the Python libraries for the format
unpack whole files and bring half a dozen native dependencies.
"""

from __future__ import annotations

import bz2
import lzma
import shutil
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Final

from .records import DumpError

__all__ = ["DumpFile"]

#: Bytes read from the file at a time.
CHUNK: Final = 1 << 16

#: Bytes decompressed at a time: a history may shrink a thousandfold, so a chunk may hold a gigabyte.
PIECE: Final = 1 << 20

MAGIC: Final = {
    b"\x1f\x8b": "gz",
    b"BZh": "bz2",
    b"\xfd7zXZ\x00": "xz",
    b"7z\xbc\xaf\x27\x1c": "7z",
}

SEVEN_ZIP_PROGRAMS: Final = ("7zz", "7z", "7za", "7zr")


class DumpFile:
    """An open dump, read once from the beginning to the end.

    Parameters
    ----------
    path : str
        The file; ``-`` is the standard input.

    Attributes
    ----------
    position : int
        Bytes of the file read so far, before decompression.
    size : int or None
        Bytes of the file; None for a pipe.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.position = 0
        self.size: int | None = None
        self._process: subprocess.Popen[bytes] | None = None
        if path == "-":
            self._file: BinaryIO = sys.stdin.buffer
            return
        try:
            self._file = open(path, "rb")  # noqa: SIM115  (closed by close)
        except OSError as error:
            raise DumpError(path, f"cannot be opened: {error.strerror}") from error
        if self._file.seekable():
            self.size = self._file.seek(0, 2)
            self._file.seek(0)

    def __enter__(self) -> DumpFile:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file and end the program that unpacks it, if there is one."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            if self._process.stdout is not None:
                self._process.stdout.close()
            self._process = None
        if self.path != "-":
            self._file.close()

    def chunks(self) -> Iterator[bytes]:
        """Yield the decompressed content in pieces.

        Raises
        ------
        DumpError
            When the compressed data is damaged or ends early; everything before the damage has been
            yielded by then.
        """
        first = self._read()
        kind = next((kind for magic, kind in MAGIC.items() if first.startswith(magic)), None)
        if kind is None:
            while first:
                yield first
                first = self._read()
        elif kind == "7z":
            yield from self._unpack_7z()
        else:
            yield from self._decompress(kind, first)

    def _read(self) -> bytes:
        data = self._file.read(CHUNK)
        self.position += len(data)
        return data

    def _decompress(self, kind: str, data: bytes) -> Iterator[bytes]:
        stream = _STREAMS[kind]()
        while True:
            try:
                piece = stream.decompress(data, PIECE)
            except (zlib.error, lzma.LZMAError, OSError) as error:
                raise DumpError(self.path, f"the {kind} data is damaged: {error}") from error
            if piece:
                yield piece
            data = b""
            if stream.eof:
                rest = stream.unused_data.lstrip(b"\x00") or self._read().lstrip(b"\x00")
                if not rest:
                    return
                stream, data = _STREAMS[kind](), rest
            elif stream.needs_input:
                data = self._read()
                if not data:
                    raise DumpError(
                        self.path, f"the {kind} data ends early: the file is cut off; fetch it again"
                    )

    def _unpack_7z(self) -> Iterator[bytes]:
        program = next(filter(None, map(shutil.which, SEVEN_ZIP_PROGRAMS)), None)
        if program is None:
            raise DumpError(
                self.path,
                "is a 7z archive, and no 7z program is installed: install it (Debian, Ubuntu: apt install "
                "7zip; Fedora: dnf install 7zip; Homebrew: brew install sevenzip) or recompress the dump "
                "with xz",
            )
        if self.path == "-":
            raise DumpError(self.path, "a 7z archive cannot be read from a pipe: give the file's name")
        self.position = self.size or 0
        with tempfile.TemporaryFile() as messages:
            self._process = subprocess.Popen(
                [program, "x", "-so", "--", self.path], stdout=subprocess.PIPE, stderr=messages
            )
            assert self._process.stdout is not None
            while piece := self._process.stdout.read(CHUNK):
                yield piece
            if self._process.wait():
                messages.seek(0)
                complaint = " ".join(messages.read().decode("utf8", "replace").split())
                raise DumpError(self.path, f"the 7z archive cannot be unpacked: {complaint[:200]}")


class _GzipStream:
    """zlib with the interface of the decompressors of bz2 and lzma."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(wbits=31)
        self._full = False

    @property
    def eof(self) -> bool:
        return self._stream.eof

    @property
    def needs_input(self) -> bool:
        return not (self._stream.eof or self._stream.unconsumed_tail or self._full)

    @property
    def unused_data(self) -> bytes:
        return self._stream.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        piece = self._stream.decompress(self._stream.unconsumed_tail + data, max_length)
        self._full = len(piece) == max_length  # there may be more, though all input is used up
        return piece


_STREAMS: Final[dict[str, Callable[[], Any]]] = {
    "gz": _GzipStream,
    "bz2": bz2.BZ2Decompressor,
    "xz": lzma.LZMADecompressor,
}
