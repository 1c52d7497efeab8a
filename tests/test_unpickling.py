"""Pickles that are read without importing what they name."""

from __future__ import annotations

import os
import pickle
import sys

import pytest

from revscoring.unpickling import PickleError, read_pickle


def named(module, name):
    return f"{module}:{name}"


class Evil:
    def __reduce__(self):
        return os.system, ("true",)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_plain_values_and_names(protocol):
    value = {"a": [1, 2.5, None, True, b"\xff\x00", "ü"], "b": (1, (2,))}
    assert read_pickle(pickle.dumps(value, protocol), named) == value
    assert read_pickle(pickle.dumps(len, protocol), named) == "builtins:len"


def test_nothing_is_imported_or_called():
    before = set(sys.modules)
    assert read_pickle(b"cantigravity\nfly\n.", named) == "antigravity:fly"
    assert set(sys.modules) == before
    with pytest.raises(PickleError, match="damaged"):
        read_pickle(pickle.dumps(Evil()), named)  # a text cannot be called
    assert read_pickle(pickle.dumps(Evil()), lambda module, name: lambda *args: args) == ("true",)


def test_names_of_python_2():
    assert read_pickle(b"c__builtin__\nset\n.", named) == "builtins:set"


def test_a_name_can_be_refused():
    def refuse(module, name):
        raise PickleError(f"{module}.{name} is refused")

    with pytest.raises(PickleError, match=r"builtins.len is refused"):
        read_pickle(pickle.dumps(len), refuse)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "damaged"),
        (b"\x80\x04", "damaged"),
        (b"nonsense", "damaged"),
        (b"\x80\x04\x8c\x01xQ.", "which is not in it"),
        (b"c_codecs\nencode\n(Vx\nVutf-7\ntR.", "encoding 'utf-7'"),
    ],
)
def test_damaged_pickles(data, message):
    with pytest.raises(PickleError, match=message):
        read_pickle(data, named)
