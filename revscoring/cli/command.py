"""How the commands take arguments and report errors; what they do is in their own modules.

Options may be given by any prefix that is not ambiguous (``--obs x`` for ``--observations=x``), as
people have them in Makefiles. An error is one line on standard error and exit status 2; ``--debug``
adds the traceback.
"""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Any, NoReturn

import click

from ..utilities import COMMANDS

__all__ = ["Command", "Group", "Program", "run_command", "utility"]


class Command(click.Command):
    """A click command whose long options may be shortened."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Complete shortened options, then parse as click does."""
        return super().parse_args(ctx, self._complete_options(ctx, list(args)))

    def _complete_options(self, ctx: click.Context, args: list[str]) -> list[str]:
        takes_value: dict[str, bool] = {}
        for parameter in self.get_params(ctx):
            if isinstance(parameter, click.Option):
                for name in [*parameter.opts, *parameter.secondary_opts]:
                    takes_value[name] = not (parameter.is_flag or parameter.count)
        completed: list[str] = []
        value_follows = False
        for position, argument in enumerate(args):
            if argument == "--":
                return completed + args[position:]
            if value_follows or not argument.startswith("-") or argument == "-":
                value_follows = False
                completed.append(argument)
                continue
            name, equals, value = argument.partition("=")
            if name.startswith("--"):
                name = self._complete(ctx, name, list(takes_value))
                completed.append(name + equals + value)
                value_follows = takes_value.get(name, False) and not equals
            else:
                completed.append(argument)
                value_follows = takes_value.get(argument, False)
        return completed

    @staticmethod
    def _complete(ctx: click.Context, name: str, known: list[str]) -> str:
        if name in known:
            return name
        candidates = [option for option in known if option.startswith(name)]
        if len(candidates) > 1:
            raise click.UsageError(f"{name} is ambiguous: {', '.join(sorted(candidates))}", ctx)
        return candidates[0] if candidates else name


class Group(click.Group):
    """A utility with commands of its own."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one may have been meant."""
        if args and args[0] not in self.commands:
            near = get_close_matches(args[0], self.commands, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(self.commands)}"
            raise click.UsageError(f"there is no command {args[0]!r}: {hint}")
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order in which they were added."""
        return list(self.commands)


class Program(click.Group):
    """The `revscoring` program: its commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command and return its command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"revscoring.utilities.{cmd_name}")
        found: click.Command = module.command
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one may have been meant."""
        if args and args[0] not in COMMANDS:
            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else "see revscoring --help"
            raise click.UsageError(f"there is no utility {args[0]!r}: {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Utilities"):
            formatter.write_dl(list(COMMANDS.items()))


def utility(
    name: str, cls: type[click.Command] = Command, **attributes: Any
) -> Callable[[Callable[..., Any]], Any]:
    """Make a command of a function; it gets ``--debug`` and ``-h``.

    Parameters
    ----------
    name : str
        The name of the utility.
    cls : type
        `Command`, or `Group` for a utility that has commands of its own.
    **attributes
        Passed to the class.
    """

    def decorate(function: Callable[..., Any]) -> Any:
        made: click.Command = click.command(
            name,
            cls=cls,
            **attributes,
            context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
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

        ctx.find_root().meta["debug"] = True
        form = "%(asctime)s %(levelname)s:%(name)s -- %(message)s"
        logging.basicConfig(level=logging.DEBUG, format=form, force=True)


def run_command(made: click.Command, argv: Sequence[str] | None, name: str) -> None:
    """Run a command as a program does.

    Parameters
    ----------
    made : click.Command
        What to run.
    argv : sequence of str or None
        The arguments after the name; None for those of the process.
    name : str
        How the program is called in messages.

    Raises
    ------
    SystemExit
        With status 2 after any error; the error is one line on standard error.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    debug = "--debug" in arguments
    _warn_in_one_line()
    try:
        status = made.main(arguments, prog_name=name, standalone_mode=False)
    except click.exceptions.Exit as error:
        status = error.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        raise SystemExit(2) from None
    except click.UsageError as error:
        called = _called(made, arguments, name)
        _fail(called, f"{error.format_message()} (see {called} --help)", debug)
    except click.ClickException as error:
        _fail(_called(made, arguments, name), error.format_message(), debug)
    except (KeyboardInterrupt, click.Abort):
        print(f"{_called(made, arguments, name)}: interrupted", file=sys.stderr)
        raise SystemExit(130) from None
    except BrokenPipeError:
        # The reader of our output has gone: nothing to complain about, and nothing more to flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(141) from None
    except Exception as error:
        _fail(_called(made, arguments, name), _describe(error), debug)
    if isinstance(status, int) and status:
        raise SystemExit(status)


def _called(made: click.Command, arguments: Sequence[str], name: str) -> str:
    """Return how the command that ran is called in messages, after its module was imported."""
    for argument in arguments:
        if isinstance(made, Program) and argument in COMMANDS:
            inner = getattr(sys.modules.get(f"revscoring.utilities.{argument}"), "command", None)
        elif isinstance(made, Group) and argument in made.commands:
            inner = made.commands[argument]
        else:
            break
        name = f"{name} {argument}"
        made = inner or click.Command(argument)
    return name


def _warn_in_one_line() -> None:
    """Print warnings and log messages as lines for people, not for developers."""
    import logging
    import warnings

    def show(message: Any, *_where: Any, **_more: Any) -> None:
        print(f"warning: {' '.join(str(message).split())}", file=sys.stderr)

    warnings.showwarning = show
    if not logging.getLogger().handlers:
        logging.basicConfig(format="%(levelname)s: %(message)s")


def _describe(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    text = str(error).partition("\nTraceback")[0]
    module = type(error).__module__.partition(".")[0]
    if module == "revscoring" or type(error) is RuntimeError:
        return text
    return f"{type(error).__name__}: {text} (--debug shows where)"


def _fail(name: str, message: str, debug: bool) -> NoReturn:
    if debug:
        traceback.print_exc()
    print(f"{name}: error: {' '.join(message.split())}", file=sys.stderr)
    raise SystemExit(2)
