"""Charts of the results of `cobranza.aging` and of the stories of `cobranza.ledger`, in notebooks.

Each function takes a result and gives a chart of Altair, to look at, to change or to save. The data
of a chart are plain rows: an amount stands there as exact text, which the chart reads as a number
when it is drawn, and as the text that its tooltip shows. Titles and descriptions, for those who
listen to a chart, are in Spanish or English. Altair writes data into a script as they are, so a
"<" that could begin a tag is replaced by its full-width form.

Altair is loaded by the first chart, not by importing this module.

>>> from datetime import date
>>> from decimal import Decimal
>>> from cobranza.aging import Item, Party, age
>>> item = Item(
...     customer=Party(rfc="XIA190128J61"),
...     currency="MXN",
...     issued=date(2026, 4, 1),
...     due=date(2026, 5, 1),
...     amount=Decimal("1160.00"),
... )
>>> chart = aging_bars(age([item], as_of=date(2026, 5, 31)))
>>> row = chart.data["values"][1]
>>> row["amount"], row["text"], row["items"]
('1160.00', '1,160.00 MXN', 1)
"""

from cobranza.plot._aging import aging_bars
from cobranza.plot._concentration import concentration_curve
from cobranza.plot._forecast import forecast_bars
from cobranza.plot._roll import roll_rate_map
from cobranza.plot._story import balance_story
from cobranza.plot._trend import kpi_trend
from cobranza.plot._vintage import vintage_curves

__all__ = [
    "aging_bars",
    "balance_story",
    "concentration_curve",
    "forecast_bars",
    "kpi_trend",
    "roll_rate_map",
    "vintage_curves",
]
