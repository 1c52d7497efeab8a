"""Provenance of the files that commands make: ``FILE.provenance.json`` beside observations, and in models.

The provenance of a file is the steps that made it (see `revscoring.scoring.provenance`): those of its inputs,
which are read from the files beside them, and that of the command itself. It holds the digest of its file; if
the file has changed since, it is not believed.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from platform import python_version
from typing import TYPE_CHECKING, Any, Final

import click

from ..about import __version__
from ..files import file_digest, forget_input, input_digest, is_same_file, is_standard, replace_file
from .files import InputFile, OutputFile, files_of

if TYPE_CHECKING:
    from ..scoring import Model
    from ..scoring.provenance import Provenance, RecordedFile, Step

__all__ = ["PARTIAL", "current_provenance", "keep_arguments", "recording"]

#: What the name of a file ends in until it is complete; it is recorded under the name that it gets then.
PARTIAL: Final = ".partial"

SUFFIX: Final = ".provenance.json"
FORMAT: Final = "revscoring provenance"

#: Libraries whose version can change labels, values or models.
LIBRARIES: Final = ("mwparserfromhell", "numpy", "scikit-learn", "scipy", "skops")

#: Parameters that do not change what is written, only how fast it is, and what is shown on the way.
UNRECORDED: Final = frozenset(
    {"batch_size", "debug", "extractors", "processes", "resume", "show_all", "show_progress", "threads"}
    | {"verbose", "workers"}
)

#: Parameters that name Python modules with features.
LISTS: Final = ("features", "dependent", "features_path")

_ARGUMENTS: Final = "revscoring.arguments"
_RECORDED: Final = "revscoring.recorded_inputs"


def keep_arguments(ctx: click.Context, arguments: Sequence[str]) -> None:
    """Remember what a command was given, for the provenance of what it makes."""
    ctx.meta[_ARGUMENTS] = list(arguments)
    forget_input()


@contextmanager
def recording(ctx: click.Context) -> Iterator[None]:
    """Write the provenance of the outputs that have one, if the body ends without an error."""
    outputs = [
        (parameter, path)
        for parameter, path in files_of(ctx, OutputFile)
        if isinstance(parameter.type, OutputFile) and parameter.type.recorded and not is_standard(path)
    ]
    # What the command replaces has to be read before.
    replaced = {
        path: _recorded(parameter, path)
        for parameter, path in files_of(ctx, InputFile)
        if any(is_same_file(path, output) for _, output in outputs)
    }
    ctx.meta[_RECORDED] = replaced
    yield
    for parameter, path in outputs:
        if os.path.isfile(path):
            _write(path, _steps(ctx, _file(_name(parameter), path, file_digest(path))))


def current_provenance(former: Model | None = None) -> Provenance:
    """Return the provenance of the model that the running command makes, or makes of a `former` one."""
    from ..scoring.provenance import Provenance, merge_steps

    earlier = former.info.get("provenance") if former is not None else None
    steps = earlier.steps if isinstance(earlier, Provenance) else []
    return Provenance(merge_steps([steps, _steps(click.get_current_context(), None)]))


def _steps(ctx: click.Context, output: RecordedFile | None) -> list[Step]:
    from ..scoring.provenance import Step, merge_steps

    inputs: list[RecordedFile] = []
    earlier: list[list[Step]] = []
    for parameter, path in files_of(ctx, InputFile):
        one, steps = ctx.meta.get(_RECORDED, {}).get(path) or _recorded(parameter, path)
        inputs.append(one)
        earlier.append(steps)
    if input_digest() is not None and not any(one["file"] == "-" for one in inputs):
        inputs.append(_file("--input", "-", input_digest()))
    step = Step(
        command=_command_line(ctx, names_outputs=output is not None),
        inputs=[*inputs, *_modules(ctx)],
        outputs=[] if output is None else [output],
        versions=_versions(),
    )
    return merge_steps([*earlier, [step]])


def _file(option: str, path: str, digest: str | None) -> RecordedFile:
    return {"option": option, "file": _shown_path(path), "sha256": digest}


def _recorded(parameter: click.Parameter, path: str) -> tuple[RecordedFile, list[Step]]:
    """Return an input with its digest, and the steps that made it."""
    if is_standard(path):
        return _file(_name(parameter), "-", input_digest()), []
    digest = file_digest(path) if os.path.isfile(path) else None
    return _file(_name(parameter), path, digest), _read(path, digest)


def _name(parameter: click.Parameter) -> str:
    return max(parameter.opts, key=len) if isinstance(parameter, click.Option) else parameter.name or ""


def _modules(ctx: click.Context) -> Iterator[RecordedFile]:
    """Yield the files of Python modules whose features a command takes, but for those of revscoring."""
    for parameter in ctx.command.params:
        value = ctx.params.get(parameter.name or "") if parameter.name in LISTS else None
        for path in (value,) if isinstance(value, str) else value or ():
            parts = path.split(".")
            while parts and ".".join(parts) not in sys.modules:
                parts.pop()
            if not parts or parts[0] == "revscoring":
                continue
            spec = find_spec(".".join(parts))
            if spec is not None and spec.origin and os.path.isfile(spec.origin):
                name = "/".join(parts) + os.path.splitext(spec.origin)[1]
                yield {"option": parameter.name or "", "file": name, "sha256": file_digest(spec.origin)}


def _command_line(ctx: click.Context, *, names_outputs: bool) -> str:
    """Return the command with its options in a fixed order, their names in full, and nothing of the machine.

    A model does not name its own file: a copy under another name has the same bytes.
    """
    given: dict[str, Any] = ctx.command.make_parser(ctx).parse_args(list(ctx.meta[_ARGUMENTS]))[0]
    words = ctx.command_path.split()
    for parameter in ctx.command.params:
        name = parameter.name or ""
        if given.get(name) is None or name in UNRECORDED:
            continue
        if isinstance(parameter.type, OutputFile) and not names_outputs:
            continue
        values = list(given[name]) if isinstance(given[name], list | tuple) else [given[name]]
        option = max(parameter.opts, key=len) if isinstance(parameter, click.Option) else None
        is_flag = isinstance(parameter, click.Option) and parameter.is_flag
        if option is None and any(str(value).startswith("-") and value != "-" for value in values):
            words.append("--")
        for value in values:
            words += [option] if option is not None else []
            if not is_flag:
                is_file = isinstance(parameter.type, InputFile | OutputFile)
                words.append(_shown_path(str(value)) if is_file else _without_password(str(value)))
    return shlex.join(words)


def _shown_path(path: str) -> str:
    """Return a path as it is recorded: nothing of where on a machine it is.

    >>> _shown_path("enwiki/labels.jsonl.partial"), _shown_path("/home/ann/wiki.xml"), _shown_path("<stdin>")
    ('enwiki/labels.jsonl', 'wiki.xml', '-')
    """
    if is_standard(path):
        return "-"
    path = os.path.normpath(path).removesuffix(PARTIAL)
    return os.path.basename(path) if os.path.isabs(path) or path.startswith("..") else path


def _without_password(value: str) -> str:
    """Return a value without the name and the password in an address.

    >>> _without_password("https://ann:secret@wiki.example.org/w")
    'https://wiki.example.org/w'
    """
    return re.sub(r"(?<=://)[^/@\s]*@", "", value)


def _versions() -> dict[str, str]:
    found = {"revscoring": __version__, "python": python_version()}
    for name in LIBRARIES:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def _place(path: str) -> str:
    return path.removesuffix(PARTIAL) + SUFFIX


def _write(path: str, steps: list[Step]) -> None:
    document = {"format": FORMAT, "format_version": 1, "sha256": file_digest(path), "steps": steps}
    text = json.dumps(document, indent=1, ensure_ascii=True) + "\n"
    try:
        replace_file(_place(path), text.encode())
    except OSError as error:  # the output is good: the work is not thrown away
        print(
            f"note: how {path} was made is not recorded: {error.filename}: {error.strerror}", file=sys.stderr
        )


def _read(path: str, digest: str | None) -> list[Step]:
    """Return the steps that made a file; none if they are not known, or the file has changed since."""
    try:
        with open(_place(path), encoding="utf-8") as file:
            document = json.load(file)
        known = document["format"] == FORMAT and document["sha256"] == digest
        steps: list[Step] = document["steps"] if known else []
        return steps
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError):
        print(f"note: {_place(path)} is not the provenance of a file, and is not read", file=sys.stderr)
        return []
