"""What bureaus and other suppliers say."""

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest

from cobranza.credit.scoring import (
    MOP_DAYS,
    BureauReport,
    TradeReference,
    bureau_features,
    trade_features,
)
from cobranza.errors import CreditError

AS_OF = date(2026, 6, 30)
REPORT = BureauReport(
    source="Buró de Crédito",
    date=date(2026, 5, 31),
    score=640,
    worst_mop="03",
    open_defaults=1,
    inquiries=4,
)
REFERENCE = TradeReference(
    supplier="JIMENEZ ESTRADA SALAS",
    date=date(2026, 4, 30),
    since=date(2019, 7, 1),
    currency="MXN",
    high_credit=Decimal("300000.00"),
    terms_days=30,
    days_beyond_terms=10,
)


class TestBureau:
    def test_values(self) -> None:
        found = bureau_features(REPORT, as_of=AS_OF, max_age_days=90)
        assert found.values == {
            "bureau_score": 640,
            "bureau_days_late": 30,
            "bureau_open_defaults": 1,
            "bureau_inquiries": 4,
            "bureau_age_days": 30,
        }
        assert found.stale == ()

    def test_what_is_not_said_is_unknown(self) -> None:
        report = BureauReport(source="Círculo de Crédito", date=AS_OF)
        found = bureau_features(report, as_of=AS_OF, max_age_days=0)
        assert [key for key, value in found.values.items() if value is not None] == [
            "bureau_age_days"
        ]

    def test_none(self) -> None:
        found = bureau_features(None, as_of=AS_OF, max_age_days=90)
        assert set(found.values.values()) == {None}
        assert found.stale == ()

    def test_too_old_is_unknown_and_named(self) -> None:
        found = bureau_features(REPORT, as_of=AS_OF, max_age_days=29)
        assert found.values["bureau_open_defaults"] is None
        assert found.values["bureau_age_days"] == 30
        assert found.stale == ("Buró de Crédito",)

    @pytest.mark.parametrize(
        ("mop", "days"),
        # Keys of the credit report of Buró de Crédito: from 02, "1 a 29 días", in steps of thirty.
        [("UR", None), ("00", None), ("01", 0), ("02", 1), ("07", 150), ("96", 366), ("97", 366)],
    )
    def test_manner_of_payment(self, mop: str, days: int | None) -> None:
        assert attrs.evolve(REPORT, worst_mop=mop).days_late == days == MOP_DAYS[mop]

    def test_days_go_before_the_key(self) -> None:
        assert attrs.evolve(REPORT, worst_days=45).days_late == 45
        assert BureauReport(source="x", date=AS_OF).days_late is None

    @pytest.mark.parametrize(
        ("changed", "message"),
        [
            ({"source": " "}, "source is empty, expected who says it"),
            ({"worst_mop": "08"}, "worst_mop is '08', expected one of UR, 00, 01"),
            ({"open_defaults": -1}, "open_defaults is -1, expected zero or more"),
            ({"inquiries": -1}, "inquiries is -1, expected zero or more"),
            ({"worst_days": 5}, "worst_days is 5, expected at least 30, as worst_mop 03 says"),
        ],
    )
    def test_wrong(self, changed: dict[str, Any], message: str) -> None:
        with pytest.raises(CreditError, match=message):
            attrs.evolve(REPORT, **changed)

    def test_from_the_future(self) -> None:
        message = "report is of 2026-05-31, expected no later than 2026-05-30"
        with pytest.raises(CreditError, match=message):
            bureau_features(REPORT, as_of=date(2026, 5, 30), max_age_days=90)
        with pytest.raises(CreditError, match="max_age_days is -1, expected zero or more"):
            bureau_features(REPORT, as_of=AS_OF, max_age_days=-1)


class TestTrade:
    def test_values(self) -> None:
        small = attrs.evolve(
            REFERENCE,
            supplier="INGRID XODAR JIMENEZ",
            since=None,
            high_credit=Decimal(100000),
            days_beyond_terms=-2,
        )
        dollars = attrs.evolve(small, supplier="KERNEL", currency="USD", days_beyond_terms=60)
        silent = attrs.evolve(small, supplier="ZAPATERIA", days_beyond_terms=None)
        vague = attrs.evolve(small, supplier="ESCUELA KEMPER", high_credit=None)
        found = trade_features(
            [REFERENCE, small, dollars, silent, vague],
            as_of=AS_OF,
            currency="MXN",
            max_age_days=180,
        )
        assert found.values == {
            "trade_references": 5,
            "trade_beyond_terms": 7,  # (300 * 10 - 100 * 2) / 400
            "trade_high_credit": Decimal("300000.00"),
            "trade_years": 6,  # seven the day after
        }
        tomorrow = trade_features(
            [REFERENCE], as_of=date(2026, 7, 1), currency="MXN", max_age_days=180
        )
        assert tomorrow.values["trade_years"] == 7

    def test_none_and_too_old(self) -> None:
        found = trade_features([REFERENCE], as_of=AS_OF, currency="MXN", max_age_days=60)
        assert found.values == {
            "trade_references": 0,
            "trade_beyond_terms": None,
            "trade_high_credit": None,
            "trade_years": None,
        }
        assert found.stale == ("JIMENEZ ESTRADA SALAS",)

    def test_from_the_future(self) -> None:
        message = "reference of JIMENEZ ESTRADA SALAS is of 2026-04-30, expected no later"
        with pytest.raises(CreditError, match=message):
            trade_features([REFERENCE], as_of=date(2026, 4, 1), currency="MXN", max_age_days=9)

    @pytest.mark.parametrize(
        ("changed", "message"),
        [
            ({"supplier": ""}, "supplier is empty"),
            ({"since": date(2026, 5, 1)}, "since is 2026-05-01, expected no later than 2026-04-30"),
            ({"high_credit": Decimal(0)}, "high_credit is 0, expected above zero"),
            ({"high_credit": Decimal("NaN")}, "high_credit is NaN, expected a finite decimal"),
            ({"currency": "peso"}, "currency is 'peso', expected a code"),
            ({"terms_days": -1}, "terms_days is -1, expected zero or more"),
        ],
    )
    def test_wrong(self, changed: dict[str, Any], message: str) -> None:
        with pytest.raises(CreditError, match=message):
            attrs.evolve(REFERENCE, **changed)

    @pytest.mark.parametrize("high", [1.5, 1, "1"])
    def test_only_decimals(self, high: Any) -> None:
        with pytest.raises(TypeError, match="high_credit is"):
            attrs.evolve(REFERENCE, high_credit=high)
