"""Word vectors."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from ...dependencies import Node
from ._base import MetaDatasource

__all__ = ["ASSET_SEARCH_DIRS", "KeyedVectors", "word2vec"]

#: Folders that are searched for files of word vectors, in order.
ASSET_SEARCH_DIRS = ["word2vec/", "~/.word2vec/", "/var/share/word2vec/"]


class KeyedVectors(Protocol):
    """Word vectors, such as ``gensim.models.KeyedVectors``."""

    vector_size: int

    def __contains__(self, word: str, /) -> bool: ...

    def __getitem__(self, word: str, /) -> Sequence[float]: ...


def _find(filename: str | None, path: str | None) -> str:
    if path is not None:
        return path
    if filename is None:
        raise TypeError("Name the word vectors: give 'filename' to search for, or 'path'.")
    candidates = [os.path.join(os.path.expanduser(d), filename) for d in ASSET_SEARCH_DIRS]
    for candidate in candidates:
        if os.path.exists(candidate):
            return candidate
    raise FileNotFoundError(
        f"Word vectors {filename!r} were not found. Put the file at one of: {', '.join(candidates)}; "
        "or give its 'path'."
    )


class word2vec(MetaDatasource):
    """A list of words turned into vectors by a function.

    Parameters
    ----------
    words_datasource : Datasource
        The words.
    vectorize_words : callable
        Takes the list of words and returns a list of vectors: a module-level function, so that it
        pickles, which calls `word2vec.vectorize_words` with loaded vectors.
    """

    def __init__(
        self,
        words_datasource: Node,
        vectorize_words: Callable[[list[str]], Sequence[Sequence[float]]],
        name: str | None = None,
    ) -> None:
        super().__init__(name, [words_datasource], words_datasource, vectorize_words, process=vectorize_words)

    @staticmethod
    def vectorize_words(keyed_vectors: KeyedVectors, words: Iterable[str] | None) -> list[Sequence[float]]:
        """Return the vectors of words.

        Parameters
        ----------
        keyed_vectors : gensim.models.KeyedVectors
            Or anything with ``in``, item access and a ``vector_size``.
        words : iterable of str or None
            The words.

        Returns
        -------
        list of array of shape (vector_size,)
            The vectors of the known words; one vector of zeros if there are none.
        """
        vectors = [keyed_vectors[word] for word in words or () if word in keyed_vectors]
        return vectors or [[0.0] * keyed_vectors.vector_size]

    @staticmethod
    def load_word2vec(
        filename: str | None = None,
        path: str | None = None,
        binary: bool = False,
        limit: int | None = None,
    ) -> KeyedVectors:
        """Load vectors in the word2vec format with gensim (``pip install revscoring[vectors]``).

        Parameters
        ----------
        filename : str, optional
            The file to search for in `ASSET_SEARCH_DIRS`.
        path : str, optional
            The path of the file.
        binary : bool
            Whether it is in the binary variant of the format.
        limit : int, optional
            The number of vectors to read at most.

        Raises
        ------
        FileNotFoundError
            If the file is in none of the folders.
        TypeError
            If neither `filename` nor `path` is given.
        """
        found = _find(filename, path)
        from gensim import models

        loaded: KeyedVectors = models.KeyedVectors.load_word2vec_format(found, binary=binary, limit=limit)
        return loaded

    @staticmethod
    def load_gensim_kv(
        filename: str | None = None, path: str | None = None, mmap: str | None = None
    ) -> KeyedVectors:
        """Load vectors in gensim's own format (``pip install revscoring[vectors]``).

        Parameters
        ----------
        filename, path : str, optional
            See `load_word2vec`.
        mmap : str, optional
            The mode of memory mapping, such as "r".
        """
        found = _find(filename, path)
        from gensim import models

        loaded: KeyedVectors = models.KeyedVectors.load(found, mmap=mmap)
        return loaded
