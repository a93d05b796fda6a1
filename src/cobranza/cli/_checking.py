"""`cobranza check` and `cobranza rules`: their options, and how they end."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - typer reads the annotations
from enum import StrEnum
from pathlib import Path  # noqa: TC003 - the same
from typing import Annotated

import typer

from cobranza.cfdi import Profile
from cobranza.cli._check import Checker, Format, check_files, trust_in
from cobranza.cli._rules import as_data, matching, print_json, print_rule, print_table, rule_of
from cobranza.cli._shell import day, sentences

__all__: list[str] = []


class RulesFormat(StrEnum):
    """How rules are printed."""

    TEXT = "text"
    JSON = "json"


def check(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILES", readable=False, help="XML files, or folders and ZIP archives of them."
        ),
    ],
    *,
    today: Annotated[
        date | None,
        typer.Option(
            parser=day,
            metavar="DATE",
            help="Day of the check, YYYY-MM-DD; rules about the future are judged only with it.",
        ),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Take warnings for errors.")] = False,
    ignore: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE", help="Leave a rule out; may be repeated."),
    ] = None,
    schemas: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", readable=False, help="Validate with SAT's own schema files as well."
        ),
    ] = None,
    trust: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILES",
            readable=False,
            help="Judge the seals as well: certificates of the authorities to trust and of stamps,"
            " and revocation lists, as files or folders; may be repeated.",
        ),
    ] = None,
    format: Annotated[Format, typer.Option(help="How findings are printed.")] = Format.TEXT,  # noqa: A002 - the name of the option
) -> None:
    """Check documents and print what is wrong with them, one finding per line.

    Exits with 0 when there are no errors, 1 when there are, 2 when a file could not be read.
    """
    with sentences():
        profile = Profile(
            warnings_are_errors=strict,
            severities={rule_of(code).code: None for code in ignore or ()},
        )
        checker = Checker(
            today=today,
            profile=profile,
            schemas=schemas,
            trust=trust_in(trust) if trust else None,
        )
        code = check_files(files, checker=checker, format=format)
    raise typer.Exit(code)


def rules(
    code: Annotated[
        str | None, typer.Argument(metavar="CODE", help="Such as CFDI40108; without it, all rules.")
    ] = None,
    *,
    search: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Only the rules that say this.")
    ] = None,
    format: Annotated[  # noqa: A002 - the name of the option
        RulesFormat, typer.Option(help="How rules are printed.")
    ] = RulesFormat.TEXT,
) -> None:
    """List the rules that documents are judged by, or tell everything of one."""
    if code is not None and search is not None:
        raise typer.BadParameter("--search takes no CODE")
    as_json = format is RulesFormat.JSON
    with sentences():
        if code is not None:
            rule = rule_of(code)
            print_json(as_data(rule)) if as_json else print_rule(rule)
        else:
            found = matching(search)
            print_json([as_data(each) for each in found]) if as_json else print_table(found)
