"""One schedule as a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs
import polars as pl

from cobranza.credit.plans._schedule import Instalment
from cobranza.ledger.frames.schema import AMOUNT_DIGITS, AMOUNT_SCALE

if TYPE_CHECKING:
    from cobranza.credit.plans._schedule import Schedule

__all__ = ["schedule_frame"]

_AMOUNT: Final = pl.Decimal(AMOUNT_DIGITS, AMOUNT_SCALE)
_TYPES: Final = {"int": pl.Int64(), "dt.date": pl.Date(), "Decimal": _AMOUNT}
_SCHEMA: Final = {field.name: _TYPES[str(field.type)] for field in attrs.fields(Instalment)}


def schedule_frame(plan: Schedule) -> pl.DataFrame:
    """Give a schedule as a frame: a column for each field of `Instalment`, amounts as decimals.

    >>> import datetime as dt
    >>> from cobranza.credit.plans import amortize
    >>> plan = amortize("150000", rate="0.10", start=dt.date(2026, 1, 15), periods=36)
    >>> schedule_frame(plan)["principal"].sum()
    Decimal('150000.0000000000')
    """
    return pl.DataFrame(plan.to_dicts(), schema=_SCHEMA)
