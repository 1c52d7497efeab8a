"""Bytes of a dump file, decompressed.

Compression is recognised by the first bytes, not by the name, so that a renamed file or a pipe works too.
Concatenated streams (the multistream dumps of Wikimedia) are read as one. A 7z archive is read through the
``7z`` program (Debian: ``apt install 7zip``): it streams, while the Python libraries for the format
unpack whole files and bring half a dozen native dependencies.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import shutil
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Final, cast

from .records import DumpError

__all__ = ["DumpFile"]

#: Bytes decompressed at a time: a history may shrink a thousandfold, so a chunk may hold a gigabyte.
PIECE: Final = 1 << 20

_7Z: Final = b"7z\xbc\xaf\x27\x1c"

#: The first bytes of a file → the name of the compression, and the function that opens the file.
COMPRESSIONS: Final[dict[bytes, tuple[str, Callable[[BinaryIO], Any]]]] = {
    b"\x1f\x8b": ("gz", gzip.open),
    b"BZh": ("bz2", bz2.open),
    b"\xfd7zXZ\x00": ("xz", lzma.open),
}

#: The first bytes of other files → what they are, and what to do.
REFUSED: Final[dict[bytes, tuple[str, str]]] = {
    b"\x28\xb5\x2f\xfd": ("a Zstandard file", "unpack it with zstd -d, or read it from a pipe: zstd -dc"),
    b"PK\x03\x04": ("a zip archive", "unpack it with unzip"),
    b"Rar!": ("a RAR archive", "unpack it with unrar"),
    b"\x1f\x9d": ("a file of compress", "unpack it with gzip -d"),
    b"\x04\x22\x4d\x18": ("an LZ4 file", "unpack it with lz4 -d"),
    b"LZIP": ("an lzip file", "unpack it with lzip -d"),
    b"SQLite format 3": ("an SQLite database", "give the XML dump of the wiki"),
    b"-- M": ("an SQL dump", "give the XML dump of the wiki, such as pages-meta-history"),
}

#: Where a tar archive says what it is.
_TAR_OFFSET, _TAR_MARK = 257, b"ustar"

SEVEN_ZIP_PROGRAMS: Final = ("7zz", "7z", "7za", "7zr")


class DumpFile:
    """The bytes of an open dump, read once from the beginning to the end."""

    def __init__(self, path: str) -> None:
        self.path = path
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

    @property
    def position(self) -> int:
        """Bytes of the file read so far, before decompression; 0 for a pipe."""
        if self.size is None:
            return 0
        return self.size if self._process or self._file.closed else self._file.tell()

    def close(self) -> None:
        """Close the file and end the program that unpacks it, if there is one."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            if self._process.stdout is not None:
                self._process.stdout.close()
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
        first = cast("Any", self._file).peek(len(_7Z))
        if first.startswith(_7Z):
            yield from self._unpack_7z()
            return
        kind, stream = "XML", cast("Any", self._file)
        for magic, (name, opener) in COMPRESSIONS.items():
            if first.startswith(magic):
                kind, stream = name, opener(self._file)
        beginning: bytes | None = b""  # until it is long enough to be checked
        failure: DumpError | None = None
        try:
            while piece := stream.read1(PIECE):
                if beginning is not None:
                    beginning += piece
                    if len(beginning) < _TAR_OFFSET + len(_TAR_MARK):
                        continue
                    self._check(beginning, kind)
                    piece, beginning = beginning, None
                yield piece
        except EOFError:
            failure = DumpError(self.path, f"the {kind} data ends early: the file is cut off; fetch it again")
        except (zlib.error, lzma.LZMAError, OSError) as error:
            failure = DumpError(self.path, f"the {kind} data is damaged: {error}")
        if beginning:
            self._check(beginning, kind)
            yield beginning
        if failure is not None:
            raise failure

    def _check(self, beginning: bytes, kind: str) -> None:
        """Raise an error if a file, once decompressed, is a known kind of file other than XML."""
        for magic, (what, remedy) in REFUSED.items():
            if beginning.startswith(magic):
                raise DumpError(self.path, f"this is {what}, not a dump in XML: {remedy}")
        if beginning[_TAR_OFFSET:].startswith(_TAR_MARK):
            raise DumpError(
                self.path, "this is a tar archive: unpack it with tar -xf, and give the files in it"
            )
        for magic, (inner, _) in COMPRESSIONS.items():
            if beginning.startswith(magic):
                raise DumpError(
                    self.path, f"the file is compressed twice ({inner} inside {kind}): unpack it once"
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
        with tempfile.TemporaryFile() as messages:
            command = [program, "x", "-so", "--", self.path]
            self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=messages)
            assert self._process.stdout is not None
            while piece := self._process.stdout.read(1 << 16):
                yield piece
            if self._process.wait():
                messages.seek(0)
                complaint = " ".join(messages.read().decode("utf8", "replace").split())
                raise DumpError(self.path, f"the 7z archive cannot be unpacked: {complaint[:200]}")
