"""Plans, interest and states as Polars frames; needs the extra `frames`.

Amounts are exact decimals (`AMOUNT_DIGITS`, `AMOUNT_SCALE`, as in `cobranza.ledger.frames`), rates
are fractions. A table without rows has its columns all the same.

>>> moratory_frame([]).columns[:4]
['invoice', 'number', 'currency', 'due']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cobranza.errors import MissingExtraError
from cobranza.ledger.frames.schema import AMOUNT_DIGITS, AMOUNT_SCALE

try:
    import polars as pl
except ImportError as error:
    raise MissingExtraError(f"{__name__} needs polars: pip install 'cobranza[frames]'") from error

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cobranza.credit.arrears._moratory import Arrears
    from cobranza.credit.arrears._restructuring import Restructuring
    from cobranza.credit.arrears._tracking import PlanStatus

__all__ = ["application_frame", "moratory_frame", "plan_frame", "status_frame"]

_AMOUNT: Final = pl.Decimal(AMOUNT_DIGITS, AMOUNT_SCALE)
_DAY: Final = pl.Date()
_COUNT: Final = pl.Int64()
_TEXT: Final = pl.String()

_PLAN: Final = {
    "number": _COUNT,
    "due": _DAY,
    "opening": _AMOUNT,
    "principal": _AMOUNT,
    "moratory": _AMOUNT,
    "moratory_iva": _AMOUNT,
    "interest": _AMOUNT,
    "iva": _AMOUNT,
    "charges": _AMOUNT,
    "charges_iva": _AMOUNT,
    "payment": _AMOUNT,
    "closing": _AMOUNT,
}
_APPLICATION: Final = {
    "instalment": _COUNT,
    "due": _DAY,
    "invoice": _TEXT,
    "number": _TEXT,
    "principal": _AMOUNT,
    "interest": _AMOUNT,
    "iva": _AMOUNT,
    "amount": _AMOUNT,
}
_MORATORY: Final = {
    "invoice": _TEXT,
    "number": _TEXT,
    "currency": _TEXT,
    "due": _DAY,
    "first": _DAY,
    "last": _DAY,
    "days": _COUNT,
    "balance": _AMOUNT,
    "rate": _AMOUNT,
    "days_in_year": _COUNT,
    "interest": _AMOUNT,
}
_STATUS: Final = {
    "number": _COUNT,
    "agreed": _DAY,
    "due": _DAY,
    "amount": _AMOUNT,
    "state": _TEXT,
    "paid": _AMOUNT,
    "missing": _AMOUNT,
    "moratory": _AMOUNT,
    "paid_on": _DAY,
    "days_late": _COUNT,
    "kept": pl.Boolean(),
}


def plan_frame(restructuring: Restructuring) -> pl.DataFrame:
    """Give the instalments of a plan, one row for each."""
    return _frame(
        _PLAN,
        (tuple(getattr(each, name) for name in _PLAN) for each in restructuring.instalments),
    )


def application_frame(restructuring: Restructuring) -> pl.DataFrame:
    """Give what each instalment pays of each invoice, one row for each pair."""
    return _frame(
        _APPLICATION,
        (
            (
                each.number,
                each.due,
                paid.invoice,
                paid.number,
                paid.principal,
                paid.interest,
                paid.iva,
                paid.amount,
            )
            for each in restructuring.instalments
            for paid in each.applied
        ),
    )


def moratory_frame(arrears: Iterable[Arrears]) -> pl.DataFrame:
    """Give the interest of debts, one row for each run of days."""
    return _frame(
        _MORATORY,
        (
            (
                debt.invoice,
                debt.number,
                debt.currency,
                line.due,
                line.first,
                line.last,
                line.days,
                line.balance,
                line.rate,
                line.days_in_year,
                line.interest,
            )
            for debt in arrears
            for line in debt.lines
        ),
    )


def status_frame(status: PlanStatus) -> pl.DataFrame:
    """Give the state of each instalment; `agreed` is its date in the plan."""
    return _frame(
        _STATUS,
        (
            (
                each.agreed.number,
                each.agreed.due,
                each.due,
                each.agreed.amount,
                each.state.value,
                each.paid,
                each.missing,
                each.moratory,
                each.paid_on,
                each.days_late,
                each.kept,
            )
            for each in status.instalments
        ),
    )


def _frame(schema: Mapping[str, pl.DataType], rows: Iterable[tuple[object, ...]]) -> pl.DataFrame:
    return pl.DataFrame([*rows], schema=schema, orient="row")
