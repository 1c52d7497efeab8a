"""Word vectors."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

from ..datasource import Datasource

__all__ = ["ASSET_SEARCH_DIRS", "Datasource", "word2vec"]

#: Folders that are searched for word-vector files, in order.
ASSET_SEARCH_DIRS = ["word2vec/", "~/.word2vec/", "/var/share/word2vec/"]


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


class word2vec(Datasource):
    """A function that turns words into vectors, applied to a list of words.

    Parameters
    ----------
    words_datasource : Datasource
        The words.
    vectorize_words : callable
        Takes the list of words and returns a list of vectors; a module-level function, so that
        it pickles. `word2vec.vectorize_words` with loaded vectors does the work.
    name : str, optional
        By default ``word2vec(<words>, function)``.
    """

    def __init__(
        self,
        words_datasource: Any,
        vectorize_words: Callable[[list[str]], list[Any]],
        name: str | None = None,
    ) -> None:
        super().__init__(
            f"word2vec({words_datasource!r}, {vectorize_words!r})" if name is None else name,
            vectorize_words,
            depends_on=[words_datasource],
        )

    @staticmethod
    def vectorize_words(keyed_vectors: Any, words: Iterable[str] | None) -> list[Any]:
        """Look words up.

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
    ) -> Any:
        """Load vectors in the word2vec format, with gensim (``pip install revscoring[vectors]``).

        Parameters
        ----------
        filename : str, optional
            Searched for in `ASSET_SEARCH_DIRS`.
        path : str, optional
            Where the file is.
        binary : bool
            Whether it is in the binary variant.
        limit : int, optional
            Read so many vectors at most.

        Raises
        ------
        FileNotFoundError
            If it is in none of the folders.
        TypeError
            If neither `filename` nor `path` is given.
        """
        found = _find(filename, path)
        from gensim.models import KeyedVectors

        return KeyedVectors.load_word2vec_format(found, binary=binary, limit=limit)

    @staticmethod
    def load_gensim_kv(filename: str | None = None, path: str | None = None, mmap: str | None = None) -> Any:
        """Load vectors in gensim's own format (``pip install revscoring[vectors]``).

        Parameters
        ----------
        filename : str, optional
            Searched for in `ASSET_SEARCH_DIRS`.
        path : str, optional
            Where the file is.
        mmap : str, optional
            The mode of memory mapping, such as "r".

        Raises
        ------
        FileNotFoundError
            If it is in none of the folders.
        TypeError
            If neither `filename` nor `path` is given.
        """
        found = _find(filename, path)
        from gensim.models import KeyedVectors

        return KeyedVectors.load(found, mmap=mmap)
