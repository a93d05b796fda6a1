"""The tables beside the documents: terms and statuses to read them with, and the true balances."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.testing._orders import decimal_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import ExitStack
    from datetime import date
    from decimal import Decimal
    from pathlib import Path

    from cobranza.testing._branch import Branch
    from cobranza.testing._orders import Account

__all__: list[str] = []

_COLUMNS: Final = {
    "terms": ("rfc", "days"),
    "status": ("uuid", "status", "cancelled_on"),
    "balances": (
        *("uuid", "number", "customer_rfc", "currency", "issued", "due", "total", "balance"),
        "days_past_due",
    ),
    "totals": ("customer_rfc", "customer", "currency", "invoices", "open_invoices", "balance"),
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
    """Writes the four tables as branches come; `totals` holds the sums by currency."""

    def __init__(self, folder: Path, as_of: date, stack: ExitStack) -> None:
        self.totals: dict[str, Sum] = {}
        self._as_of = as_of
        self._writers = {
            name: csv.writer(
                stack.enter_context(
                    (folder / f"{name}.csv").open("w", encoding="utf-8", newline="")
                ),
                lineterminator="\n",
            )
            for name in _COLUMNS
        }
        for name, columns in _COLUMNS.items():
            self._writers[name].writerow(columns)

    def add(self, branch: Branch) -> None:
        """Write the rows of a branch."""
        self._writers["terms"].writerows(branch.terms.items())
        self._writers["status"].writerows(
            (status.uuid, "cancelado" if status.cancelled_on else "vigente", status.cancelled_on)
            for status in branch.statuses
        )
        self._add_balances(branch.accounts)

    def close(self) -> None:
        """Write the last rows, which sum up the portfolio."""
        self._writers["totals"].writerows(
            ("", "TOTAL", currency, each.invoices, each.open_invoices, each.balance)
            for currency, each in sorted(self.totals.items())
        )

    def _add_balances(self, accounts: Iterable[Account]) -> None:
        sums: dict[tuple[str, str, str], Sum] = {}
        for account in accounts:
            cents, currency = account.cents(self._as_of), account.currency
            key = (account.customer_rfc, account.customer_name, currency)
            sums.setdefault(key, Sum()).add(cents)
            self.totals.setdefault(currency, Sum()).add(cents)
            self._writers["balances"].writerow(
                (
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
            )
        self._writers["totals"].writerows(
            (*key, each.invoices, each.open_invoices, each.balance)
            for key, each in sorted(sums.items())
        )
