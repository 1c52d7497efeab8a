"""A wiki in memory behind HTTP on loopback: it counts the requests, and can be away or slow."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

import mwapi.errors

from tests.extractors.fake_wiki import FakeWiki

INTEGERS = ("revids", "ususerids")


class ServedWiki(FakeWiki):
    """`FakeWiki`, which also knows accounts by id, and says its name and language.

    Attributes
    ----------
    status : int
        Other than 200: what every request is answered with.
    delay : float
        Seconds before each answer.
    """

    general = {"wikiid": "testwiki", "lang": "en", "generator": "MediaWiki 1.43"}

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.status = 200
        self.delay = 0.0

    def get(self, **parameters: Any) -> dict[str, Any]:
        if parameters.get("meta") == "siteinfo":
            self.log.append(parameters)
            return {"query": {"general": self.general}}
        if "ususerids" in parameters:
            self.log.append(parameters)
            by_id = {one["userid"]: one for one in self.users.values()}
            return {
                "query": {
                    "users": [by_id.get(n, {"userid": n, "missing": True}) for n in parameters["ususerids"]]
                }
            }
        return super().get(**parameters)

    @contextmanager
    def served(self) -> Iterator[str]:
        """Serve on loopback; the address is given."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def _handler(wiki) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                time.sleep(wiki.delay)
                body = json.dumps(wiki._answer(self.path.partition("?")[2])).encode()
                self.send_response(wiki.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                with suppress(ConnectionError):  # whoever asked has gone
                    self.end_headers()
                    self.wfile.write(body)

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                self.path = f"?{self.rfile.read(length).decode()}"
                self.do_GET()

            def log_message(self, *arguments: Any) -> None:
                pass

        return Handler

    def _answer(self, query: str) -> dict[str, Any]:
        parameters: dict[str, Any] = dict(parse_qsl(query))
        for name, value in parameters.items():
            if name in ("revids", "ususers", "ususerids", "rvprop", "usprop", "ucprop"):
                values = value.split("|")
                parameters[name] = [int(one) for one in values] if name in INTEGERS else values
            elif name in ("pageids", "uclimit", "rvlimit", "rvcontinue"):
                parameters[name] = int(value)
        try:
            return self.get(**parameters)
        except mwapi.errors.APIError as error:
            return {"error": {"code": error.code, "info": error.info}}
