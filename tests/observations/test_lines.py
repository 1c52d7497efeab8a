"""Observation files."""

from __future__ import annotations

import base64
import copy
import io
import os
import pickle
from collections import Counter, OrderedDict

import numpy as np
import pytest
from mwtypes import Timestamp

from revscoring.observations import ObservationError, dump_observation, error_document, read_observations
from revscoring.observations.old_caches import read_old_cache
from revscoring.observations.values import CacheValueError

#: Written by revscoring 2.11.13 for {"rev_id": 1, "cache": {...}}: see the expected values below.
OLD_LINE = (
    r"""{"rev_id": 1, "cache": "fCQC90ssI20001elqie|W@TY?b#i4cVU$Nd_y7O^0001t31($sbairNE@G63j1OdCb"""
    r"""YXLEb#h~6E_7*aWt5B&ZFh8eaAk8YbZKp6b97;CaFmP*RB3Hxb97;CaFmmjj1)33FfuJLGA%MSR53L=H8DCdHCmK~l"""
    r"""!26el#B*nUvz10Wt5BrbZKp6l#B~=baHiLbYFC7ZDo{`lqgNo2TKA=8A}gKGfNLk082PZ|NsC0bd-IRD2xYmZC`qCZ"""
    r"""e^5Cj0tpYUuSJ}Z)RqcPIZQqQj~LIj1FXBbYXLEb#h~6E^}pcl#i4si~)F*i~)I+kc<&zVRT`0Z*_8GWiD=YZDM6|l"""
    r"""#CT_b!~8YE@N+UWiD-XY;<X1a&lpLl#B**V_|Gza+H&lj0J9WZE$&%j0I$Ld2nTvla!1CW;m3Ih=-I?lqgFBi~&59P"""
    r"""EJlr|NsC0O8@`=|4RULlwv~&00000000C)l!la2l#CH%VRT`0Z*_8GWiE7YYh`Y8lwFi4j2C2OY;<9BE_82eWo~JDW"""
    r"""pZ;abZ={AZj_7#RBvl#Zj_Uhj0H$#Y;13og_MDmPJNV&1ax_DWt5BrcW-iJlyioZVrVRk0U(rxl!25^eUxZ1j0$&XX"""
    r""">?_CaA9L*lyioZVr7gHWMOn+b8mHWV`VO5Z*^{TWpb2^3uA9=Y-M9~X>V?Gl#B;MZ*^{TWpb30lzo&ai~(VkO9G4mV"""
    r"""w6h(b%m5tl#CE$VRT`0Z*_8GWiDcQbY*jtLjqx9lyxo"}"""
)


def old_cache(value: object, protocol: int = 4) -> str:
    return base64.b85encode(pickle.dumps(value, protocol)).decode("ascii")


def test_observations_are_read_line_by_line():
    lines = io.StringIO(
        '{"rev_id": 1}\n\n{"rev_id": 2, "cache": {"feature.x": {"~": "tuple", "items": [1]}}}\n'
    )
    assert list(read_observations(lines)) == [{"rev_id": 1}, {"rev_id": 2, "cache": {"feature.x": (1,)}}]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("not json", "line 2: this is not JSON"),
        ('{"rev_id": 5', "line 2: this is not JSON"),
        ("[1, 2]", "line 2: this is JSON of type list"),
        ('{"cache": 5}', "line 2: the cache is of type int"),
        ('{"cache": "\\u00e9"}', "line 2: the cache is not base85 text"),
        ('{"cache": {"feature.x": {"~": "nope"}}}', "line 2: unknown type of value 'nope'"),
    ],
)
def test_a_bad_line_names_file_and_line(tmp_path, line, message):
    path = tmp_path / "obs.jsonl"
    path.write_text('{"rev_id": 1}\n' + line + "\n")
    with path.open() as file:
        observations = read_observations(file)
        assert next(observations) == {"rev_id": 1}
        with pytest.raises(ObservationError, match=message) as caught:
            next(observations)
    assert str(path) in str(caught.value)


