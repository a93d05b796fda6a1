"""Every code says what it is, and its examples show it and nothing else."""

import re
from string import Formatter

import attrs
import pytest

from cobranza.ledger import CODES, Inconsistency, InconsistencyCode, Severity
from tests.ledger.examples import EXAMPLES
from tests.ledger.makers import day
from tools.build_inconsistencies import PAGE, page


def test_codes_are_well_formed_and_in_order() -> None:
    assert [code for code in CODES if not re.fullmatch("COB2[0-9]{2}", code)] == []
    assert list(CODES) == sorted(CODES)
    assert all(code == entry.code for code, entry in CODES.items())


@pytest.mark.parametrize("entry", CODES.values(), ids=CODES)
def test_a_code_says_what_it_is(entry: InconsistencyCode) -> None:
    for title, message in ((entry.title, entry.message), (entry.title_en, entry.message_en)):
        assert title
        assert not title.endswith(".")
        assert message.endswith(".")
    assert entry.meaning.endswith(".")
    assert entry.source
    fields = {name for _, name, _, _ in Formatter().parse(entry.message) if name is not None}
    assert "document" in fields or "receivable" in fields
    english = {name for _, name, _, _ in Formatter().parse(entry.message_en) if name is not None}
    assert english == fields


def test_a_case_speaks_for_its_code() -> None:
    case = Inconsistency(code="COB211", document="R", receivable="F", since=day(5), until=day(9))
    assert (case.title, case.severity) == ("REP de una factura PUE", Severity.WARNING)
    assert [case.holds(day(number)) for number in (4, 5, 8, 9)] == [False, True, True, False]
    assert attrs.evolve(case, until=None).holds(day(9))


def test_every_code_has_examples() -> None:
    assert list(EXAMPLES) == list(CODES)


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_failing_example_shows_its_code_alone(code: str) -> None:
    failing, _ = EXAMPLES[code]
    found = failing.found()
    assert {case.code for case in found} == {code}
    for case in found:
        for told in (case.message, case.told("es"), case.told("en")):
            assert "None" not in told
            assert "{" not in told
            assert "cancellation_" not in told
        assert case.told("en") != case.told("es")


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_passing_example_shows_nothing(code: str) -> None:
    _, passing = EXAMPLES[code]
    assert passing.found() == ()


def test_the_generated_page_is_that_of_the_codes() -> None:
    stale = not PAGE.is_file() or PAGE.read_text("utf-8") != page()
    assert not stale, "stale: run python -m tools.build_inconsistencies"


def test_the_page_shows_every_code() -> None:
    text = page()
    assert [code for code in CODES if f"\n### {code}\n" not in text] == []
