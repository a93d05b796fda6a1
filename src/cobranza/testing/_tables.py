"""The tables beside the documents: what a ledger is told, and the truth that it should find."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.testing._company import MasterData
from cobranza.testing._truth import decimal_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import ExitStack
    from datetime import date
    from decimal import Decimal
    from pathlib import Path

    from cobranza.testing._branch import Branch
    from cobranza.testing._truth import Account, Fact

__all__: list[str] = []

_COLUMNS: Final = {
    # What a ledger is told.
    "terms": ("rfc", "days", "from_receipt"),
    "status": ("uuid", "status", "cancelled_on", "requested_on"),
    "customers": tuple(field.name for field in attrs.fields(MasterData)),
    "adjustments": ("uuid", "date", "amount", "kind", "reference", "reason"),
    "cash": ("uuid", "date", "amount", "reference"),
    "deliveries": ("uuid", "received_on"),
    # The truth.
    "balances": (
        *("uuid", "number", "customer_rfc", "currency", "issued", "due", "total", "balance"),
        "days_past_due",
    ),
    "totals": ("customer_rfc", "customer", "currency", "invoices", "open_invoices", "balance"),
    "unapplied": ("document", "customer_rfc", "currency", "date", "amount"),
    "inconsistencies": ("code", "document", "receivable"),
}


@attrs.define
class Sum:
    """A count of invoices and what is owed on them, in cents."""

    invoices: int = 0
    open_invoices: int = 0
    cents: int = 0

    def add(self, balance: int) -> None:
        """Count one invoice."""
        self.invoices += 1
        self.open_invoices += balance != 0
        self.cents += balance

    @property
    def balance(self) -> Decimal:
        """What is owed."""
        return decimal_of(self.cents, 2)


class Tables:
    """Writes the tables as branches come, each with its first row; `totals` sums up by currency."""

    def __init__(self, folder: Path, as_of: date, stack: ExitStack) -> None:
        self.totals: dict[str, Sum] = {}
        self._folder = folder
        self._as_of = as_of
        self._stack = stack
        self._open: dict[str, Callable[[Iterable[object]], object]] = {}

    def add(self, branch: Branch) -> None:
        """Write the rows of a branch."""
        self._write(
            "terms",
            (
                (rfc, days, "sí" if rfc in branch.reviewed else "")
                for rfc, days in branch.terms.items()
            ),
        )
        self._write("status", map(attrs.astuple, branch.statuses))
        self._write("customers", map(attrs.astuple, branch.customers))
        self._write("adjustments", (_row(fact) for fact in branch.facts if fact.kind))
        # Its reader refuses what is not above zero: only a program can cause COB261.
        self._write(
            "cash", (_row(fact) for fact in branch.facts if not fact.kind and fact.cents > 0)
        )
        self._write("deliveries", branch.deliveries.items())
        self._add_balances(branch.accounts)
        self._write(
            "unapplied",
            (
                (
                    each.document,
                    each.customer_rfc,
                    each.currency,
                    each.on,
                    decimal_of(each.cents, 2),
                )
                for each in branch.unapplied
                if each.on <= self._as_of
            ),
        )
        self._write(
            "inconsistencies",
            (
                (each.code, each.document, each.receivable)
                for each in branch.planted
                if each.holds(self._as_of) and each.code != "COB261"
            ),
        )

    def close(self) -> None:
        """Write the last rows, which sum up the portfolio."""
        self._write(
            "totals",
            (
                ("", "TOTAL", currency, each.invoices, each.open_invoices, each.balance)
                for currency, each in sorted(self.totals.items())
            ),
        )

    def _add_balances(self, accounts: Iterable[Account]) -> None:
        sums: dict[tuple[str, str], Sum] = {}
        names: dict[str, str] = {}
        for account in accounts:
            cents, currency = account.cents(self._as_of), account.currency
            names[account.customer_rfc] = account.customer_name  # the last is the one in use
            sums.setdefault((account.customer_rfc, currency), Sum()).add(cents)
            self.totals.setdefault(currency, Sum()).add(cents)
            balance = (
                account.uuid,
                account.number,
                account.customer_rfc,
                currency,
                account.issued,
                account.due,
                account.total,
                decimal_of(cents, 2),
                (self._as_of - account.due).days if cents else "",
            )
            self._write("balances", [balance])
        self._write(
            "totals",
            (
                (rfc, names[rfc], currency, each.invoices, each.open_invoices, each.balance)
                for (rfc, currency), each in sorted(sums.items())
            ),
        )

    def _write(self, table: str, rows: Iterable[Iterable[object]]) -> None:
        for row in rows:
            if table not in self._open:
                path = self._folder / f"{table}.csv"
                file = self._stack.enter_context(path.open("w", encoding="utf-8", newline=""))
                self._open[table] = csv.writer(file, lineterminator="\n").writerow
                self._open[table](_COLUMNS[table])
            self._open[table](row)


def _row(fact: Fact) -> tuple[object, ...]:
    moved = (fact.uuid, fact.on, decimal_of(fact.cents, 2))
    if fact.kind:
        return (*moved, fact.kind, fact.reference, fact.reason)
    return (*moved, fact.reference)
