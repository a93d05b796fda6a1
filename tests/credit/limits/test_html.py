"""Answers in a notebook: every figure is there, and no text of a user becomes HTML."""

from decimal import Decimal

import attrs
import pytest

from cobranza.credit.limits import (
    Bound,
    ExposureComponent,
    FileStatus,
    Objection,
    OrderOutcome,
    Outcome,
    Reason,
    suggest_limit,
)
from cobranza.credit.limits._words import name_of
from tests.credit.limits.makers import (
    FINANCIALS,
    NEED,
    POLICY,
    applicant,
    full_file,
    limit,
    owed,
)
from tests.credit.limits.test_replay import DECISION, ORDER, SUGGESTION


def test_a_suggestion_shows_its_methods_and_what_decided() -> None:
    html = SUGGESTION._repr_html_()
    for text in ("348,000.00", "600,000.00", "Necesidad por ventas", "falta requested", "clase B"):
        assert text in html
    assert "No se aplicó: Concentración" in html


def test_an_exposure_shows_its_components() -> None:
    html = owed("60000", orders=Decimal(5000))._repr_html_()
    for text in ("Facturas por cobrar", "60,000.00", "Pedidos por surtir", "65,000.00"):
        assert text in html


def test_a_file_shows_what_is_there() -> None:
    html = full_file()._repr_html_()
    assert "completo" in html
    assert "3 de 3" in html
    assert "2026-04-01" in html
    assert "opinion_32d-0" in html


def test_a_decision_shows_who_and_why() -> None:
    html = DECISION._repr_html_()
    for text in ("Aprobada", "300,000.00", "100,000.00", "luis", "ana", "Comité de Crédito"):
        assert text in html
    raised = attrs.evolve(
        DECISION,
        proposal=attrs.evolve(
            DECISION.proposal,
            current=None,
            temporary=Decimal(7),
            temporary_until=limit().valid_from.replace(month=4),
        ),
    )
    assert "7.00 hasta 2026-04-01" in raised._repr_html_()


def test_an_order_shows_every_reason() -> None:
    html = ORDER._repr_html_()
    for text in ("Retenido", "125,000.00", "Por encima del límite", "Saldo vencido", "Revisión"):
        assert text in html
    assert "Puede liberarlo: Director de Finanzas" in html
    free = attrs.evolve(ORDER, needed=None, allowed=None)
    assert "Puede liberarlo" not in free._repr_html_()


def test_a_policy_shows_classes_and_authorities() -> None:
    html = POLICY._repr_html_()
    for text in ("3,000,000.00", "35.0\N{NO-BREAK SPACE}%", "Gerente de Crédito", "30, 45, 60"):
        assert text in html


def test_no_text_becomes_html() -> None:
    asked = applicant(customer="<script>", financials=FINANCIALS, need=NEED)
    assert "<script>" not in suggest_limit(asked, POLICY)._repr_html_()


@pytest.mark.parametrize("kind", [Bound, ExposureComponent, FileStatus, Outcome, OrderOutcome])
def test_everything_has_a_name_in_both_languages(kind: type[Bound]) -> None:
    for lang in ("es", "en"):
        assert len({name_of(each, lang) for each in kind}) == len(kind)


def test_every_reason_has_a_text() -> None:
    for lang in ("es", "en"):
        texts = {Objection(reason=each, found="x").text(lang) for each in Reason}
        assert len(texts) == len(Reason)
