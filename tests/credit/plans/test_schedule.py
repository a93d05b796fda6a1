"""What a schedule gives besides its rows."""

import pickle
from datetime import date
from decimal import Decimal

import attrs

from cobranza.credit.plans import Charge, Instalment, amortize, schedule

PLAN = amortize(
    "1200.00",
    rate="0.12",
    start=date(2026, 1, 31),
    periods=2,
    iva="0.16",
    charges=[Charge(name="Administración", amount="10.00")],
)


def test_rows_as_dictionaries() -> None:
    first, second = PLAN.to_dicts()
    assert list(first) == [field.name for field in attrs.fields(Instalment)]
    assert first["date"] == date(2026, 2, 28)
    assert second["closing"] == Decimal("0.00")


def test_terms_give_the_same_schedule_again() -> None:
    assert schedule(PLAN.terms) == PLAN
    assert pickle.loads(pickle.dumps(PLAN)) == PLAN  # noqa: S301 - our own
    assert hash(PLAN) == hash(schedule(PLAN.terms))


def test_html_shows_what_there_is() -> None:
    page = PLAN._repr_html_()
    assert "Plan de pagos de 1,200.00 MXN desde 2026-01-31" in page
    for title in ("Interés", "IVA del interés", "Comisiones", "Pago", "Saldo"):
        assert f">{title}<" in page
    for title in ("Seguros", "IVA de cargos", "Se capitaliza", "Pago anticipado"):
        assert f">{title}<" not in page
    assert page.count("<tr>") == 4
    assert f">{PLAN.totals.payment:,}<" in page
    assert ">12.00\N{NO-BREAK SPACE}%<" in page
