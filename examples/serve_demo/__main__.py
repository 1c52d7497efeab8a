"""Start a MediaWiki with a history, the scoring service, and precaching; end all of them with Ctrl-C.

usage: python -m examples.serve_demo MODEL --dump FILE [--observations FILE] [--listen HOST:PORT]

MODEL is a model of the dump's wiki, as ``make demo`` makes it. The wiki is made in a temporary directory; its
history ends now. Without MediaWiki the service runs without a wiki: then the scores come from values of the
observations.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NamedTuple

import requests

from . import mediawiki
from .history import TIME, attribute, import_history, moved_to, read_history

#: Seconds that a part may take to start, and to end.
START_SECONDS, END_SECONDS = 120, 40

#: Edits of so many days are scored before anybody asks.
DAYS = 7


class Failed(RuntimeError):
    """A part of the demonstration could not be started, or ended."""


class Part(NamedTuple):
    """A running command of revscoring."""

    name: str
    process: subprocess.Popen[str]
    log: Path

    def check(self) -> None:
        """Raise an error if it has ended."""
        if self.process.poll() is not None:
            lines = self.log.read_text().strip().splitlines()[-5:]
            raise Failed("\n".join([f"revscoring {self.name} has ended:", *lines]))


@contextmanager
def running(directory: Path, name: str, *options: str) -> Iterator[Part]:
    """Run a command of revscoring; it is told to end, and waited for."""
    log = directory / f"{name}.log"
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "revscoring", name, *options],
            stdout=subprocess.PIPE if name == "serve" else file,
            stderr=file,
            text=True,
            start_new_session=True,  # Ctrl-C is for us
        )
    try:
        yield Part(name, process, log)
    finally:
        process.terminate()
        try:
            process.communicate(timeout=END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


@contextmanager
def wiki_with(xml: str, directory: Path) -> Iterator[mediawiki.MediaWiki]:
    """Run a MediaWiki with the history of a dump, moved so that it ends now."""
    wiki = mediawiki.MediaWiki(
        directory,
        name=attribute(xml, "<dbname>([^<]*)</dbname>", "demowiki"),
        title=attribute(xml, "<sitename>([^<]*)</sitename>", "Demo wiki"),
        lang=attribute(xml, 'xml:lang="([^"]*)"', "en"),
    )
    try:
        wiki.install()
        import_history(wiki, moved_to(xml, datetime.now(timezone.utc).replace(tzinfo=None)))
        for script in ("rebuildrecentchanges", "initSiteStats --update", "initEditCount"):
            wiki.maintain(*script.split())
        wiki.start()
        yield wiki
    finally:
        wiki.stop()


@contextmanager
def service_for(
    arguments: argparse.Namespace, directory: Path, name: str, host: str | None
) -> Iterator[tuple[str, Part]]:
    """Run the service for a wiki; yield its address too."""
    document = {
        "listen": free_address(arguments.listen),
        "trust": arguments.trust,
        "reports": "reports.sqlite",
        "wikis": {name: {"host": host, "models": {"reverted": str(arguments.model.resolve())}}},
    }
    path = directory / "service.json"
    path.write_text(json.dumps(document))
    with running(directory, "serve", "--config", str(path)) as service:
        assert service.process.stdout is not None
        line = service.process.stdout.readline()
        if not line:
            service.process.wait(END_SECONDS)
            service.check()
        yield line.rpartition(" ")[2].strip().rstrip("/"), service


def ask(address: str, **options: Any) -> str:
    """Return the reply of the service, as text."""
    with requests.Session() as session:
        session.trust_env = False
        reply = session.post(address, timeout=60, **options) if options else session.get(address, timeout=60)
    return reply.text.rstrip()


def newest_edit(wiki: mediawiki.MediaWiki) -> int:
    """Return the id of the newest edit by a human."""
    found = wiki.session().get(action="query", list="recentchanges", rcshow="!bot", rctype="edit", rclimit=1)
    return int(found["query"]["recentchanges"][0]["revid"])


def free_address(wanted: str) -> str:
    """Return an address to listen on: the wanted one, or with another port if that is in use."""
    host, _, port = wanted.rpartition(":")
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((host, int(port)))
        except OSError:
            return f"{host}:0"
    return wanted


def show(wiki: mediawiki.MediaWiki, service: str, name: str) -> None:
    """Print where to look, and a score."""
    score = f"{service}/v3/scores/{name}/{newest_edit(wiki)}/reverted"
    print(f"\nThe wiki         {wiki.url}/w/index.php/Special:RecentChanges")
    print(f"                 (log in as Admin, {mediawiki.PASSWORD}, or edit without)")
    print(f"The patrol page  {service}/ui/{name}/")
    print(f"The API          {score}\n\n{ask(score)}\n")
    print("Edit a page of the wiki, and see how the edit appears on the patrol page with its score.")


def show_without_wiki(service: str, name: str, observations: Path | None) -> None:
    """Print where to look, and a score of values that the request gives."""
    print(f"\nThe model        {service}/ui/{name}/models/reverted")
    if observations is not None:
        with observations.open(encoding="utf-8") as file:
            row = json.loads(file.readline())
        given = {str(row["rev_id"]): row["cache"]}
        score = f"{service}/v3/scores/{name}/{row['rev_id']}/reverted"
        print(f"The API          POST {score}")
        print(f"                 with the values of {len(row['cache'])} features, as inject={{…}}\n")
        print(f"{ask(score, data={'inject': json.dumps(given)})}\n")


def demonstrate(arguments: argparse.Namespace, parts: ExitStack) -> None:
    """Start the parts, say where they are, and wait until one of them ends."""
    memory = None if "TMPDIR" in os.environ or not os.access("/dev/shm", os.W_OK) else "/dev/shm"
    directory = Path(parts.enter_context(tempfile.TemporaryDirectory(prefix="revscoring-demo-", dir=memory)))
    reason = mediawiki.missing()
    xml = read_history(arguments.dump)
    wiki = None
    if reason is None:
        revisions = xml.count("<revision>")
        print(f"Making a MediaWiki with the {revisions:,} revisions of {arguments.dump} …", flush=True)
        (directory / "wiki").mkdir()
        wiki = parts.enter_context(wiki_with(xml, directory / "wiki"))
    else:
        print(f"The service runs without a wiki: {reason}")
    name = "demowiki" if wiki is None else wiki.name
    host = None if wiki is None else wiki.url
    address, service = parts.enter_context(service_for(arguments, directory, name, host))
    running_parts = [service]
    if wiki is not None:
        since = f"{datetime.now(timezone.utc) - timedelta(days=DAYS):{TIME}}"
        options = [f"--host={wiki.url}", f"--service={address}", f"--since={since}"]
        options += [f"--state={directory / 'precache.json'}"]
        running_parts.append(parts.enter_context(running(directory, "precache", *options)))
        show(wiki, address, name)
    else:
        show_without_wiki(address, name, arguments.observations)
    print("Ctrl-C ends everything.", flush=True)
    while True:
        time.sleep(0.5)
        for part in running_parts:
            part.check()


def interrupt(number: int, frame: object) -> None:
    """End once, on the first signal; what is running is ended without another interruption."""
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.SIG_IGN)
    raise KeyboardInterrupt


def main(argv: Sequence[str] | None = None) -> int:
    """Run the demonstration; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("--dump", type=Path, required=True)
    parser.add_argument("--observations", type=Path)
    parser.add_argument("--listen", default="127.0.0.1:8080")
    parser.add_argument("--trust", action="append", default=[])
    arguments = parser.parse_args(argv)
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, interrupt)
    try:
        with ExitStack() as parts:
            demonstrate(arguments, parts)
    except KeyboardInterrupt:
        print("\nEnded.")
    except (Failed, RuntimeError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
