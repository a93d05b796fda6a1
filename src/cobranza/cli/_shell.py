"""What all commands share: how options are read, and how what goes wrong becomes a sentence."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Final

import typer

from cobranza.errors import CobranzaError

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from typer.core import TyperGroup

__all__: list[str] = []

_UNUSABLE: Final = 2
_INTERRUPTED: Final = 130  # 128 + SIGINT, as shells have it
_PIPE_CLOSED: Final = 141  # 128 + SIGPIPE


def new_app(group: type[TyperGroup] | None = None) -> typer.Typer:
    """Make a group of commands that explains itself plainly."""
    return typer.Typer(
        cls=group,
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def day(text: str) -> date:
    """Read an option that is a date."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date, expected YYYY-MM-DD") from None


def is_watched() -> bool:
    """Tell whether somebody looks at a terminal while the command runs."""
    return sys.stderr.isatty()


def is_store(path: Path) -> bool:
    """Tell a stored ledger from a folder of documents, without loading what reads it."""
    return (path / "manifest.json").is_file() and any(path.glob("generation-*"))


@contextmanager
def sentences() -> Generator[None]:
    """Turn what can go wrong outside this program into one sentence and an exit code."""
    try:
        yield
        sys.stdout.flush()
    except CobranzaError as error:
        typer.echo(f"cobranza: {error}", err=True)
        raise typer.Exit(_UNUSABLE) from None
    except BrokenPipeError:
        # Python flushes once more as it ends; let that go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(_PIPE_CLOSED) from None
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        typer.echo(f"cobranza: {where}{error.strerror or error}", err=True)
        raise typer.Exit(_UNUSABLE) from None
    except KeyboardInterrupt:
        typer.echo("cobranza: interrupted", err=True)
        raise typer.Exit(_INTERRUPTED) from None
