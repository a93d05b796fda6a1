"""The credit file: what is missing, old, adverse or about to expire, as of a day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.credit.limits import (
    STANDARD_DOCUMENTS,
    FileDocument,
    FileRow,
    FileStatus,
    RequiredDocument,
    check_file,
)
from tests.credit.limits.makers import CUSTOMER, DAY, POLICY, full_file, policy

LIMIT = Decimal(100_000)


def row(kind: str, *documents: FileDocument, as_of: date = DAY) -> FileRow:
    rules = policy(documents=STANDARD_DOCUMENTS)
    found = check_file(CUSTOMER, documents, rules, as_of=as_of, limit=LIMIT)
    return next(each for each in found.rows if each.kind == kind)


def opinion(issued: date, *, adverse: bool = False) -> FileDocument:
    return FileDocument(kind="opinion_32d", issued=issued, adverse=adverse)


@pytest.mark.parametrize(
    ("age", "status"),
    [
        (0, FileStatus.PRESENT),
        (25, FileStatus.PRESENT),
        (26, FileStatus.EXPIRES_SOON),
        (30, FileStatus.EXPIRES_SOON),
        (31, FileStatus.EXPIRED),
    ],
)
def test_a_32d_opinion_is_good_for_30_natural_days(age: int, status: FileStatus) -> None:
    """RMF 2026, rule 2.1.36: thirty natural days from its date of issue."""
    assert row("opinion_32d", opinion(DAY - timedelta(days=age))).status is status


def test_a_negative_opinion_speaks_against_the_positive_one_before_it() -> None:
    older, newer = date(2026, 2, 20), date(2026, 2, 25)
    assert row("opinion_32d", opinion(older), opinion(newer, adverse=True)).status is (
        FileStatus.ADVERSE
    )
    assert row("opinion_32d", opinion(older, adverse=True), opinion(newer)).status.is_good


def test_a_document_of_a_later_day_is_not_there_yet() -> None:
    assert row("opinion_32d", opinion(date(2026, 3, 3))).status is FileStatus.MISSING


def test_a_document_ends_when_it_says_so_or_when_it_is_too_old() -> None:
    card = FileDocument(kind="identificacion", issued=date(2020, 1, 1), until=date(2026, 3, 1))
    assert row("identificacion", card).status is FileStatus.EXPIRED
    deed = FileDocument(kind="acta_constitutiva", issued=date(1998, 5, 6), reference="Esc. 123")
    found = row("acta_constitutiva", deed)
    assert (found.status, found.until, found.references) == (
        FileStatus.PRESENT,
        None,
        ("Esc. 123",),
    )


def test_several_of_a_kind_are_judged_together() -> None:
    def references(*days: date) -> FileRow:
        given_ = [FileDocument(kind="referencia_comercial", issued=each) for each in days]
        return row("referencia_comercial", *given_)

    recent, old = date(2026, 1, 1), date(2024, 1, 1)
    two = references(recent, recent)
    assert (two.status, two.found, two.needed) == (FileStatus.MISSING, 2, 3)
    assert references(recent, recent, old).status is FileStatus.EXPIRED
    assert references(recent, recent, recent, old).status is FileStatus.PRESENT
    assert references(recent, recent, recent).until == date(2027, 1, 1)


def test_a_small_limit_needs_less() -> None:
    def kinds(limit: str) -> list[str]:
        found = check_file(CUSTOMER, [], POLICY, as_of=DAY, limit=Decimal(limit))
        assert not found.complete or not found.rows
        return [each.kind for each in found.lacking]

    assert kinds("0") == []
    assert kinds("50000") == ["csf", "opinion_32d", "contrato"]
    assert kinds("50000.01") == [each.kind for each in POLICY.documents]


def test_a_full_file_is_complete() -> None:
    assert full_file().complete
    assert full_file().lacking == ()


def test_the_standard_documents_are_those_of_a_credit_file() -> None:
    kinds = [each.kind for each in STANDARD_DOCUMENTS]
    assert kinds == list(dict.fromkeys(kinds))
    assert {
        "estados_financieros",
        "declaracion_anual",
        "referencia_comercial",
        "csf",
        "opinion_32d",
        "acta_constitutiva",
        "poderes",
        "identificacion",
        "comprobante_domicilio",
        "contrato",
        "autorizacion_buro",
    } <= {*kinds}
    assert all(each.source for each in STANDARD_DOCUMENTS if each.max_age_days is not None)


@pytest.mark.property
@given(
    st.integers(0, 400), st.integers(0, 60), st.integers(0, 500), st.none() | st.integers(0, 500)
)
def test_a_document_only_gets_older(
    max_age: int, warn: int, age: int, named_end: int | None
) -> None:
    rule = RequiredDocument(kind="x", name="X", max_age_days=max_age, warn_days=warn)
    rules = policy(documents=(rule,))
    until = None if named_end is None else DAY + timedelta(days=named_end)
    document = FileDocument(kind="x", issued=DAY, until=until)
    as_of = DAY + timedelta(days=age)
    (found,) = check_file("C", [document], rules, as_of=as_of, limit=Decimal(1)).rows
    left = min(max_age, max_age if named_end is None else named_end) - age
    expected = FileStatus.PRESENT
    if left < warn:
        expected = FileStatus.EXPIRES_SOON
    if left < 0:
        expected = FileStatus.EXPIRED
    assert found.status is expected
    assert found.status.is_good is (found.until is None or found.until >= as_of)
