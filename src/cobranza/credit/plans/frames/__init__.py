"""Many schedules at once, as tables of Polars: the same instalments as `amortize`, to the centavo.

`schedules` takes a table with a loan in each row and gives their instalments, batch by batch, so
that memory does not grow with their number. What is the same for all loans is given once. Charges,
prepayments, rates that float and balloons are for objects alone; `schedule_frame` makes a table of
one such object. Needs the extra `frames`.

>>> import datetime as dt
>>> import polars as pl
>>> from decimal import Decimal
>>> loans = pl.DataFrame(
...     {
...         "loan": ["A", "B"],
...         "principal": [15000000, 9000000],  # centavos
...         "rate": [Decimal("0.10"), Decimal("0.24")],
...         "periods": [36, 12],
...         "start": [dt.date(2026, 1, 15), dt.date(2026, 1, 31)],
...     }
... )
>>> (found,) = schedules(loans)
>>> found.height, found.row(0)[:6]
(48, ('A', 1, datetime.date(2026, 2, 15), 31, 15000000, 125000))
"""

from cobranza.errors import MissingExtraError

try:
    from cobranza.credit.plans.frames._schedule import schedule_frame
    from cobranza.credit.plans.frames._schedules import schedules
except ModuleNotFoundError as error:
    if error.name != "polars":
        raise
    raise MissingExtraError(f"{__name__} needs polars: pip install 'cobranza[frames]'") from error

__all__ = ["schedule_frame", "schedules"]
