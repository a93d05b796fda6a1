"""The names of the columns that the figures read."""

from __future__ import annotations

import attrs

__all__ = ["Columns"]


@attrs.frozen(kw_only=True)
class Columns:
    """Where tables keep what the figures need; the defaults are the tables of a ledger.

    Of a debt: `id`, one row each; `customer` (RFC) and `name`; `currency`; the days `issued` and
    `due`, which may be null; the original `amount`; and `balance`, what is owed on the day asked.

    Of a movement: the `debt` it is of; its `date`; what it `moved` the balance by, negative for
    what lowers it; its `kind`, and the kind that it `reverses`, if any. Without a column for them
    (`None`), every movement is a payment, and a positive one takes payments back. The kinds are
    those of `cobranza.ledger.EventKind` or `cobranza.aging.AppliedKind`: what is neither a payment
    nor a write-off is a credit, and a "charge" is left out, for it is the amount of the debt.

    Of a snapshot: `day`, and `written_off`, what was given up since the one before (`None` when the
    table does not tell). Of a promise or follow-up: the days it was `made` and `done`.

    >>> Columns(id="folio", debt="folio", kind=None, reverses=None).due
    'due'
    """

    id: str = "uuid"
    customer: str = "customer_rfc"
    name: str = "customer_name"
    currency: str = "currency"
    issued: str = "issued"
    due: str = "due"
    amount: str = "amount"
    balance: str = "balance"
    debt: str = "receivable"
    date: str = "date"
    moved: str = "amount"
    kind: str | None = "kind"
    reverses: str | None = "reverses"
    day: str = "as_of"
    written_off: str | None = None
    made: str = "made"
    done: str = "done"
