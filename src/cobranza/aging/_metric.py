"""What a metric is, in words: the record behind the table `METRICS`.

Each record stands in the module that computes its metric, so that a definition is read beside the
code that follows it; reports quote it in Spanish or English.
"""

from __future__ import annotations

from enum import StrEnum

import attrs

__all__ = ["Metric", "Text", "Unit"]


class Unit(StrEnum):
    """What the value of a metric counts."""

    DATE = "date"
    DAYS = "days"
    MONEY = "money"  # in the currency of the answer
    POINTS = "points"  # 0 to 100
    SHARE = "share"  # a fraction: 0.95 is 95 %
    TIMES = "times"


@attrs.frozen(kw_only=True)
class Text:
    """A text for people, in Spanish and in English.

    >>> Text(es="días", en="days").es
    'días'
    """

    es: str
    en: str


@attrs.frozen(kw_only=True)
class Metric:
    """The definition of one metric.

    `formula` and `source` are, word for word, in the docstring of what computes it: a function or
    class of `cobranza.aging` called `computed_by`. `edges` say what happens where the formula has
    no answer.

    >>> from cobranza.aging import METRICS
    >>> METRICS["overdue_share"].formula, METRICS["overdue_share"].unit.value
    ('overdue / outstanding', 'share')
    """

    key: str
    unit: Unit
    name: Text
    formula: str
    definition: Text
    edges: Text
    source: str
    computed_by: str
