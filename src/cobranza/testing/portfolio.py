"""The receivables of an invented company as CFDI 4.0 documents, of any size, with the truth beside.

A portfolio is a function of its size, seed and date: the same three give the same bytes on every
platform. It tells half a year of customers who pay early, late or never: invoices PPD and PUE in
MXN and USD, receipts (REP) whole, in parts, for several invoices and across currencies, credit and
debit notes, advances, cancellations and replacements; and of what no document says: money seen,
write-offs, debts sold, contra-recibos. The true accounts are kept apart in integer cents, without
`cobranza.ledger`, so that a ledger can be tested against them.

Now and then something is wrong: a receipt of an invoice that nobody has, a payment too large, a
balance declared badly. Each such inconsistency is planted on purpose and written down with its code
(COB2nn), so that a ledger can be asked for all of them and for no others. Documents are what SAT
would accept, save four kinds that are themselves what is wrong: a negative Total (COB202), an
ImpSaldoInsoluto that is not what is left (COB223), a note in dollars without TipoCambio (COB233),
an invoice that replaces itself (COB242).

    python -m cobranza.testing.portfolio OUT --documents 2000 --seed 7 --as-of 2026-06-30 --zip

The conventions of the accounts: a payment counts from FechaPago, a credit note from its Fecha, a
fact from its date; what is cancelled counts until the day of the cancellation, or never when that
day is not known; a replaced invoice is closed on the day of the one that replaces it, which takes
over what had been paid and credited; a replaced receipt or note never counted; a PUE invoice is
paid when issued, unless a receipt or money seen says otherwise; money seen counts until a receipt
says the same; an invoice is due after the days agreed with the customer, from its date or from the
contra-recibo, else after those in CondicionesDePago, else on its date.
"""

from __future__ import annotations

import argparse
import sys
import zipfile
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.cfdi import write
from cobranza.errors import SourceError
from cobranza.testing._branch import Branch, generate_branch
from cobranza.testing._company import MasterData
from cobranza.testing._tables import Tables
from cobranza.testing._truth import (
    Account,
    Fact,
    GeneratedDocument,
    Movement,
    Planted,
    Reason,
    Status,
    Unapplied,
)

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

__all__ = [
    "Account",
    "Branch",
    "Fact",
    "GeneratedDocument",
    "MasterData",
    "Movement",
    "Planted",
    "Portfolio",
    "Reason",
    "Status",
    "Unapplied",
    "Written",
    "main",
    "write_portfolio",
]

_BRANCH_DOCUMENTS: Final = 600
_FOLDER_FILES: Final = 1000


@attrs.frozen(kw_only=True)
class Portfolio:
    """A company's documents up to `as_of`; iterate it for all of them, one branch at a time.

    Only one branch (600 documents) is in memory at any moment. A larger portfolio with the same
    seed and date begins with the same full branches.

    >>> from datetime import date
    >>> portfolio = Portfolio(size=60, seed=17, as_of=date(2026, 6, 30))
    >>> len(list(portfolio))
    60
    >>> [branch] = portfolio.branches()
    >>> branch.documents[0].name
    'FA-1001.xml'
    >>> account = branch.accounts[0]
    >>> account.balance(account.issued) == account.total
    True
    """

    size: int
    seed: int
    as_of: date

    def __iter__(self) -> Iterator[GeneratedDocument]:
        for branch in self.branches():
            yield from branch.documents

    def branches(self) -> Iterator[Branch]:
        """Yield the branches one by one, each with its documents, accounts, terms and statuses."""
        for number, start in enumerate(range(0, self.size, _BRANCH_DOCUMENTS)):
            documents = min(_BRANCH_DOCUMENTS, self.size - start)
            yield generate_branch(number, documents=documents, seed=self.seed, as_of=self.as_of)


@attrs.frozen(kw_only=True)
class Written:
    """What `write_portfolio` wrote: counts, bytes of XML, and what is owed by currency."""

    documents: int
    xml_bytes: int
    invoices: int
    open_invoices: int
    balances: dict[str, Decimal]


