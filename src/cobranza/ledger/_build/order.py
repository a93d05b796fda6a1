"""The orders in which a ledger keeps things. They depend on nothing but the things themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from cobranza.ledger.events import Receivable, Unapplied
    from cobranza.ledger.inconsistencies import Inconsistency

__all__ = ["inconsistency_order", "receivable_order", "unapplied_order"]


def receivable_order(receivable: Receivable) -> tuple[datetime, str]:
    """Order by time of issue, then by UUID."""
    return receivable.issued, receivable.uuid


def inconsistency_order(case: Inconsistency) -> tuple[str, str, str, str, date, str]:
    """Order by code, then by what it is about."""
    return (
        case.code,
        case.receivable or "",
        case.document,
        case.path or "",
        case.since,
        repr(case.values),
    )


def unapplied_order(case: Unapplied) -> tuple[date, str, str, str, Decimal]:
    """Order by day, then by document."""
    return case.date, case.document, case.path or "", case.invoice or "", case.amount
