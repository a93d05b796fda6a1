"""Aging and DSO over anything that is owed; knows no XML.

What is measured is an `OpenItem`: a receivable of `cobranza.ledger`, an `Item` built from an ERP
table, or any object with the same few attributes. Every question takes its date, `as_of`, and is
answered with what had happened by the end of that day.

>>> from datetime import date
>>> from decimal import Decimal
>>> customer = Party(rfc="URE180429TM6", name="UNIVERSIDAD ROBOTICA ESPAÑOLA")
>>> item = Item(
...     customer=customer,
...     currency="MXN",
...     issued=date(2026, 4, 1),
...     due=date(2026, 5, 1),
...     amount=Decimal("1160.00"),
...     applied=(Applied(date=date(2026, 5, 20), amount=Decimal("160.00")),),
... )
>>> aging = age([item], as_of=date(2026, 5, 31), buckets=Buckets.days(30, 60))
>>> for row in aging.rows:
...     print(row.name, row.currency, *row.amounts)
UNIVERSIDAD ROBOTICA ESPAÑOLA MXN 0.00 1000.00 0.00 0.00 0.00
"""

from cobranza.aging._age import Aged, Aging, AgingRow, age
from cobranza.aging._buckets import Buckets
from cobranza.aging._dso import CountBack, Dso, MonthlySales, dso, dso_count_back, dso_simple
from cobranza.aging._items import Applied, Debtor, Item, OpenItem
from cobranza.ledger.documents import Party

__all__ = [
    "Aged",
    "Aging",
    "AgingRow",
    "Applied",
    "Buckets",
    "CountBack",
    "Debtor",
    "Dso",
    "Item",
    "MonthlySales",
    "OpenItem",
    "Party",
    "age",
    "dso",
    "dso_count_back",
    "dso_simple",
]
