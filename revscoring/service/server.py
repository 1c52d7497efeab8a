"""The server process: it listens, reloads on SIGHUP, and ends on SIGTERM after the requests under way."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import sys
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, Final

import structlog
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .app import make_app
from .config import Config, ConfigError, split_address
from .core import WikiClient, WikiUnavailable
from .logs import configure_logs
from .metrics import Metrics
from .state import Service

__all__ = ["ask_names", "run"]

logger = structlog.get_logger(__name__)

#: Connections that wait to be accepted.
BACKLOG: Final = 2048

#: Seconds that requests under way may take beyond their own limit, when the service is stopped.
GRACE: Final = 5

#: Seconds in which the head of a request, or the rest of one that was answered, has to be there; and the
#: bytes that a head may have.
HEAD_SECONDS: Final = 10.0
HEAD_BYTES: Final = 256 * 1024

#: Seconds in which a client has to take what waits for it of a reply, some 64 kB.
SEND_SECONDS: Final = 10.0

#: Seconds in which a connection that was accepted before the service is stopped has to bring its request.
LAST_SECONDS: Final = 1.0


def ask_names(config: Config, rename: Callable[[str], Config]) -> Config:
    """Return the configuration with the name of its wiki, asked from the wiki.

    Parameters
    ----------
    config : Config
        Its wiki has the name "".
    rename : callable
        Makes the configuration for a name.

    Raises
    ------
    ConfigError
        If the wiki does not say its name.
    """
    host = config.wikis[""].host
    assert host is not None

    async def ask() -> str:
        client = WikiClient(host, config.user_agent, Metrics())
        try:
            return str((await client.site()).get("wikiid") or "")
        except (WikiUnavailable, RuntimeError) as error:
            raise ConfigError(f"{host}: {error} Give the name of the wiki by --wiki") from error
        finally:
            await client.close()

    name = asyncio.run(ask())
    if not name:
        raise ConfigError(f"{host} does not say its name: give it by --wiki")
    return rename(name)


class _Reloader:
    """Loads the models again on SIGHUP; a signal in the middle of a reload is followed by another one."""

    def __init__(self, service: Service, read: Callable[[], Config]) -> None:
        self.service = service
        self.read = read
        self.is_wanted = False
        self.task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self.is_wanted = True
        if self.task is None or self.task.done():
            self.task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        while self.is_wanted:
            self.is_wanted = False
            try:
                await self.service.reload(await asyncio.to_thread(self.read))
                logger.info("models reloaded")
            except Exception as error:  # a class of a model may fail in any way
                logger.error("models not reloaded; the old ones stay", error=str(error))


class _Protocol(HttpToolsProtocol):
    """Speaks HTTP; closes the connection of a client that does not finish what it sends, or take its reply.

    While a request is under way its deadline counts, and on an idle connection the patience of uvicorn.
    """

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for a request."""
        self._is_in_head, self._head_bytes = True, 0
        self._timer: asyncio.TimerHandle | None = None
        self._send_timer: asyncio.TimerHandle | None = None
        super().connection_made(transport)
        self._begin_wait()

    def data_received(self, data: bytes) -> None:
        """Take what came."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._end_wait()
            return
        self._begin_wait()
        self._head_bytes += len(data) if self._is_in_head else 0
        if self._head_bytes > HEAD_BYTES:
            self.transport.close()

    def on_headers_complete(self) -> None:
        """The head is there; a body may follow."""
        self._is_in_head, self._head_bytes = False, 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is there as a whole."""
        self._is_in_head = True
        super().on_message_complete()

    def shutdown(self) -> None:
        """The service ends; a client that has only just connected is still answered."""
        if self.cycle is None:
            self.loop.call_later(LAST_SECONDS, super().shutdown)
        else:
            super().shutdown()

    def pause_writing(self) -> None:
        """The client takes a reply more slowly than it is sent; wait for it for a while."""
        super().pause_writing()
        self._send_timer = self.loop.call_later(SEND_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """The client has taken what waited."""
        self._end_send()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._end_wait()
        self._end_send()
        super().connection_lost(exc)

    def _begin_wait(self) -> None:
        if self._timer is None and not self.transport.is_closing():
            self._timer = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _end_send(self) -> None:
        if self._send_timer is not None:
            self._send_timer.cancel()
            self._send_timer = None

    def _end_wait(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class _Server(uvicorn.Server):
    """A server that ends with status 0 on SIGTERM, and reloads on SIGHUP."""

    def __init__(
        self, config: uvicorn.Config, service: Service, reloader: _Reloader, tell: Callable[[str], None]
    ) -> None:
        super().__init__(config)
        self.service = service
        self.reloader = reloader
        self.tell = tell

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to listen, and tell where, and what is served."""
        self._listening = [one.dup() for one in sockets or []]
        await super().startup(sockets)
        if self.started and sockets:
            host, port = sockets[0].getsockname()[:2]
            self.tell(f"Listening on http://{f'[{host}]' if ':' in host else host}:{port}/")
            for wiki, served in sorted(self.service.config.wikis.items()):
                self.tell(f"Models of {wiki}: {', '.join(sorted(served.models))}")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take the connections that the system has made already, and no more; answer, and end.

        A connection that still waits when its socket is closed would be reset.
        """
        for server in self.servers:
            server.close()
        waiting = []
        for one in self._listening:
            one.setblocking(False)
            with one, contextlib.suppress(BlockingIOError):
                while True:
                    waiting.append(one.accept()[0])
        for connection in waiting:
            connection.setblocking(False)
            await asyncio.get_running_loop().connect_accepted_socket(self._make_protocol, connection)
        await super().shutdown(sockets)

    def _make_protocol(self) -> _Protocol:
        return _Protocol(self.config, self.server_state, self.lifespan.state)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop, number)
        if hasattr(signal, "SIGHUP"):
            loop.add_signal_handler(signal.SIGHUP, self.reloader.start)
        yield

    def _stop(self, number: int) -> None:
        self.service.draining = True
        self.handle_exit(number, None)


def run(config: Config, read: Callable[[], Config], tell: Callable[[str], None]) -> None:
    """Serve until a signal ends it.

    Parameters
    ----------
    config : Config
    read : callable
        Reads the configuration anew, for a reload.
    tell : callable
        Is told where the service listens.

    Raises
    ------
    ConfigError
        If a model or the cache cannot be used, or the address cannot be listened on.
    """
    configure_logs()
    app = make_app(config)
    settings = uvicorn.Config(
        app,
        http=_Protocol,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=int(config.limits.timeout) + GRACE,
        lifespan="on",
    )
    service: Service = app.state.service
    server = _Server(settings, service, _Reloader(service, read), tell)
    with _listen(config.listen) as listening:
        _run_in_loop(server.serve(sockets=[listening]), settings)
    if not server.started:
        raise ConfigError(service.failure or "the service could not be started; its log says why")


def _listen(listen: str) -> socket.socket:
    address = split_address(listen)
    try:
        family = socket.getaddrinfo(*address, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server(address, family=family, backlog=BACKLOG)
    except OSError as error:
        raise ConfigError(f"listen: {listen}: {error.strerror or error}") from None


def _run_in_loop(work: Coroutine[Any, Any, None], settings: uvicorn.Config) -> None:
    if sys.version_info >= (3, 11):
        with asyncio.Runner(loop_factory=settings.get_loop_factory()) as runner:
            runner.run(work)
    else:
        asyncio.run(work)
