"""The table of all metrics, gathered from the modules that define them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from cobranza.aging import (
    _age,
    _behaviour,
    _cei,
    _concentration,
    _days_to_pay,
    _dso,
    _forecast,
    _loss_history,
    _payment_index,
    _promises,
    _provision,
    _recovery,
    _roll,
    _turnover,
    _vintage,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cobranza.aging._metric import Metric

__all__ = ["METRICS"]

_MODULES: Final = (
    _age,
    _dso,
    _turnover,
    _days_to_pay,
    _cei,
    _recovery,
    _promises,
    _roll,
    _vintage,
    _concentration,
    _behaviour,
    _payment_index,
    _loss_history,
    _provision,
    _forecast,
)

METRICS: Final[Mapping[str, Metric]] = MappingProxyType(
    {metric.key: metric for module in _MODULES for metric in module.DEFINITIONS}
)
"""Every metric by its key: name, unit, formula, definition, edge rules and source."""
