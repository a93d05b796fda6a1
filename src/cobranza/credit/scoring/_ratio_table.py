"""The definitions of the financial ratios, as data."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

import attrs

from cobranza._frozen import FrozenDict
from cobranza.aging import Text, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["RATIOS", "RatioDefinition", "RatioGroup"]


class RatioGroup(StrEnum):
    """What a ratio speaks of."""

    LIQUIDITY = "liquidity"
    LEVERAGE = "leverage"
    COVERAGE = "coverage"
    PROFITABILITY = "profitability"
    ACTIVITY = "activity"
    GROWTH = "growth"


@attrs.frozen(kw_only=True)
class RatioDefinition:
    """A ratio as data: `formula` is a quotient of sums of lines of `Statements`.

    One that ends in `x days` is multiplied by the days of the period, 365 for twelve months. A
    `yearly` one has a result of the period beside a balance of one day, and so needs a period of
    twelve months.
    """

    key: str
    group: RatioGroup
    unit: Unit
    name: Text
    formula: str
    yearly: bool
    source: str

    @property
    def numerator(self) -> str:
        """The sum above the line."""
        return self._quotient[0].strip("()")

    @property
    def denominator(self) -> str | None:
        """The sum below the line, `None` for what is no quotient."""
        return self._quotient[2].strip("()") or None

    @property
    def in_days(self) -> bool:
        """Tell whether the quotient is multiplied by the days of the period."""
        return self.formula.endswith(_DAYS)

    @property
    def _quotient(self) -> tuple[str, str, str]:
        return self.formula.removesuffix(_DAYS).partition(" / ")


_DAYS: Final = " x days"
_NIF: Final = "NIF A-3 (2014), appendix C"
_CFA: Final = "CFA Institute, Financial Analysis Techniques"
_BOTH: Final = f"{_NIF}; {_CFA}"

_Row = tuple[str, str, str, str, Unit]


def _table(
    group: RatioGroup, *rows: _Row, yearly: bool = False, source: str = _BOTH
) -> dict[str, RatioDefinition]:
    return {
        key: RatioDefinition(
            key=key,
            group=group,
            unit=unit,
            name=Text(es=es, en=en),
            formula=formula,
            yearly=yearly,
            source=source,
        )
        for key, es, en, formula, unit in rows
    }


RATIOS: Final[Mapping[str, RatioDefinition]] = FrozenDict(
    {
        **_table(
            RatioGroup.LIQUIDITY,
            (
                "working_capital",
                "Capital de trabajo",
                "Working capital",
                "current_assets - current_liabilities",
                Unit.MONEY,
            ),
            (
                "current_ratio",
                "Razón circulante",
                "Current ratio",
                "current_assets / current_liabilities",
                Unit.TIMES,
            ),
            (
                "quick_ratio",
                "Prueba del ácido",
                "Quick ratio",
                "(current_assets - inventories) / current_liabilities",
                Unit.TIMES,
            ),
            (
                "cash_ratio",
                "Razón de efectivo",
                "Cash ratio",
                "cash / current_liabilities",
                Unit.TIMES,
            ),
        ),
        **_table(
            RatioGroup.LEVERAGE,
            (
                "debt_to_assets",
                "Pasivo a activo",
                "Liabilities to assets",
                "total_liabilities / total_assets",
                Unit.SHARE,
            ),
            (
                "debt_to_equity",
                "Pasivo a capital",
                "Liabilities to equity",
                "total_liabilities / equity",
                Unit.TIMES,
            ),
        ),
        **_table(
            RatioGroup.LEVERAGE,
            (
                "financial_debt_to_ebitda",
                "Deuda financiera a EBITDA",
                "Financial debt to EBITDA",
                "(short_term_debt + long_term_debt) / (operating_profit + depreciation)",
                Unit.TIMES,
            ),
            yearly=True,
            source=_CFA,
        ),
        **_table(
            RatioGroup.COVERAGE,
            (
                "interest_coverage",
                "Cobertura de intereses",
                "Interest coverage",
                "operating_profit / interest_expense",
                Unit.TIMES,
            ),
        ),
        **_table(
            RatioGroup.COVERAGE,
            (
                "ebitda_coverage",
                "Cobertura con EBITDA",
                "EBITDA coverage",
                "(operating_profit + depreciation) / interest_expense",
                Unit.TIMES,
            ),
            source=_CFA,
        ),
        **_table(
            RatioGroup.PROFITABILITY,
            ("gross_margin", "Margen bruto", "Gross margin", "gross_profit / revenue", Unit.SHARE),
            (
                "operating_margin",
                "Margen de operación",
                "Operating margin",
                "operating_profit / revenue",
                Unit.SHARE,
            ),
            ("net_margin", "Margen neto", "Net margin", "net_profit / revenue", Unit.SHARE),
        ),
        **_table(
            RatioGroup.PROFITABILITY,
            (
                "return_on_assets",
                "Retorno de activos",
                "Return on assets",
                "net_profit / total_assets",
                Unit.SHARE,
            ),
            (
                "return_on_equity",
                "Retorno de capital",
                "Return on equity",
                "net_profit / equity",
                Unit.SHARE,
            ),
            yearly=True,
        ),
        **_table(
            RatioGroup.ACTIVITY,
            (
                "days_sales_outstanding",
                "Días de cartera",
                "Days sales outstanding",
                "trade_receivables / revenue x days",
                Unit.DAYS,
            ),
            (
                "days_payable_outstanding",
                "Días de proveedores",
                "Days payable outstanding",
                "trade_payables / cost_of_sales x days",
                Unit.DAYS,
            ),
            (
                "days_of_inventory",
                "Días de inventario",
                "Days of inventory",
                "inventories / cost_of_sales x days",
                Unit.DAYS,
            ),
        ),
        **_table(
            RatioGroup.ACTIVITY,
            (
                "asset_turnover",
                "Rotación de activos",
                "Asset turnover",
                "revenue / total_assets",
                Unit.TIMES,
            ),
            yearly=True,
        ),
        **_table(
            RatioGroup.GROWTH,
            (
                "revenue_growth",
                "Crecimiento de ventas",
                "Revenue growth",
                "revenue / previous.revenue - 1",
                Unit.SHARE,
            ),
            (
                "net_profit_growth",
                "Crecimiento de utilidad",
                "Net profit growth",
                "net_profit / previous.net_profit - 1",
                Unit.SHARE,
            ),
            (
                "assets_growth",
                "Crecimiento de activos",
                "Asset growth",
                "total_assets / previous.total_assets - 1",
                Unit.SHARE,
            ),
            (
                "equity_growth",
                "Crecimiento de capital",
                "Equity growth",
                "equity / previous.equity - 1",
                Unit.SHARE,
            ),
            source=_CFA,
        ),
    }
)
"""Every ratio by its key; those of a customer are in the same order."""
