"""Charts: the rows that they draw, exact, in both languages, and nothing that runs."""

import subprocess
import sys
from datetime import date
from decimal import Decimal
from typing import Any, get_args

import attrs
import pytest

from cobranza import plot
from cobranza.aging import (
    Applied,
    Buckets,
    Item,
    Party,
    age,
    concentration,
    forecast,
    scorecard,
    targets_of,
    transition_matrix,
    vintages,
)
from cobranza.errors import CobranzaError, MissingExtraError
from cobranza.ledger import Ledger
from cobranza.plot._chart import AGES, Language
from tests.ledger.makers import day, invoice, pays, receipt

alt = pytest.importorskip("altair", reason="Altair is not installed (extra `plot`)")

AS_OF = date(2026, 5, 31)
LANGUAGES: tuple[Language, ...] = get_args(Language)
HOSTILE = "</script><script>alert(1)</script><!--"
ITEMS = [
    Item(
        customer=Party(rfc=rfc, name=name),
        currency=currency,
        issued=date(2026, month, 1),
        due=date(2026, month + 1, 1),
        amount=Decimal(amount),
        applied=[Applied(date=date(2026, month + 1, 9), amount=Decimal(paid))],
        dimensions={"region": "Norte"},
    )
    for rfc, name, currency, month, amount, paid in (
        ("XIA190128J61", HOSTILE, "MXN", 2, "1000.10", "1000.10"),
        ("XIA190128J61", HOSTILE, "MXN", 3, "2000.00", "500.00"),
        ("URE180429TM6", "", "MXN", 4, "3000.00", "0.00"),
        ("URE180429TM6", "", "USD", 4, "40.00", "0.00"),
    )
]
PESOS = [item for item in ITEMS if item.currency == "MXN"]
MATRIX = transition_matrix(
    ITEMS, dates=[date(2026, 4, 30), AS_OF], buckets=Buckets.days(30), currency="MXN"
)
LEDGER = Ledger.build(
    [
        invoice(1, "1000.00", terms="30 días"),
        receipt(2, pays(1, "400.00"), on=20),
        receipt(3, pays(1, "100.00"), on=40),
    ]
)


def charts(lang: Language) -> dict[str, Any]:
    return {
        "aging": plot.aging_bars(age(PESOS, as_of=AS_OF), lang=lang),
        "trend": plot.kpi_trend(scorecard(PESOS, as_of=AS_OF, currency="MXN"), lang=lang),
        "roll": plot.roll_rate_map(MATRIX, lang=lang),
        "vintages": plot.vintage_curves(vintages(PESOS, as_of=AS_OF, currency="MXN"), lang=lang),
        "concentration": plot.concentration_curve(
            concentration(PESOS, as_of=AS_OF, currency="MXN"), lang=lang
        ),
        "forecast": plot.forecast_bars(forecast(PESOS, as_of=AS_OF, currency="MXN"), lang=lang),
        "story": plot.balance_story(LEDGER.explain("A1", day(60), lang), lang=lang),
    }


def rows(chart: Any, place: int = 0) -> list[dict[str, Any]]:
    """The data of a chart, or of one of its layers."""
    found = chart.to_dict()
    layer = found["layer"][place] if "layer" in found else found
    data = layer.get("data", found.get("data"))
    if "name" in data:
        return list(found["datasets"][data["name"]])
    return list(data["values"])


@pytest.mark.parametrize("lang", LANGUAGES)
class TestEvery:
    def test_chart_says_what_it_is(self, lang: Language) -> None:
        for chart in charts(lang).values():
            found = chart.to_dict()
            assert found["title"]["text"]
            assert found["title"]["subtitle"]
            assert found["description"].startswith(found["title"]["text"])
            assert len(found["description"]) > len(found["title"]["text"]) + 10

    def test_chart_can_be_drawn(self, lang: Language) -> None:
        drawing = pytest.importorskip(
            "vl_convert", reason="vl-convert-python is not installed, which draws charts"
        )
        for name, chart in charts(lang).items():
            png = drawing.vegalite_to_png(chart.to_json(), ppi=40)
            assert png.startswith(b"\x89PNG"), name

    def test_no_text_of_a_document_ends_the_script(self, lang: Language) -> None:
        for chart in charts(lang).values():
            assert "alert(1)</" not in chart.to_html()
            assert "</script><script>alert" not in chart.to_html()

    def test_amounts_are_exact_texts(self, lang: Language) -> None:
        for chart in charts(lang).values():
            for row in rows(chart):
                assert not [value for value in row.values() if isinstance(value, float)]


