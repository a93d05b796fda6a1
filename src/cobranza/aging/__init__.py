"""The figures of credit and collections over anything that is owed; knows no XML.

What is measured is an `OpenItem`: a receivable of `cobranza.ledger`, an `Item` built from an ERP
table, or any object with the same few attributes. What looks at payments takes a `Debt`, which also
tells what was applied to it. Every question takes its date, `as_of`, and is answered with what had
happened by the end of that day.

A metric is a record of the figures behind it, whose properties are its formula, and a function that
takes those figures from items: `Turnover` and `turnover`, `Cei` and `cei`. `METRICS` defines them
all in words. An answer is in one currency, or in MXN through `in_mxn`; where a formula has no
answer it is `None`, never zero.

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

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza._lazy import lazy

if TYPE_CHECKING:
    from cobranza.aging._age import Aged, Aging, AgingRow, age
    from cobranza.aging._behaviour import Behaviour, Experience, behaviour
    from cobranza.aging._buckets import Buckets
    from cobranza.aging._cei import Cei, CeiConvention, cei
    from cobranza.aging._concentration import Concentration, concentration
    from cobranza.aging._days_to_pay import DaysToPay, days_to_pay
    from cobranza.aging._dso import CountBack, Dso, MonthlySales, dso, dso_count_back, dso_simple
    from cobranza.aging._figures import Reason
    from cobranza.aging._forecast import (
        Backtest,
        BacktestWeek,
        Forecast,
        ForecastWeek,
        backtest,
        forecast,
    )
    from cobranza.aging._items import Applied, AppliedKind, Debtor, Item, OpenItem, PaidItem, Parts
    from cobranza.aging._loss_history import LossHistory, loss_history
    from cobranza.aging._metric import Metric, Text, Unit
    from cobranza.aging._metrics import METRICS
    from cobranza.aging._payment_index import payment_score
    from cobranza.aging._payments import Debt
    from cobranza.aging._promises import (
        FollowUp,
        FollowUpsOnTime,
        Promise,
        PromisesKept,
        PromiseStatus,
        follow_ups_on_time,
        promises_kept,
    )
    from cobranza.aging._provision import (
        Provision,
        ProvisionLine,
        ProvisionMatrix,
        iva_rate_of,
        provision,
    )
    from cobranza.aging._rates import RateSource, in_mxn
    from cobranza.aging._recovery import Collected, Collectible, Recovery, recovery
    from cobranza.aging._roll import NetFlow, TransitionMatrix, Weight, net_flow, transition_matrix
    from cobranza.aging._scorecard import Score, Scorecard, Status, Trend, scorecard
    from cobranza.aging._targets import TARGETS, Comparison, Target, read_targets, targets_of
    from cobranza.aging._turnover import Turnover, turnover
    from cobranza.aging._vintage import Vintage, vintages
    from cobranza.ledger.documents import Party

__all__ = [
    "METRICS",
    "TARGETS",
    "Aged",
    "Aging",
    "AgingRow",
    "Applied",
    "AppliedKind",
    "Backtest",
    "BacktestWeek",
    "Behaviour",
    "Buckets",
    "Cei",
    "CeiConvention",
    "Collected",
    "Collectible",
    "Comparison",
    "Concentration",
    "CountBack",
    "DaysToPay",
    "Debt",
    "Debtor",
    "Dso",
    "Experience",
    "FollowUp",
    "FollowUpsOnTime",
    "Forecast",
    "ForecastWeek",
    "Item",
    "LossHistory",
    "Metric",
    "MonthlySales",
    "NetFlow",
    "OpenItem",
    "PaidItem",
    "Parts",
    "Party",
    "Promise",
    "PromiseStatus",
    "PromisesKept",
    "Provision",
    "ProvisionLine",
    "ProvisionMatrix",
    "RateSource",
    "Reason",
    "Recovery",
    "Score",
    "Scorecard",
    "Status",
    "Target",
    "Text",
    "TransitionMatrix",
    "Trend",
    "Turnover",
    "Unit",
    "Vintage",
    "Weight",
    "age",
    "backtest",
    "behaviour",
    "cei",
    "concentration",
    "days_to_pay",
    "dso",
    "dso_count_back",
    "dso_simple",
    "follow_ups_on_time",
    "forecast",
    "in_mxn",
    "iva_rate_of",
    "loss_history",
    "net_flow",
    "payment_score",
    "promises_kept",
    "provision",
    "read_targets",
    "recovery",
    "scorecard",
    "targets_of",
    "transition_matrix",
    "turnover",
    "vintages",
]

_HOMES = {
    "Aged": "cobranza.aging._age",
    "Aging": "cobranza.aging._age",
    "AgingRow": "cobranza.aging._age",
    "Applied": "cobranza.aging._items",
    "AppliedKind": "cobranza.aging._items",
    "Backtest": "cobranza.aging._forecast",
    "BacktestWeek": "cobranza.aging._forecast",
    "Behaviour": "cobranza.aging._behaviour",
    "Buckets": "cobranza.aging._buckets",
    "Cei": "cobranza.aging._cei",
    "CeiConvention": "cobranza.aging._cei",
    "Collected": "cobranza.aging._recovery",
    "Collectible": "cobranza.aging._recovery",
    "Comparison": "cobranza.aging._targets",
    "Concentration": "cobranza.aging._concentration",
    "CountBack": "cobranza.aging._dso",
    "DaysToPay": "cobranza.aging._days_to_pay",
    "Debt": "cobranza.aging._payments",
    "Debtor": "cobranza.aging._items",
    "Dso": "cobranza.aging._dso",
    "Experience": "cobranza.aging._behaviour",
    "FollowUp": "cobranza.aging._promises",
    "FollowUpsOnTime": "cobranza.aging._promises",
    "Forecast": "cobranza.aging._forecast",
    "ForecastWeek": "cobranza.aging._forecast",
    "Item": "cobranza.aging._items",
    "LossHistory": "cobranza.aging._loss_history",
    "METRICS": "cobranza.aging._metrics",
    "Metric": "cobranza.aging._metric",
    "MonthlySales": "cobranza.aging._dso",
    "NetFlow": "cobranza.aging._roll",
    "OpenItem": "cobranza.aging._items",
    "PaidItem": "cobranza.aging._items",
    "Parts": "cobranza.aging._items",
    "Party": "cobranza.ledger.documents",
    "Promise": "cobranza.aging._promises",
    "PromiseStatus": "cobranza.aging._promises",
    "PromisesKept": "cobranza.aging._promises",
    "Provision": "cobranza.aging._provision",
    "ProvisionLine": "cobranza.aging._provision",
    "ProvisionMatrix": "cobranza.aging._provision",
    "RateSource": "cobranza.aging._rates",
    "Reason": "cobranza.aging._figures",
    "Recovery": "cobranza.aging._recovery",
    "Score": "cobranza.aging._scorecard",
    "Scorecard": "cobranza.aging._scorecard",
    "Status": "cobranza.aging._scorecard",
    "TARGETS": "cobranza.aging._targets",
    "Target": "cobranza.aging._targets",
    "Text": "cobranza.aging._metric",
    "TransitionMatrix": "cobranza.aging._roll",
    "Trend": "cobranza.aging._scorecard",
    "Turnover": "cobranza.aging._turnover",
    "Unit": "cobranza.aging._metric",
    "Vintage": "cobranza.aging._vintage",
    "Weight": "cobranza.aging._roll",
    "age": "cobranza.aging._age",
    "backtest": "cobranza.aging._forecast",
    "behaviour": "cobranza.aging._behaviour",
    "cei": "cobranza.aging._cei",
    "concentration": "cobranza.aging._concentration",
    "days_to_pay": "cobranza.aging._days_to_pay",
    "dso": "cobranza.aging._dso",
    "dso_count_back": "cobranza.aging._dso",
    "dso_simple": "cobranza.aging._dso",
    "follow_ups_on_time": "cobranza.aging._promises",
    "forecast": "cobranza.aging._forecast",
    "in_mxn": "cobranza.aging._rates",
    "iva_rate_of": "cobranza.aging._provision",
    "loss_history": "cobranza.aging._loss_history",
    "net_flow": "cobranza.aging._roll",
    "payment_score": "cobranza.aging._payment_index",
    "promises_kept": "cobranza.aging._promises",
    "provision": "cobranza.aging._provision",
    "read_targets": "cobranza.aging._targets",
    "recovery": "cobranza.aging._recovery",
    "scorecard": "cobranza.aging._scorecard",
    "targets_of": "cobranza.aging._targets",
    "transition_matrix": "cobranza.aging._roll",
    "turnover": "cobranza.aging._turnover",
    "vintages": "cobranza.aging._vintage",
}

__getattr__, __dir__ = lazy(__name__, _HOMES)
