"""Logs of the service: lines of JSON, or words for people where standard error is a terminal."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any, Final

import structlog
from asgi_correlation_id import correlation_id

__all__ = ["configure_logs"]

#: Characters that a terminal obeys instead of showing them.
CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def configure_logs(level: int = logging.INFO) -> None:
    """Send all logs of this process to standard error, with the id of the request that they are about."""
    is_terminal = sys.stderr.isatty()
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_request_id,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    ends: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if is_terminal:
        ends.append(_on_one_line)
        # Tracebacks without the values of variables: these are long, and not for everybody.
        ends.append(structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback))
    else:
        ends += [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=ends))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    logging.getLogger("uvicorn").setLevel(logging.WARNING)  # where the service listens is told otherwise


def _on_one_line(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Show what wikis and clients write as it is: it ends no line, and rules no terminal."""
    return {
        name: CONTROLS.sub(lambda found: repr(found[0])[1:-1], value) if isinstance(value, str) else value
        for name, value in event.items()
    }


def _add_request_id(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    request_id = correlation_id.get()
    if request_id is not None:
        event["request_id"] = request_id
    return event
