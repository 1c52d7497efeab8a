"""A real MediaWiki on loopback: installed into a directory, served by PHP, edited over its API.

The program itself is the system's (Debian: mediawiki php-cli php-sqlite3 php-mbstring php-xml php-intl); only
settings and data are ours.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from pathlib import Path
from typing import Any

import mwapi
import requests

PROGRAM = Path("/usr/share/mediawiki")
PASSWORD = "A-long-enough-pass-phrase-5"
USER_AGENT = "revscoring (loopback)"

SETTINGS = """
$wgRateLimits = [];
$wgJobRunRate = 0;
$wgMainCacheType = CACHE_NONE;
$wgParserCacheType = CACHE_NONE;
$wgMessageCacheType = CACHE_NONE;
$wgMaxArticleSize = 4096;
$wgCacheDirectory = __DIR__ . '/cache';
$wgPasswordAttemptThrottle = [];
$wgAccountCreationThrottle = [];
$wgAutopromote = [];
$wgGroupPermissions['sysop']['deleterevision'] = true;
$wgGroupPermissions['sysop']['deletelogentry'] = true;
$wgDefaultUserOptions['watchdefault'] = 0;
$wgShowExceptionDetails = true;
"""


def missing() -> str | None:
    """Say what is missing to run a MediaWiki, or None."""
    if shutil.which("php") is None:
        return "there is no php (apt install php-cli php-sqlite3 php-mbstring php-xml php-intl)"
    if not (PROGRAM / "api.php").exists():
        return f"there is no MediaWiki at {PROGRAM} (apt install mediawiki)"
    modules = subprocess.run(["php", "-m"], capture_output=True, text=True).stdout
    absent = [name for name in ("pdo_sqlite", "mbstring", "xml", "intl") if name not in modules]
    return f"php lacks {', '.join(absent)}" if absent else None


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


class MediaWiki:
    """A wiki in a directory.

    Parameters
    ----------
    directory : Path
    workers : int
        How many requests it answers at a time.
    name : str
        That of its database, which is the wiki's name in addresses of scores.
    title, lang : str
        Its own name, and the code of its language.

    Attributes
    ----------
    url : str
        What ``--host`` and ``mwapi.Session`` take.
    """

    def __init__(
        self,
        directory: Path,
        workers: int = 3,
        *,
        name: str = "wiki",
        title: str = "Test wiki",
        lang: str = "en",
    ) -> None:
        self.directory = directory
        self.name, self.title, self.lang = name, title, lang
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {**os.environ, "MW_CONFIG_FILE": str(directory / "LocalSettings.php")}
        self.workers = workers
        self._server: Any = None
        self._sessions: dict[str, mwapi.Session] = {}

    def install(self) -> None:
        """Make the database and the settings."""
        for part in ("data", "cache", "root"):
            (self.directory / part).mkdir()
        (self.directory / "root" / "w").symlink_to(PROGRAM)
        options = ["--dbtype=sqlite", f"--dbpath={self.directory / 'data'}"]
        options += [f"--dbname={self.name}", f"--lang={self.lang}"]
        options += [f"--confpath={self.directory}", f"--server={self.url}", "--scriptpath=/w"]
        self.maintain("install", *options, f"--pass={PASSWORD}", self.title, "Admin")
        with (self.directory / "LocalSettings.php").open("a") as settings:
            settings.write(SETTINGS)

    def start(self) -> None:
        """Serve."""
        command = ["php", "-d", "opcache.enable_cli=1", "-d", "memory_limit=512M"]
        command += ["-S", f"127.0.0.1:{self.port}", "-t", str(self.directory / "root")]
        log = (self.directory / "server.log").open("w")
        environment = {**self.environment, "PHP_CLI_SERVER_WORKERS": str(self.workers)}
        self._server = subprocess.Popen(
            command, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        log.close()
        for _ in range(100):
            try:
                requests.get(f"{self.url}/w/api.php?action=query&format=json", timeout=20).json()
                return
            except (requests.ConnectionError, ValueError):
                time.sleep(0.05)
        raise RuntimeError(f"the wiki does not answer: {(self.directory / 'server.log').read_text()[-500:]}")

    def stop(self) -> None:
        """End the server and its workers."""
        for session in self._sessions.values():
            session.session.close()
        if self._server is not None:
            os.killpg(self._server.pid, signal.SIGKILL)
            self._server.wait()
            self._server = None

    def maintain(self, script: str, *arguments: str, input: str | None = None) -> str:
        """Run a maintenance script and return what it prints."""
        command = ["php", str(PROGRAM / "maintenance" / f"{script}.php"), *arguments]
        done = subprocess.run(command, env=self.environment, input=input, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{script}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done.stdout

    def database(self) -> sqlite3.Connection:
        """Open the database."""
        return sqlite3.connect(self.directory / "data" / f"{self.name}.sqlite", timeout=20)

    def create_users(self, names: dict[str, list[str]], password: bool = True) -> None:
        """Create accounts, which takes a while with a password; each may have groups."""
        authentication = (
            f"['username' => $u->getName(), 'password' => {_php(PASSWORD)}, 'retype' => {_php(PASSWORD)}]"
        )
        manager = "MediaWiki\\MediaWikiServices::getInstance()->getUserGroupManager()"
        lines = []
        for name, groups in names.items():
            line = f"$u = User::createNew({_php(name)});"
            if password:
                line += f" $u->changeAuthenticationData({authentication});"
            line += "".join(f" {manager}->addUserToGroup($u, {_php(group)});" for group in groups)
            lines.append(line)
        self.maintain("eval", input="\n".join(lines) + "\n")

    def session(self, name: str | None = None, **more: Any) -> mwapi.Session:
        """Return a session, logged in as somebody if a name is given."""
        made = mwapi.Session(self.url, user_agent=USER_AGENT, **more)
        self._sessions[f"{name} {len(self._sessions)}"] = made
        if name is not None:
            made.login(name, PASSWORD)
        return made

    def act(self, name: str | None, **parameters: Any) -> dict[str, Any]:
        """Do something that needs a token, as somebody or as nobody; the session is kept."""
        session = self._sessions.get(f"as {name}")
        if session is None:
            session = self._sessions[f"as {name}"] = self.session(name)
        if not hasattr(session, "token"):
            session.token = session.get(action="query", meta="tokens")["query"]["tokens"]["csrftoken"]
        reply: dict[str, Any] = session.post(token=session.token, **parameters)
        return reply

    def edit(self, name: str | None, title: str, text: str, comment: str = "", **more: Any) -> int:
        """Save a text and return the id of its revision."""
        reply = self.act(name, action="edit", title=title, text=text, summary=comment, **more)
        revision: int = reply["edit"].get("newrevid", 0)
        return revision

    def hide(self, rev_id: int, *what: str, as_user: str = "Admin") -> None:
        """Hide ``content``, ``comment`` or ``user`` of a revision."""
        self.act(as_user, action="revisiondelete", type="revision", ids=rev_id, hide="|".join(what))

    def dump(self, path: Path) -> Path:
        """Write an XML dump of all revisions."""
        self.maintain("dumpBackup", "--full", f"--output=file:{path}")
        return path


def _php(text: str) -> str:
    """Return a string as PHP writes it."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
