"""Results in a notebook: every figure is there, and no text of a document becomes HTML."""

from datetime import date
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from cobranza.aging import (
    Applied,
    Buckets,
    Item,
    Party,
    ProvisionMatrix,
    age,
    concentration,
    dso,
    forecast,
    provision,
    scorecard,
    targets_of,
    transition_matrix,
)
from cobranza.aging._words import bucket_name, status_name, trend_name

AS_OF = date(2026, 5, 31)
HOSTILE = "<script>alert(1)</script>&amp;"
ITEMS = [
    Item(
        customer=Party(rfc=rfc, name=name),
        currency=currency,
        issued=date(2026, month, 1),
        due=date(2026, month + 1, 1),
        amount=Decimal(amount),
        applied=[Applied(date=date(2026, month + 1, 9), amount=Decimal(paid))],
        dimensions={"region": region},
    )
    for rfc, name, currency, month, amount, paid, region in (
        ("XIA190128J61", HOSTILE, "MXN", 2, "1000.00", "1000.00", "Norte"),
        ("XIA190128J61", HOSTILE, "MXN", 3, "2000.00", "500.00", "Norte"),
        ("URE180429TM6", "", "MXN", 4, "3000.00", "0.00", ""),
        ("URE180429TM6", "", "USD", 4, "40.00", "0.00", ""),
    )
]


class Text(HTMLParser):
    """The texts of a fragment, which must close what it opens."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"div", "p", "strong", "table", "thead", "tbody", "tr", "th", "td"}
        assert {name for name, _ in attrs} <= {"style"}
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def shown(result: object) -> list[str]:
    html = getattr(result, "_repr_html_")()  # noqa: B009 - a protocol of notebooks
    return Text(html).texts


def test_aging() -> None:
    texts = shown(age(ITEMS, as_of=AS_OF, rates={"USD": Decimal(20)}))
    assert "Antigüedad de saldos al 2026-05-31" in texts
    assert {"4,500.00", "40.00", "5,300.00", "1,500.00", "Todo en MXN", HOSTILE} <= set(texts)
    assert "XIA190128J61" in texts


def test_aging_by_region_and_in_total() -> None:
    texts = shown(age(ITEMS, as_of=AS_OF, by="region"))
    assert "Norte" in texts
    assert "Todo en MXN" not in texts
    assert "Quienes más deben" not in shown(age(ITEMS, as_of=AS_OF, by=()))


def test_what_is_left_out_is_said() -> None:
    many = [
        Item(
            customer=Party(rfc=f"XIA1901{number:02d}J61"),
            currency="MXN",
            issued=date(2026, 4, 1),
            due=None,
            amount=Decimal(100 + number),
        )
        for number in range(30)
    ]
    texts = shown(age(many, as_of=AS_OF))
    assert "Quienes más deben (20 de 30)" in texts
    assert ("XIA190129J61" in texts, "XIA190109J61" in texts) == (True, False)


@pytest.mark.parametrize(
    ("currency", "expected"),
    [
        ("MXN", {"Mes en curso", "Mes anterior", "Hace 3 meses", "4,500.00"}),
        ("EUR", {"–", "0.00"}),  # noqa: RUF001 - what stands for no figure
    ],
)
def test_dso(currency: str, expected: set[str]) -> None:
    assert expected <= set(shown(dso(ITEMS, as_of=AS_OF, currency=currency, method="simple")))


def test_dso_that_is_a_lower_bound() -> None:
    texts = shown(dso(ITEMS, as_of=AS_OF, currency="MXN", months=1))
    assert "al menos 31.0 días" in texts


def test_scorecard() -> None:
    targets = targets_of(
        {
            "overdue_share": {"below": "0.10"},
            "dso_count_back": {"below": 30, "months": 1},
            "turnover": {"above": 6},
            "promises_kept": {"at_least": 1},
        }
    )
    texts = shown(scorecard(ITEMS, as_of=AS_OF, currency="MXN", targets=targets))
    assert {"Cartera vencida", "100.0\N{NO-BREAK SPACE}%", "No se cumple"} <= set(texts)
    assert {"< 10.0\N{NO-BREAK SPACE}%", "< 30.0 días", "> 6.00", "No disponible"} <= set(texts)


def test_transition_matrix() -> None:
    matrix = transition_matrix(
        ITEMS, dates=[date(2026, 4, 30), AS_OF], buckets=Buckets.days(30), currency="MXN"
    )
    texts = shown(matrix)
    assert {"Por vencer", "1–30 días", "> 30 días", "Pagado", "Incobrable"} <= set(texts)  # noqa: RUF001
    assert "100.0\N{NO-BREAK SPACE}%" in texts


def test_concentration() -> None:
    found = concentration(ITEMS, as_of=AS_OF, currency="MXN")
    texts = shown(found)
    assert "Concentración al 2026-05-31, MXN: HHI 0.5556" in texts
    assert {"66.7\N{NO-BREAK SPACE}%", "100.0\N{NO-BREAK SPACE}%", "3,000.00"} <= set(texts)
    assert any("HHI –" in text for text in shown(concentration([], as_of=AS_OF, currency="MXN")))  # noqa: RUF001


def test_provision() -> None:
    matrix = ProvisionMatrix(
        buckets=Buckets.days(30), rates=(Decimal("0.0025"), Decimal("0.02"), Decimal("0.5"))
    )
    texts = shown(provision(ITEMS, as_of=AS_OF, matrix=matrix, currency="MXN"))
    assert {"0.25\N{NO-BREAK SPACE}%", "810.00", "Total"} <= set(texts)


def test_forecast() -> None:
    texts = shown(forecast(ITEMS, as_of=AS_OF, currency="MXN", weeks=2))
    assert {"2026-06-01 a 2026-06-07", "Después, o nunca", "4,500.00"} <= set(texts)


def test_words_in_both_languages() -> None:
    assert [bucket_name(label, "en") for label in ("current", "1-30", "no due date", "paid")] == [
        *("Not yet due", "1\N{EN DASH}30 days", "No due date", "Paid")
    ]
    card = scorecard(ITEMS, as_of=AS_OF, currency="MXN")
    assert {status_name(score.status, "en") for score in card.latest} == {"Missed", "Not available"}
    assert {trend_name(score.trend, "en") for score in card.latest} <= {
        "",
        "Better",
        "Same",
        "Worse",
    }
