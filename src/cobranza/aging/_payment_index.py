"""The payment index: how promptly someone pays, on a scale of 0 to 100."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Final

from cobranza.aging._exact import RESULT
from cobranza.aging._metric import Metric, Text, Unit

__all__ = ["DEFINITIONS", "payment_score"]

DEFINITIONS: Final = (
    Metric(
        key="payment_index",
        unit=Unit.POINTS,
        name=Text(es="Índice de pago", en="Payment index"),
        formula="sum(amount x payment score) / sum(amount)",
        definition=Text(
            es="Puntualidad de 0 a 100, ponderada por importe: 80 es pagar el día del vencimiento; "
            "100, treinta días antes; 50, treinta después; 0, ciento ochenta o más. Lo vencido sin "
            "pagar cuenta con los días que lleva.",
            en="Promptness from 0 to 100, weighted by amount: 80 is paying on the due date; 100, "
            "thirty days before; 50, thirty after; 0, a hundred and eighty or more. What is "
            "overdue and unpaid counts with its days so far.",
        ),
        edges=Text(
            es="Con menos de tres pagos o vencidos, no disponible.",
            en="Undefined with fewer than three payments or overdue debts.",
        ),
        source="treditiq.com and dandb.com, value chart of an amount-weighted payment index",
        computed_by="Behaviour",
    ),
)

_SCALE: Final = (
    (-30, 100),
    (-20, 90),
    (0, 80),
    (15, 70),
    (22, 60),
    (30, 50),
    (60, 40),
    (90, 30),
    (120, 20),
    (180, 0),
)
"""Days beyond terms and points; straight lines between, level outside."""


def payment_score(days: int) -> Decimal:
    """Give the points of one payment made `days` beyond terms; negative days are early.

    Source: treditiq.com and dandb.com, value chart of an amount-weighted payment index.

    >>> payment_score(-30), payment_score(0), payment_score(15), payment_score(45)
    (Decimal('100'), Decimal('80'), Decimal('70'), Decimal('45'))
    """
    for (start, high), (end, low) in pairwise(_SCALE):
        if days <= end:
            gone = max(days - start, 0)
            return RESULT.subtract(high, RESULT.divide(gone * (high - low), end - start))
    return Decimal(0)
