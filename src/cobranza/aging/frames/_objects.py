"""Figures that follow debts one by one: the rows come to memory, and the objects answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cobranza.aging import _behaviour, _forecast, _loss_history
from cobranza.aging.frames._columns import Columns
from cobranza.aging.frames._pair import items

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from cobranza.aging import Backtest, Behaviour, Buckets, Forecast, LossHistory

__all__ = ["backtest", "behaviour", "forecast", "loss_history"]

_COLUMNS: Final = Columns()


def behaviour(
    invoices: object,
    movements: object,
    *,
    as_of: dt.date,
    currency: str,
    months: int = 24,
    columns: Columns = _COLUMNS,
) -> tuple[Behaviour, ...]:
    """Tell how each customer pays, as `cobranza.aging.behaviour` does; the rows come to memory."""
    found = items(invoices, movements, currency=currency, columns=columns)
    return _behaviour.behaviour(found, as_of=as_of, currency=currency, months=months)


def forecast(
    invoices: object,
    movements: object,
    *,
    as_of: dt.date,
    currency: str,
    weeks: int = 13,
    months: int = 24,
    columns: Columns = _COLUMNS,
) -> Forecast:
    """Forecast collections as `cobranza.aging.forecast` does; the rows come to memory."""
    found = items(invoices, movements, currency=currency, columns=columns)
    return _forecast.forecast(found, as_of=as_of, currency=currency, weeks=weeks, months=months)


def backtest(
    invoices: object,
    movements: object,
    *,
    origins: Sequence[dt.date],
    as_of: dt.date,
    currency: str,
    weeks: int = 13,
    months: int = 24,
    columns: Columns = _COLUMNS,
) -> Backtest:
    """Forecast the past as `cobranza.aging.backtest` does; the rows come to memory."""
    return _forecast.backtest(
        items(invoices, movements, currency=currency, columns=columns),
        origins=origins,
        as_of=as_of,
        currency=currency,
        weeks=weeks,
        months=months,
    )


def loss_history(
    invoices: object,
    movements: object,
    *,
    as_of: dt.date,
    buckets: Buckets,
    currency: str,
    loss_after: int,
    months: int = 24,
    columns: Columns = _COLUMNS,
) -> LossHistory:
    """Give loss rates from experience as `cobranza.aging.loss_history` does; the rows come here."""
    return _loss_history.loss_history(
        items(invoices, movements, currency=currency, columns=columns),
        as_of=as_of,
        buckets=buckets,
        currency=currency,
        loss_after=loss_after,
        months=months,
    )
