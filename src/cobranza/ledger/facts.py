"""What a company knows of its invoices and no CFDI says: money seen, adjustments, sales of debts.

A fact moves a balance as a document does, and is its own evidence: `reference` names the voucher,
the bank movement or the journal entry. Facts with equal contents are one fact, so giving a table
twice changes nothing; two equal movements need two references.

Facts about an invoice that was replaced follow to the new one, as payments do.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

import attrs

from cobranza.errors import LedgerError
from cobranza.ledger.documents import check_amount, check_day, upper

__all__ = ["Adjustment", "AdjustmentKind", "CashReceipt"]


class AdjustmentKind(StrEnum):
    """Why a balance was moved by hand; the values are those of `EventKind`.

    A debt that is sold without recourse leaves for good. One that is sold with recourse may come
    back: a positive `FACTORING` on the day on which it is taken back. A recovery of what was given
    up is a positive `WRITE_OFF` (the debt is there again) and the payment that settles it.
    """

    WRITE_OFF = "write_off"  # given up as uncollectible; a positive amount is a recovery
    ADJUSTMENT = "adjustment"  # a correction: a difference of cents, an agreed rebate, an old error
    FACTORING = "factoring"  # the debt was sold; a positive amount is one taken back (recourse)


@attrs.frozen(kw_only=True, order=True)
class Adjustment:
    """A movement of one invoice by decision of the company.

    `amount` is in the currency of the invoice: negative reduces the debt, positive increases it.
    What it does not cover stays owed; what goes below zero is reported, as a payment would be.

    >>> Adjustment(
    ...     invoice="5fb2822e-396d-4725-8521-cdc4bdd20ccf",
    ...     date=date(2026, 6, 30),
    ...     amount=Decimal("-0.37"),
    ...     kind=AdjustmentKind.ADJUSTMENT,
    ...     reference="PD-118",
    ... ).invoice
    '5FB2822E-396D-4725-8521-CDC4BDD20CCF'

    Raises:
        TypeError: the amount is not a Decimal, `date` is not a plain date, or `kind` is not an
            `AdjustmentKind`.
        MoneyError: the amount is not finite or has more than 18 integer digits.
        LedgerError: `reference` is empty, or the year is absurd.
    """

    invoice: str = attrs.field(converter=upper)
    date: date
    amount: Decimal
    kind: AdjustmentKind
    reference: str
    reason: str = ""

    def __attrs_post_init__(self) -> None:
        _check_kind(self.kind)
        _check(self)


@attrs.frozen(kw_only=True, order=True)
class CashReceipt:
    """Money seen in the bank or at the counter for one invoice, whether or not a REP exists yet.

    `amount` is positive, in the currency of the invoice. The REP that says the same takes its
    place: on every day, money counts for what it shows beyond what REPs say was paid by then.

    >>> CashReceipt(
    ...     invoice="5FB2822E-396D-4725-8521-CDC4BDD20CCF",
    ...     date=date(2026, 4, 1),
    ...     amount=Decimal("500.00"),
    ...     reference="SPEI 8846",
    ... ).amount
    Decimal('500.00')

    Raises:
        TypeError: the amount is not a Decimal, or `date` is not a plain date.
        MoneyError: the amount is not finite or has more than 18 integer digits.
        LedgerError: `reference` is empty, or the year is absurd.
    """

    invoice: str = attrs.field(converter=upper)
    date: date
    amount: Decimal
    reference: str

    def __attrs_post_init__(self) -> None:
        _check(self)


def _check_kind(kind: object) -> None:
    if not isinstance(kind, AdjustmentKind):
        raise TypeError(f"kind is a {type(kind).__name__}, expected an AdjustmentKind")


def _check(fact: Adjustment | CashReceipt) -> None:
    check_day(fact.date, "date")
    check_amount(fact.amount, "amount")
    if not fact.reference.strip():
        raise LedgerError("reference is empty, expected what proves the movement")
