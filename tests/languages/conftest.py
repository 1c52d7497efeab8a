"""What the tests of languages share: running the program in this process."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., SimpleNamespace]:
    """Return a function that runs `revscoring languages` and checks its exit status."""
    from revscoring.revscoring import main

    def run(*arguments: object, status: int = 0) -> SimpleNamespace:
        capsys.readouterr()
        found = 0
        try:
            main(["languages", *map(str, arguments)])
        except SystemExit as end:
            found = int(end.code or 0)
        done = SimpleNamespace(**capsys.readouterr()._asdict())
        assert found == status, done.err
        return done

    return run
