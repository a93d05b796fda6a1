"""A portfolio to its ledger, at growing sizes: time, memory, and whether all of the truth is found.

The documents of the first table never were files: they are generated and digested in memory, and
only `Ledger.build` is timed. Those of the second are XML files in folders, read by two workers.
Each size has a process of its own, so that its peak of memory is its own. Every ledger is compared
with the generator's accounts: every balance on several days, what is unapplied, and the
inconsistencies planted, none missing and none invented.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from benchmarks.timing import table
from cobranza.ledger import (
    Adjustment,
    CashReceipt,
    DocumentStatus,
    Ledger,
    LedgerDocument,
    Skipped,
    Terms,
)
from cobranza.ledger.customers import Customer, Customers
from cobranza.sources import Intake, digest_files
from cobranza.testing import LedgerCase
from cobranza.testing.portfolio import Portfolio, write_portfolio

if TYPE_CHECKING:
    from collections.abc import Iterable

SIZES = (10_000, 100_000, 1_000_000)
FILES = (10_000, 100_000)
SEED = 11
AS_OF = date(2026, 6, 30)
DAYS = (date(2026, 2, 15), date(2026, 4, 30), AS_OF)


def run() -> None:
    """Print a table for documents in memory, and one for files."""
    header = (
        *("documents", "to ledger", "processor", "µs/document", "largest process"),
        *("invoices", "planted and found"),
    )
    for kind, sizes in (("memory", SIZES), ("files", FILES)):
        rows = [_row(kind, size) for size in sizes]
        print(f"{kind}\n\n{table(header, rows)}\n", flush=True)


def _row(kind: str, size: int) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.ledger", kind, str(size)],
        check=True,
        stdout=subprocess.PIPE,
    )
    found = json.loads(done.stdout)
    return [
        f"{size:,}",
        f"{found['seconds']:.1f} s",
        f"{found['processor']:.1f} s",
        f"{found['processor'] / size * 1e6:.0f}",
        f"{found['peak']:,} MiB",
        f"{found['invoices']:,}",
        f"{found['planted']:,}",
    ]


@attrs.define
class Told:
    """What a ledger is told of a portfolio; the truth of each branch is let go."""

    documents: list[LedgerDocument | Skipped] = attrs.field(factory=list)
    status: dict[str, DocumentStatus] = attrs.field(factory=dict)
    terms: dict[str, Terms] = attrs.field(factory=dict)
    customers: list[Customer] = attrs.field(factory=list)
    adjustments: list[Adjustment] = attrs.field(factory=list)
    cash: list[CashReceipt] = attrs.field(factory=list)
    deliveries: dict[str, date] = attrs.field(factory=dict)

    @classmethod
    def of(cls, portfolio: Portfolio, *, with_documents: bool) -> Told:
        """Take a portfolio in, branch by branch."""
        told = cls()
        for case in _cases(portfolio):
            if with_documents:
                told.documents += case.documents
            told.status |= case.status
            told.terms |= case.terms
            told.customers += case.customers.records
            told.adjustments += case.adjustments
            told.cash += case.cash
            told.deliveries |= case.deliveries
        return told

    def build(self, documents: Iterable[LedgerDocument | Skipped]) -> Ledger:
        """Build the ledger of some documents with all else that was told."""
        return Ledger.build(
            documents,
            status=self.status,
            terms=self.terms,
            customers=Customers(records=self.customers),
            adjustments=self.adjustments,
            cash=self.cash,
            deliveries=self.deliveries,
        )


def _cases(portfolio: Portfolio) -> Iterable[LedgerCase]:
    for branch in portfolio.branches():
        yield LedgerCase.of([branch], as_of=portfolio.as_of)


def measure(kind: str, size: int) -> dict[str, int | float]:
    """Build one ledger, and compare it with the truth."""
    portfolio = Portfolio(size=size, seed=SEED, as_of=AS_OF)
    told = Told.of(portfolio, with_documents=kind == "memory")
    with tempfile.TemporaryDirectory() as folder:
        if kind == "files":
            write_portfolio(folder, portfolio)
        start, used = time.perf_counter(), _processor()
        if kind == "files":
            told.documents += Intake.of(digest_files(Path(folder, "cfdi"), workers=2)).documents
        ledger = told.build(told.documents)
        seconds, processor = time.perf_counter() - start, _processor() - used
    peak = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return {
        "seconds": seconds,
        "processor": processor,
        "peak": peak // 1024,
        "invoices": len(ledger.receivables),
        "planted": _compare(ledger, portfolio),
    }


def _processor() -> float:
    """Give the seconds of processor that this process and its workers have used."""
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _compare(ledger: Ledger, portfolio: Portfolio) -> int:
    """Count what was planted and found; the process ends where the ledger is not the truth."""
    planted: dict[date, set[tuple[str, str, str]]] = {day: set() for day in DAYS}
    unapplied: Counter[tuple[str, Decimal]] = Counter()
    invoices = 0
    for case in _cases(portfolio):
        invoices += len(case.accounts)
        for account in case.accounts:
            receivable = ledger.get(account.uuid)
            for day in DAYS:
                if receivable is None or receivable.balance(day) != account.balance(day):
                    sys.exit(f"{account.uuid}: the balance of {day} is not {account.balance(day)}")
        unapplied.update((each.document, Decimal(each.cents).scaleb(-2)) for each in case.unapplied)
        for day in DAYS:
            planted[day] |= {
                (each.code, each.document, each.receivable)
                for each in case.planted
                if each.holds(day)
            }
    for day in DAYS:
        found = {
            (each.code, each.document, each.receivable or "")
            for each in (*ledger.inconsistencies, *ledger.deadlines)
            if each.holds(day)
        }
        if found != planted[day]:
            sys.exit(f"{day}: {sorted(found ^ planted[day])[:5]} were missed or invented")
    if invoices != len(ledger.receivables):
        sys.exit(f"{len(ledger.receivables)} receivables, expected {invoices}")
    if unapplied != Counter((each.document, each.amount) for each in ledger.unapplied):
        sys.exit("what is unapplied is not the truth")
    return len(planted[AS_OF])


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
