"""A history without mistakes shows nothing; one mistake shows its code, on its documents."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cobranza.ledger import Inconsistency, Ledger
from tests.ledger.histories import History, histories
from tests.ledger.plants import PLANTS, Field

pytestmark = pytest.mark.property


def found(history: History) -> set[tuple[str, str]]:
    ledger = Ledger.build(history.documents, status=history.status, cash=history.cash)
    cases: tuple[Inconsistency, ...] = (*ledger.inconsistencies, *ledger.deadlines)
    return {(case.code, case.document) for case in cases}


@given(histories())
def test_a_history_without_mistakes_shows_nothing(history: History) -> None:
    assert found(history) == set()


@pytest.mark.parametrize("code", PLANTS)
# A history without a place for the mistake is no example; for some mistakes, most have none.
@settings(
    max_examples=30, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)
@given(st.data())
def test_a_mistake_shows_its_code_and_no_other(code: str, data: st.DataObject) -> None:
    history, shown = PLANTS[code](Field(data.draw(histories()), data))
    assert found(history) == shown
