"""Pseudonyms of users: the same for the same name and key, and of no use without the key."""

from __future__ import annotations

from hashlib import blake2b
from ipaddress import ip_address
from typing import Final

from ..datasources.accounts import is_temporary

__all__ = ["SHORTEST_KEY", "account_kind", "pseudonym"]

#: Bytes of a key that nobody can guess.
SHORTEST_KEY: Final = 16


def account_kind(name: str) -> str:
    """Return what kind of account a name is of: ``ip``, ``temporary`` or ``user``.

    Examples
    --------
    >>> account_kind("192.0.2.7"), account_kind("~2026-12345-6"), account_kind("Ann")
    ('ip', 'temporary', 'user')
    """
    try:
        ip_address(name.strip())
    except ValueError:
        return "temporary" if is_temporary(name) else "user"
    return "ip"


def pseudonym(name: str, key: bytes) -> str:
    """Return the pseudonym of a name: its kind, and its keyed BLAKE2b hash.

    Raises
    ------
    ValueError
        If the key is so short that it could be guessed.

    Examples
    --------
    >>> pseudonym("Ann", b"sixteen bytes ok") == pseudonym("Ann", b"sixteen bytes ok")
    True
    >>> pseudonym("192.0.2.7", b"sixteen bytes ok")[:3]
    'ip-'
    """
    if len(key) < SHORTEST_KEY:
        raise ValueError(f"a key has at least {SHORTEST_KEY} bytes, not {len(key)}")
    if len(key) > blake2b.MAX_KEY_SIZE:
        key = blake2b(key).digest()
    digest = blake2b(name.encode("utf-8", "surrogatepass"), key=key, digest_size=10)
    return f"{account_kind(name)}-{digest.hexdigest()}"
