"""Starting the service with models that cannot be served."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_models_that_cannot_be_computed_are_refused_at_the_start(model_files: dict[str, Path]) -> None:
    program = "from revscoring.revscoring import main; main()"
    command = [
        sys.executable,
        "-c",
        program,
        "serve",
        str(model_files["damaging"]),
        "--wiki",
        "enwiki",
        "--listen",
    ]
    # Without what the service in this process tells its own workers.
    environment = {name: value for name, value in os.environ.items() if name != "REVSCORING_SERVICE_MODELS"}
    done = subprocess.run(
        [*command, "127.0.0.1:0"],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        timeout=120,
        env=environment,
    )
    assert done.returncode == 2, done.stderr
    [line] = done.stderr.splitlines()
    assert "feature.revision.comment_matches" in line and "add --trust tests" in line
