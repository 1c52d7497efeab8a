"""Commands of the program: how they take arguments and report errors.

Options may be shortened to any prefix that is not ambiguous (``--obs x`` for ``--observations=x``), as
they often are in Makefiles. An error is one line on standard error and exit status 2; ``--debug`` adds
the traceback.
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any, TypeVar, overload

import click

from ..errors import plain_text
from ..files import MESSAGE_ERRORS, use_utf8
from ..importing import search_working_directory
from .files import check_distinct, check_outputs
from .provenance import keep_arguments, recording

__all__ = ["CONTEXT_SETTINGS", "Command", "Group", "run_command", "utility"]

#: Errors of a full disk, quota or limit, which name no file.
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
#: Settings of the help of all commands.
CONTEXT_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 110}

#: Errors of other libraries whose texts say to users of commands what to do.
PLAIN = {"InvalidParameterError"}

G = TypeVar("G", bound="Group")


class _Runnable(click.Command):
    def run(self, argv: Sequence[str] | None = None) -> None:
        """Run the command as a program does; see `run_command`."""
        run_command(self, argv, f"revscoring {self.name}")


class Command(_Runnable):
    """A click command whose long options may be shortened."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the function, unless an output cannot be written, or is a file that it reads."""
        check_distinct(ctx)
        check_outputs(ctx)
        with recording(ctx):
            return super().invoke(ctx)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Complete shortened options, then parse as click does."""
        completed = self._complete_options(ctx, list(args))
        keep_arguments(ctx, completed)
        return super().parse_args(ctx, completed)

    def _complete_options(self, ctx: click.Context, args: list[str]) -> list[str]:
        takes_value = {
            name: not (parameter.is_flag or parameter.count)
            for parameter in self.get_params(ctx)
            if isinstance(parameter, click.Option)
            for name in [*parameter.opts, *parameter.secondary_opts]
        }
        completed: list[str] = []
        value_follows = False
        for position, argument in enumerate(args):
            if argument == "--":
                return completed + args[position:]
            if value_follows or not argument.startswith("-") or argument == "-":
                value_follows = False
            else:
                name, equals, value = argument.partition("=")
                if name.startswith("--"):
                    name = self._complete(ctx, name, list(takes_value))
                    argument = name + equals + value
                value_follows = takes_value.get(name, False) and not equals
            completed.append(argument)
        return completed

    @staticmethod
    def _complete(ctx: click.Context, name: str, known: list[str]) -> str:
        candidates = [option for option in known if option.startswith(name)]
        if name in known or not candidates:
            return name
        if len(candidates) > 1:
            raise click.UsageError(f"{name} is ambiguous: {', '.join(sorted(candidates))}", ctx)
        return candidates[0]


class Group(_Runnable, click.Group):
    """A command with commands of its own, listed in the order in which they were added."""

    #: What an error message calls one of them.
    noun = "command"

    def list_commands(self, ctx: click.Context | None = None) -> list[str]:
        """Return the names of the commands."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or suggest a name that is close to the unknown one."""
        known = self.list_commands()
        if args and args[0] not in known:
            near = get_close_matches(args[0], known, n=1)
            hint = f": did you mean {near[0]!r}?" if near else ""
            raise click.UsageError(f"there is no {self.noun} {args[0]!r}{hint}", ctx)
        return super().resolve_command(ctx, args)