def write_portfolio(
    folder: str | os.PathLike[str], portfolio: Portfolio, *, zipped: bool = False
) -> Written:
    """Write a portfolio: the documents in `cfdi/` (or `cfdi.zip`), tables beside them.

    More than a thousand documents go to sub-folders of a thousand. Tables that a ledger is told, in
    the columns that `cobranza.sources` reads: `terms.csv`, `status.csv`, `customers.csv`,
    `adjustments.csv`, `cash.csv`, `deliveries.csv`. Tables of the truth on the last day:
    `balances.csv` (one row per invoice; days_past_due is empty once nothing is owed, and not
    positive before the due date), `totals.csv` (per customer and currency, then in total),
    `unapplied.csv` (what reduces no invoice) and `inconsistencies.csv` (code, document, and
    receivable if there is one). A table without rows is not written. Amounts are in the currency of
    the row or its invoice.

    Memory stays flat, except that a ZIP archive keeps its table of contents, half a kilobyte per
    document; its XML is the same everywhere, its compression depends on zlib.

    Raises:
        SourceError: the folder already holds documents.

    >>> import tempfile
    >>> portfolio = Portfolio(size=3, seed=1, as_of=date(2026, 6, 30))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = write_portfolio(folder, portfolio)
    ...     (written.documents, (Path(folder) / "terms.csv").read_text().splitlines()[0])
    (3, 'rfc,days,from_receipt')
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    documents = xml_bytes = 0
    with ExitStack() as stack:
        save = stack.enter_context(_zip_in(folder) if zipped else _folder_in(folder))
        tables = Tables(folder, portfolio.as_of, stack)
        for branch in portfolio.branches():
            for document in branch.documents:
                xml = write(document.comprobante)
                many = portfolio.size > _FOLDER_FILES
                save(f"{documents // _FOLDER_FILES:04d}" if many else "", document.name, xml)
                documents += 1
                xml_bytes += len(xml)
            tables.add(branch)
        tables.close()
    sums = tables.totals
    return Written(
        documents=documents,
        xml_bytes=xml_bytes,
        invoices=sum(each.invoices for each in sums.values()),
        open_invoices=sum(each.open_invoices for each in sums.values()),
        balances={currency: sums[currency].balance for currency in sorted(sums)},
    )


_Save = Callable[[str, str, bytes], None]
"""Takes the sub-folder ("" for none), the name and the bytes of a document."""


@contextmanager
def _folder_in(folder: Path) -> Generator[_Save]:
    root = folder / "cfdi"
    try:
        root.mkdir()
    except FileExistsError:
        raise SourceError(f"{root} exists already: choose another folder, or remove it") from None

    def save(group: str, name: str, xml: bytes) -> None:
        if group:
            (root / group).mkdir(exist_ok=True)
        (root / group / name).write_bytes(xml)

    yield save


@contextmanager
def _zip_in(folder: Path) -> Generator[_Save]:
    path = folder / "cfdi.zip"
    try:
        archive = zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED)
    except FileExistsError:
        raise SourceError(f"{path} exists already: choose another folder, or remove it") from None

    def save(group: str, name: str, xml: bytes) -> None:
        # The epoch of ZIP and Unix permissions, whatever the machine.
        member = zipfile.ZipInfo(f"{group}/{name}" if group else name)
        member.create_system = 3
        member.external_attr = 0o644 << 16
        archive.writestr(member, xml, zipfile.ZIP_DEFLATED)

    with archive:
        yield save


def main(arguments: Sequence[str] | None = None) -> int:
    """Write a portfolio from the command line; gives the exit status, 2 when it cannot."""
    parser = argparse.ArgumentParser(
        prog="python -m cobranza.testing.portfolio",
        description="Write the receivables of an invented company: CFDI 4.0 and true balances.",
    )
    parser.add_argument("out", type=Path, help="folder for the documents and their tables")
    parser.add_argument("--documents", type=_positive, default=60, metavar="N")
    parser.add_argument("--seed", type=int, default=17, metavar="S")
    parser.add_argument("--as-of", type=date.fromisoformat, required=True, metavar="DATE")
    parser.add_argument("--zip", action="store_true", help="one cfdi.zip instead of a folder")
    options = parser.parse_args(arguments)
    portfolio = Portfolio(size=options.documents, seed=options.seed, as_of=options.as_of)
    try:
        written = write_portfolio(options.out, portfolio, zipped=options.zip)
    except SourceError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    owed = ", ".join(f"{amount:,} {currency}" for currency, amount in written.balances.items())
    sys.stdout.write(
        f"{options.out}: {written.documents:,} documents ({written.xml_bytes:,} bytes of XML), "
        f"{written.invoices:,} invoices, {written.open_invoices:,} of them open: {owed}\n"
    )
    return 0


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return value


if __name__ == "__main__":
    sys.exit(main())
