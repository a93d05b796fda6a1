"""The commands by name. Each is loaded when it is asked for: none waits for what others need."""

from __future__ import annotations

import importlib
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup

from cobranza import __version__
from cobranza.cli._shell import new_app

__all__: list[str] = []

_HOMES: Final = {
    "report": "_report",
    "ledger": "_ledger",
    "explain": "_explain",
    "statement": "_statement",
    "check": "_checking",
    "rules": "_checking",
    "catalogs": "_catalogs",
    "sat": "_sat",
}
"""The module of each command, which has it under its name, or as `app` a group of them."""


class _Commands(TyperGroup):
    """Finds commands where they are at home."""

    # Types as they are named in every typer: some bring a click of their own.
    def list_commands(self, ctx: object) -> list[str]:  # noqa: ARG002 - its name there
        return [*_HOMES]

    def get_command(self, ctx: object, cmd_name: str) -> Any:  # noqa: ANN401, ARG002 - the same
        if cmd_name not in _HOMES:
            return None
        home = importlib.import_module(f"cobranza.cli.{_HOMES[cmd_name]}")
        group = getattr(home, "app", None)
        if group is None:
            group = new_app()
            group.command(cmd_name)(getattr(home, cmd_name))
        command = typer.main.get_command(group)
        command.name = cmd_name
        return command


app = new_app(_Commands)


def _print_version(value: bool) -> None:  # noqa: FBT001 - typer calls it with the flag
    if value:
        typer.echo(f"cobranza {__version__}")
        raise typer.Exit


@app.callback()
def _cobranza(
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    """From Mexican fiscal documents (CFDI 4.0) to receivables."""
