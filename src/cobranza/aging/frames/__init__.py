"""The figures over any dataframe: Polars, pandas, PyArrow, DuckDB, PySpark, Dask and Ibis."""

from cobranza.aging.frames._age import age, totals
from cobranza.aging.frames._columns import Columns
from cobranza.aging.frames._objects import backtest, behaviour, forecast, loss_history
from cobranza.aging.frames._pair import items, open_items
from cobranza.aging.frames._portfolio import concentration, provision
from cobranza.aging.frames._promises import follow_ups_on_time, promises_kept
from cobranza.aging.frames._roll import net_flow, snapshot_flow, snapshot_matrix, transition_matrix
from cobranza.aging.frames._sums import cei, days_to_pay, dso, recovery, turnover, vintages

__all__ = [
    "Columns",
    "age",
    "backtest",
    "behaviour",
    "cei",
    "concentration",
    "days_to_pay",
    "dso",
    "follow_ups_on_time",
    "forecast",
    "items",
    "loss_history",
    "net_flow",
    "open_items",
    "promises_kept",
    "provision",
    "recovery",
    "snapshot_flow",
    "snapshot_matrix",
    "totals",
    "transition_matrix",
    "turnover",
    "vintages",
]