def test_languages_differ() -> None:
    titles = [
        {name: chart.to_dict()["title"]["text"] for name, chart in charts(lang).items()}
        for lang in LANGUAGES
    ]
    assert all(titles[0][name] != titles[1][name] for name in titles[0])


class TestAging:
    def test_rows(self) -> None:
        chart = plot.aging_bars(age(PESOS, as_of=AS_OF, buckets=Buckets.days(30, 60)))
        assert rows(chart) == [
            {"bucket": "Por vencer", "amount": "0.00", "items": 0, "text": "0.00 MXN"},
            {
                "bucket": "1\N{EN DASH}30 días",
                "amount": "3000.00",
                "items": 1,
                "text": "3,000.00 MXN",
            },
            {
                "bucket": "31\N{EN DASH}60 días",
                "amount": "1500.00",
                "items": 1,
                "text": "1,500.00 MXN",
            },
            {"bucket": "> 60 días", "amount": "0.00", "items": 0, "text": "0.00 MXN"},
        ]

    def test_what_has_no_due_date_is_drawn_where_there_is_some(self) -> None:
        item = Item(
            customer=Party(rfc="XIA190128J61"),
            currency="MXN",
            issued=date(2026, 4, 1),
            due=None,
            amount=Decimal(5),
        )
        assert rows(plot.aging_bars(age([item], as_of=AS_OF)))[-1]["bucket"] == "Sin vencimiento"

    @pytest.mark.parametrize("limits", [(30,), (30, 60, 90, 120), (1, 2, 3, 4, 5, 6, 7, 8, 9)])
    def test_each_bucket_has_a_colour(self, limits: tuple[int, ...]) -> None:
        found = plot.aging_bars(age(PESOS, as_of=AS_OF, buckets=Buckets.days(*limits))).to_dict()
        scale = found["encoding"]["color"]["scale"]
        assert len(scale["domain"]) == len(scale["range"])
        assert (scale["range"][0], scale["range"][-1]) == (AGES[0], AGES[-1])

    def test_several_currencies(self) -> None:
        both = age(ITEMS, as_of=AS_OF)
        with pytest.raises(CobranzaError, match="currency is missing, expected one of MXN, USD"):
            plot.aging_bars(both)
        with pytest.raises(CobranzaError, match="currency is 'EUR', expected one of MXN, USD"):
            plot.aging_bars(both, currency="EUR")
        dollars = plot.aging_bars(both, currency="USD")
        assert sum(Decimal(row["amount"]) for row in rows(dollars)) == 40
        together = plot.aging_bars(age(ITEMS, as_of=AS_OF, rates={"USD": Decimal(20)}))
        assert sum(Decimal(row["amount"]) for row in rows(together)) == 5300


class TestTrend:
    CARD = scorecard(
        PESOS,
        as_of=AS_OF,
        currency="MXN",
        targets=targets_of(
            {
                "overdue_share": {"below": "0.1"},
                "dso_count_back": {"below": 30, "months": 1},
                "turnover": {"above": 6},
            }
        ),
        months=5,
    )

    def test_rows(self) -> None:
        found = rows(plot.kpi_trend(self.CARD, "overdue_share"), 1)
        assert [row["month"] for row in found] == [
            *("2026-01", "2026-02", "2026-03", "2026-04", "2026-05")
        ]
        assert (found[0]["value"], found[0]["text"]) == (None, "No disponible")
        assert (found[-1]["value"], found[-1]["text"]) == ("1", "100.0\N{NO-BREAK SPACE}%")

    def test_a_lower_bound_is_an_open_point(self) -> None:
        april, may = rows(plot.kpi_trend(self.CARD, lang="en"), 1)[-2:]
        assert (april["bound"], april["text"]) == (1, "at least 30.0 days")
        assert (may["bound"], may["text"]) == (0, "Not available")

    def test_the_target_is_a_line(self) -> None:
        assert rows(plot.kpi_trend(self.CARD, "turnover"), 0) == [{"limit": "6"}]

    def test_a_metric_that_is_not_there(self) -> None:
        with pytest.raises(CobranzaError, match="metric is 'hhi', expected one of overdue_share"):
            plot.kpi_trend(self.CARD, "hhi")


