"""The figures over any dataframe: the same names and answers as `cobranza.aging`, for tables.

A frame of Polars (lazy or not), pandas (on NumPy or Arrow), PyArrow, DuckDB, PySpark, Dask or Ibis
goes in. `age` and `open_items` give a frame of the same engine; every other function gives the
record that `cobranza.aging` would. The engine adds up; formulas, edges and rounding are those of
the objects. What comes to memory, and how fast it is, tells the page "Figures over dataframes".

Functions of one date take a table of open items with their balances on that date; those that look
back take two tables, invoices and the movements of their balances. `Columns` names the columns; the
defaults are those of `cobranza.ledger.frames`. Amounts are decimals, or whole numbers of centavos;
floats are refused.

>>> import polars as pl
>>> from datetime import date
>>> from cobranza.ledger import Ledger
>>> from cobranza.ledger.frames import tables
>>> ledger = tables(Ledger(receivables=()))
>>> year = {"as_of": date(2026, 6, 30), "currency": "MXN"}
>>> dso(ledger.receivables, ledger.events, **year).days
Decimal('0')
>>> invoices = pl.LazyFrame(
...     {
...         "folio": ["A1", "A2"],
...         "currency": ["MXN", "MXN"],
...         "issued": [date(2026, 4, 1), date(2026, 5, 1)],
...         "due": [date(2026, 5, 1), date(2026, 5, 31)],
...         "amount": [100000, 300000],  # centavos
...     }
... )
>>> receipts = pl.LazyFrame({"folio": ["A1"], "date": [date(2026, 5, 11)], "amount": [-100000]})
>>> columns = Columns(id="folio", debt="folio", kind=None, reverses=None)
>>> days_to_pay(invoices, receipts, **year, columns=columns).late
Decimal('10')
>>> dso(invoices, receipts, **year, columns=columns).days
Decimal('61')
>>> open_items(invoices, receipts, as_of=date(2026, 6, 30), columns=columns).collect().height
1
"""

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
