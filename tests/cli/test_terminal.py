"""What a terminal can show."""

from __future__ import annotations

import io

import pytest

from revscoring.cli import terminal


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environment", "shown"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_colours_are_for_terminals_that_want_them(environment, shown, monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert terminal.shows_colours(Terminal()) is shown
    assert not terminal.shows_colours(io.StringIO())


@pytest.mark.parametrize(
    ("environment", "on_terminal", "expected"),
    [
        ({"DISPLAY": ":0"}, True, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True, True),
        ({"DISPLAY": ":0", "CI": "true"}, True, False),
        ({"DISPLAY": ":0"}, False, False),
        ({}, True, False),
    ],
)
def test_a_page_is_opened_only_for_a_person_at_a_screen(environment, on_terminal, expected, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "CI"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    stream = Terminal if on_terminal else io.StringIO
    monkeypatch.setattr("sys.stdout", stream())
    monkeypatch.setattr("sys.stderr", stream())
    monkeypatch.setattr("sys.platform", "linux")
    assert terminal.at_a_screen() is expected