def test_roll_rates_are_those_of_the_matrix() -> None:
    found = rows(plot.roll_rate_map(MATRIX, lang="en"))
    for origin in {row["from"] for row in found}:
        assert sum(Decimal(row["share"]) for row in found if row["from"] == origin) == 1
    moved = {(row["from"], row["to"]): row["text"] for row in found}
    assert moved["Not yet due", "1\N{EN DASH}30 days"] == "100\N{NO-BREAK SPACE}%"
    assert "> 30 days" not in {row["from"] for row in found}
    with pytest.raises(CobranzaError, match="by is 'both'"):
        plot.roll_rate_map(MATRIX, by="both")  # type: ignore[arg-type]


def test_vintages() -> None:
    found = rows(plot.vintage_curves(vintages(PESOS, as_of=AS_OF, currency="MXN")))
    assert [(row["sold"], row["months"], row["share"]) for row in found[:3]] == [
        ("2026-02", 0, "1"),
        ("2026-02", 1, "0"),
        ("2026-02", 2, "0"),
    ]


def test_concentration() -> None:
    chart = plot.concentration_curve(concentration(PESOS, as_of=AS_OF, currency="MXN"), lang="en")
    found = rows(chart)
    assert [(row["debtors"], row["share"][:6]) for row in found] == [
        (0, "0"),
        (1, "0.6666"),
        (2, "1"),
    ]
    assert found[1]["debtor"] == "URE180429TM6"
    assert chart.to_dict()["title"]["subtitle"].endswith(
        "2 of 2 debtors owe 100.0\N{NO-BREAK SPACE}%"
    )
    regions = concentration(PESOS, as_of=AS_OF, currency="MXN", by="region")
    assert rows(plot.concentration_curve(regions))[1]["debtor"] == "Norte"


def test_a_curve_of_many_debtors_has_no_points() -> None:
    many = [
        Item(
            customer=Party(rfc=f"XIA19{number:04d}J61"),
            currency="MXN",
            issued=date(2026, 4, 1),
            due=None,
            amount=Decimal(number + 1),
        )
        for number in range(60)
    ]
    chart = plot.concentration_curve(concentration(many, as_of=AS_OF, currency="MXN"))
    assert chart.to_dict()["mark"]["point"] is False
    assert rows(chart)[-1]["share"] == "1"


def test_forecast() -> None:
    expected = forecast(PESOS, as_of=AS_OF, currency="MXN", weeks=3)
    found = rows(plot.forecast_bars(expected))
    assert [row["first"] for row in found] == ["06-01", "06-08", "06-15"]
    assert [Decimal(row["amount"]) for row in found] == [week.amount for week in expected.weeks]


class TestStory:
    def test_steps_go_on_to_the_day_of_the_story(self) -> None:
        chart = plot.balance_story(LEDGER.explain("A1", day(60)))
        steps = rows(chart)
        assert [row["balance"] for row in steps] == ["1000.00", "600.00", "500.00", "500.00"]
        assert steps[-1]["when"] == "2026-03-01T00:00:00"
        assert [row["date"] for row in rows(chart, 1)] == ["2026-01-01", "2026-01-20", "2026-02-09"]
        assert rows(chart, 2) == [{"when": "2026-01-31T00:00:00"}]

    def test_without_a_day(self) -> None:
        assert len(rows(plot.balance_story(LEDGER.explain("A1")))) == 3

    def test_before_the_invoice(self) -> None:
        chart = plot.balance_story(LEDGER.explain("A1", date(2025, 12, 1)))
        assert rows(chart) == []

    def test_without_due_date(self) -> None:
        (receivable,) = LEDGER.receivables
        ledger = Ledger(receivables=(attrs.evolve(receivable, due=None, schedule=()),))
        assert len(plot.balance_story(ledger.explain("A1")).to_dict()["layer"]) == 2


def test_a_language_that_is_none() -> None:
    with pytest.raises(CobranzaError, match="lang is 'fr', expected 'es' or 'en'"):
        plot.roll_rate_map(MATRIX, lang="fr")  # type: ignore[arg-type]


def test_without_altair(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'cobranza\[plot\]'"):
        plot.roll_rate_map(MATRIX)


def test_importing_loads_no_altair() -> None:
    code = "import sys, cobranza.plot; print('altair' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.stdout.strip(), done.stderr) == ("False", "")