def test_bytes_that_are_no_text_name_file_and_line(tmp_path):
    path = tmp_path / "obs.jsonl"
    path.write_bytes(b'{"rev_id": 1}\n' * 2000 + b"\xff\xfe\n")
    with path.open(encoding="utf8") as file, pytest.raises(ObservationError, match="not UTF-8 text"):
        list(read_observations(file))


def test_dumping_does_not_change_the_observation():
    observation = {"rev_id": 5, "cache": {"feature.x": {1, 2}}}
    before = copy.deepcopy(observation)
    out = io.StringIO()
    dump_observation(observation, out)
    assert observation == before
    assert out.getvalue() == '{"rev_id": 5, "cache": {"feature.x": {"~": "set", "items": [1, 2]}}}\n'


def test_a_string_with_the_word_cache_is_written_as_it_is():
    out = io.StringIO()
    dump_observation("cache in on", out)
    assert out.getvalue() == '"cache in on"\n'


def test_lone_surrogates_can_be_written(tmp_path):
    path = tmp_path / "obs.jsonl"
    with path.open("w", encoding="utf8") as file:
        dump_observation({"text": "\ud800é"}, file)
    with path.open(encoding="utf8") as file:
        assert list(read_observations(file)) == [{"text": "\ud800é"}]


def test_a_value_that_cannot_be_written_names_revision_and_node():
    with pytest.raises(ObservationError, match=r"revision 5, datasource.x: a value of type builtins.object"):
        dump_observation({"rev_id": 5, "cache": {"datasource.x": object()}}, io.StringIO())
    with pytest.raises(ObservationError, match="cannot be written as JSON"):
        dump_observation({"rev_id": object()}, io.StringIO())


def test_old_caches_are_read():
    (observation,) = read_observations(io.StringIO(OLD_LINE))
    cache = observation["cache"]
    tokens = cache.pop("datasource.tokens")
    assert tokens == ["Hello", " "]
    assert [token.type for token in tokens] == ["word", "whitespace"]
    assert cache == {
        "feature.a": 1.5,
        "feature.b": True,
        "datasource.time": Timestamp("2002-02-25T15:51:15Z"),
        "datasource.set": {"x", "y"},
        "datasource.number": 2.5,
        "datasource.counter": Counter("aab"),
        "datasource.bytes": b"ab",
    }


@pytest.mark.parametrize("protocol", [0, 1, 2, 3, 4, 5])
def test_plain_values_of_every_protocol_are_read(protocol):
    value = {
        "a": [1, (2, 3), {"x"}, frozenset([1]), b"\xff", None, True],
        "b": OrderedDict(a=1),
        "c": np.float64(2.5),
        "d": np.array([1.0, 2.0]),
    }
    back = read_old_cache(old_cache(value, protocol))
    assert back.pop("d").tolist() == value.pop("d").tolist()
    assert back == value


class Evil:
    def __reduce__(self):
        return os.system, ("touch /tmp/revscoring-was-here",)


@pytest.mark.parametrize(
    "value",
    [{"x": Evil()}, {"x": print}, {"x": eval}, {"x": os.path.join}, {"x": pickle.loads}, {"x": np.load}],
)
def test_old_caches_execute_nothing(value):
    with pytest.raises(CacheValueError, match="is not read from old caches"):
        read_old_cache(old_cache(value))
    assert not os.path.exists("/tmp/revscoring-was-here")


@pytest.mark.parametrize("text", [old_cache([1]), old_cache({"a": 1})[:-10], ""])
def test_what_is_no_cache_is_refused(text):
    with pytest.raises(CacheValueError):
        read_old_cache(text)


def test_an_error_is_written_in_one_line_without_its_traceback():
    error = ValueError("two\nlines\nTraceback (most recent call last): …")
    assert error_document(error) == {"type": "ValueError", "message": "two lines"}
