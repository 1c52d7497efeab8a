"""The server process: it listens, reloads on SIGHUP, and ends on SIGTERM after the requests under way."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import structlog
import uvicorn
from starlette.applications import Starlette

from .app import make_app
from .config import Config, ConfigError, split_address
from .core import WikiClient, WikiUnavailable
from .metrics import Metrics
from .state import Service

__all__ = ["ask_names", "run"]

logger = structlog.get_logger(__name__)

#: Seconds that requests under way may take beyond their own limit, when the service is stopped.
GRACE = 5


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


@dataclass
class _Reloader:
    """Loads the models again on SIGHUP; one reload at a time."""

    service: Service
    read: Callable[[], Config]
    task: asyncio.Task[None] | None = None

    def start(self) -> None:
        if self.task is None or self.task.done():
            self.task = asyncio.get_running_loop().create_task(self._reload())

    async def _reload(self) -> None:
        try:
            await self.service.reload(await asyncio.to_thread(self.read))
            logger.info("models reloaded")
        except (ConfigError, RuntimeError) as error:
            logger.error("models not reloaded; the old ones stay", error=str(error))


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
        """Start to listen, and tell where."""
        await super().startup(sockets)
        if self.started and sockets:
            host, port = sockets[0].getsockname()[:2]
            self.tell(f"Listening on http://{f'[{host}]' if ':' in host else host}:{port}/")

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
    app = make_app(config)
    asyncio.run(_serve(app, config, read, tell))


async def _serve(
    app: Starlette, config: Config, read: Callable[[], Config], tell: Callable[[str], None]
) -> None:
    host, port = split_address(config.listen)
    settings = uvicorn.Config(
        app,
        host,
        port,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=int(config.limits.timeout) + GRACE,
        lifespan="on",
    )
    try:
        listening = settings.bind_socket()
    except SystemExit:
        raise ConfigError(f"listen: {config.listen} is in use, or is no address of this machine") from None
    service: Service = app.state.service
    server = _Server(settings, service, _Reloader(service, read), tell)
    await server.serve(sockets=[listening])
    if not server.started:
        raise ConfigError("the service could not be started; its log says why")
