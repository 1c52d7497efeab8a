"""Show or set what a model states about its use: what it is for, until when, on which conditions.

The policy is shown as YAML. --set FILE.yaml writes the fields of FILE into MODEL; fields that FILE leaves out
stay, and null removes one. The model itself does not change, only the digest of its file. Commands and the
service honour the policy: they warn of a model that has expired, refuse one that was withdrawn, and ask for
consent to its conditions. They cannot stop somebody who edits the file, but its digest shows that.

The fields: license, licence_url, wikis, namespaces, languages, trained_on, intended_uses, not_for, automation
(never, with-review, allowed), floor ("precision >= 0.9"), status (active, deprecated, withdrawn), deprecated,
expires, successor, contact, report_url, gated, tags, ethics, answers, audit.

Example: revscoring policy reverted.model --set policy.yaml
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, Final

import click

from ..cli.command import utility
from ..cli.files import STANDARD, InputFile, load_yaml
from ..cli.policies import state, stated_in
from ..files import file_digest

__all__ = ["main"]

#: How large a file of fields may be, in bytes.
LARGEST: Final = 1_000_000


@utility("policy")
@click.argument("model_file", type=InputFile(), metavar="MODEL")
@click.option(
    "--set", "fields_file", type=InputFile(), metavar="FILE", help="YAML with the fields to write into MODEL."
)
@click.option("--as-json", "--json", "as_json", is_flag=True, help="Print a JSON object instead of YAML.")
def command(model_file: str, fields_file: str | None, as_json: bool) -> None:
    from ..scoring.policy import FIELDS, PolicyError, plain_policy

    if fields_file is not None:
        fields = _read_fields(fields_file)
        try:
            before, after = state(model_file, {"policy": fields})
        except PolicyError as error:
            raise RuntimeError(f"{fields_file}: {error}") from error
        changed = "did not change" if before == after else f"is {after[:16]}…, and was {before[:16]}…"
        click.echo(f"policy: {model_file} is written; its digest {changed}", err=True)
        _note_unknown(fields, list(FIELDS))
    found = stated_in(model_file).get("policy")
    try:
        policy = None if found is None else plain_policy(found)
    except PolicyError as error:
        raise RuntimeError(f"{model_file}: {error}") from error
    click.echo(_as_json(model_file, policy) if as_json else _as_yaml(model_file, policy), nl=False)


def _read_fields(path: str) -> Mapping[str, Any]:
    if path not in STANDARD and os.path.getsize(path) > LARGEST:
        raise RuntimeError(f"{path}: a policy has at most {LARGEST:,} bytes")
    try:
        found = load_yaml(path)
    except RecursionError:
        raise RuntimeError(f"{path}: its values are nested too deep") from None
    if not isinstance(found, Mapping) or not found:
        raise RuntimeError(f"{path}: give fields and values, such as 'contact: Project talk:Scores'")
    return {str(name): value for name, value in found.items()}


def _note_unknown(fields: Mapping[str, Any], known: list[str]) -> None:
    for name in fields:
        if name in (*known, "version"):
            continue
        near = get_close_matches(name, known, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        click.echo(
            f"policy: {name[:40]!r} is no field that this revscoring knows; it is kept and shown{hint}",
            err=True,
        )


def _as_json(path: str, policy: Mapping[str, Any] | None) -> str:
    from ..scoring.policy import FIELDS, read_policy

    document = {
        "digest": None if path in STANDARD else file_digest(path),
        "policy": policy,
        "accept": read_policy(policy or {}).gate_digest or None,
        "not_stated": [name for name in FIELDS if name not in (policy or {})],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _as_yaml(path: str, policy: Mapping[str, Any] | None) -> str:
    import yaml

    from ..scoring.policy import FIELDS, read_policy

    if policy is None:
        return f"# Policy of {path}: nothing stated\n# Fields: {', '.join(FIELDS)}\n"
    digest = read_policy(policy).gate_digest
    text = yaml.safe_dump(dict(policy), allow_unicode=True, sort_keys=False, width=100)
    missing = ", ".join(name for name in FIELDS if name not in policy)
    return (
        f"# Policy of {path}\n{text}"
        + (f"# Commands take the model with: --accept {digest}\n" if digest else "")
        + (f"# Not stated: {missing}\n" if missing else "")
    )


main = command.run