@overload
def utility(name: str) -> Callable[[Callable[..., int | None]], Command]: ...
@overload
def utility(name: str, cls: type[G], **attributes: Any) -> Callable[[Callable[..., int | None]], G]: ...
def utility(
    name: str, cls: type[click.Command] = Command, **attributes: Any
) -> Callable[[Callable[..., int | None]], click.Command]:
    """Make a command of a function, and add ``--debug`` and ``-h`` to its options.

    The help is the docstring of the function or, if it has none, that of its module. `cls` is `Group`
    for a utility that has commands of its own; `attributes` are passed to it.
    """

    def decorate(function: Callable[..., int | None]) -> click.Command:
        made = click.command(
            name,
            cls=cls,
            help=function.__doc__ or sys.modules[function.__module__].__doc__,
            context_settings=CONTEXT_SETTINGS,
            **attributes,
        )(function)
        made.params.append(
            click.Option(
                ["--debug"],
                is_flag=True,
                expose_value=False,
                callback=_start_debugging,
                help="Log what happens, and show the traceback of an error.",
            )
        )
        return made

    return decorate


def _start_debugging(ctx: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value:
        import logging

        form = "%(asctime)s %(levelname)s:%(name)s -- %(message)s"
        logging.basicConfig(level=logging.DEBUG, format=form, force=True)


def run_command(made: click.Command, argv: Sequence[str] | None, name: str) -> None:
    """Run a command as a program does; after an error, exit with status 2.

    `argv` are the arguments after the name, by default those of the process; `name` is how messages call
    the program.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    search_working_directory()
    _warn_in_one_line()
    use_utf8(sys.stdout)
    use_utf8(sys.stderr, errors=MESSAGE_ERRORS)
    try:
        with _safe_children():
            status = made.main(arguments, prog_name=name, standalone_mode=False)
    except click.exceptions.Exit as error:
        status = error.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        status = 2
    except (KeyboardInterrupt, click.Abort):
        print(f"{_called(made, arguments, name)}: interrupted", file=sys.stderr)
        status = 130
    except BrokenPipeError:  # the reader of our output has gone: there is nothing more to flush
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 141
    except Exception as error:
        if "--debug" in arguments:
            traceback.print_exc()
        called = _called(made, arguments, name)
        print(f"{called}: error: {' '.join(_describe(error, called).split())}", file=sys.stderr)
        status = 2
    if isinstance(status, int) and status:
        raise SystemExit(status) from None


@contextmanager
def _safe_children() -> Iterator[None]:
    """Keep the files of the working directory from being modules of Python in processes that we start."""
    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONSAFEPATH"]
        else:
            os.environ["PYTHONSAFEPATH"] = before


def _called(made: click.Command | None, arguments: Sequence[str], name: str) -> str:
    """Return how the command that ran is called in messages, such as "revscoring languages lint"."""
    for argument in arguments:
        if not isinstance(made, Group) or argument not in made.list_commands():
            break
        name, made = f"{name} {argument}", made.commands.get(argument)
    return name


def _warn_in_one_line() -> None:
    """Print warnings and log messages as lines for people, not for developers.

    A warning is printed once, however many processes give it: those that we fork share `shown`, a byte for
    each hash of a text.
    """
    import logging
    import mmap
    import warnings
    import zlib

    shown = mmap.mmap(-1, 1 << 20)

    def show(message: Warning | str, *_where: object, **_more: object) -> None:
        text = " ".join(str(message).split())
        place = zlib.crc32(text.encode("utf-8", "replace")) % len(shown)
        if not shown[place]:
            shown[place] = 1
            print(f"warning: {text}", file=sys.stderr)

    warnings.showwarning = show
    if not logging.getLogger().handlers:
        logging.basicConfig(format="%(levelname)s: %(message)s")


def _describe(error: Exception, called: str) -> str:
    if isinstance(error, click.UsageError):
        return f"{error.format_message()} (see {called} --help)"
    if isinstance(error, click.ClickException):
        return error.format_message()
    if isinstance(error, OSError) and error.strerror and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    if isinstance(error, OSError) and error.errno in FULL:
        return f"the output cannot be written: {error.strerror}"
    text = plain_text(error)
    is_plain = type(error) is RuntimeError or type(error).__name__ in PLAIN
    if is_plain or type(error).__module__.partition(".")[0] == "revscoring":
        return text
    return f"{type(error).__name__}: {text} (--debug shows where)"
