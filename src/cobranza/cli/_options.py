"""Options that several commands share, and what their values mean to the library."""

from __future__ import annotations

import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import attrs
import typer

from cobranza.sources import (
    printable,
    read_adjustments,
    read_cash,
    read_customers,
    read_deliveries,
    read_status,
    read_terms,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cobranza.ledger import PuePolicy
    from cobranza.ledger.ledger import CreditNotePolicy
    from cobranza.report import Texts

__all__: list[str] = []


class Pue(StrEnum):
    """What a PUE invoice of whose payment nothing is known is taken for."""

    PAID = "paid"
    OPEN = "open"
    ALERT = "alert"

    @property
    def policy(self) -> PuePolicy:
        """What the library calls it."""
        policies: dict[Pue, PuePolicy] = {Pue.OPEN: "open", Pue.ALERT: "alert"}
        return policies.get(self, "paid_at_issue")


class CreditNotes(StrEnum):
    """How a credit note over several invoices is used up."""

    AS_NAMED = "as-named"
    OLDEST = "oldest"
    PROPORTIONAL = "proportional"

    @property
    def policy(self) -> CreditNotePolicy:
        """What the library calls it."""
        policies: dict[CreditNotes, CreditNotePolicy] = {
            CreditNotes.OLDEST: "oldest",
            CreditNotes.PROPORTIONAL: "proportional",
        }
        return policies.get(self, "as_named")


class Lang(StrEnum):
    """The language of what is printed."""

    ES = "es"
    EN = "en"


_READERS: Final[Mapping[str, Callable[[Path], Any]]] = {
    "status": read_status,
    "terms": read_terms,
    "customers": read_customers,
    "adjustments": read_adjustments,
    "cash": read_cash,
    "deliveries": read_deliveries,
}
"""What reads each table; the names are those of arguments of `Ledger.build`."""


KINDS: Final = tuple(_READERS)
"""The kinds of tables."""


@attrs.frozen
class TableFiles:
    """The tables that a command is given, by what they say."""

    paths: Mapping[str, Path]

    @classmethod
    def of(cls, source: Path, given: Mapping[str, Path | None]) -> TableFiles:
        """Take the tables given, and in the place of others those beside the documents."""
        folder = source if source.is_dir() else source.parent
        found = {kind: path or folder / f"{kind}.csv" for kind, path in given.items()}
        return cls({kind: path for kind, path in found.items() if given[kind] or path.is_file()})

    def read(self) -> dict[str, Any]:
        """Read them, as arguments of `Ledger.build`."""
        return {kind: _READERS[kind](path) for kind, path in self.paths.items()}

    def lines(self, texts: Texts) -> Iterator[str]:
        """Say which tables were read."""
        for kind, path in self.paths.items():
            yield printable(texts("table_used", table=texts(f"table.{kind}"), file=path))


def _table(name: str, says: str) -> Any:  # noqa: ANN401 - typer's option has no public type
    return typer.Option(
        f"--{name}",
        metavar="FILE",
        readable=False,
        help=f"{says} {name}.csv beside the documents is used when this is not given.",
    )


StatusFile = Annotated[Path | None, _table("status", "SAT status by document.")]
TermsFile = Annotated[Path | None, _table("terms", "Terms of payment by customer.")]
CustomersFile = Annotated[Path | None, _table("customers", "Master data of customers.")]
AdjustmentsFile = Annotated[
    Path | None, _table("adjustments", "Write-offs, corrections and sales of debts.")
]
CashFile = Annotated[Path | None, _table("cash", "Money seen, by invoice.")]
DeliveriesFile = Annotated[Path | None, _table("deliveries", "Dates of contra-recibos.")]

IssuerOption = Annotated[
    str | None,
    typer.Option("--issuer", metavar="RFC", help="Use only the documents of this issuer."),
]
PueOption = Annotated[
    Pue | None,
    typer.Option(
        "--pue",
        help="Take PUE invoices of whose payment nothing is known for paid (this is so when it is"
        " not given), for open, or for open with an alert at the end of their month.",
    ),
]
CreditNotesOption = Annotated[
    CreditNotes | None,
    typer.Option(
        "--credit-notes",
        help="Use a credit note over several invoices up in the order in which it names them (this"
        " is so when it is not given), on the oldest first, or in proportion to what they owe.",
    ),
]
LangOption = Annotated[Lang, typer.Option("--lang", help="Language of what is printed.")]
WorkersOption = Annotated[
    int | None,
    typer.Option(
        "--workers", min=1, metavar="N", help="Processes that read; one per core by default."
    ),
]


def workers_of(given: int | None) -> int:
    """Give the number of processes to use."""
    return given or os.cpu_count() or 1
