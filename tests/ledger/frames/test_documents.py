from decimal import Decimal
from typing import Any

import attrs
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.errors import LedgerError
from cobranza.ledger import LedgerDocument, Party
from cobranza.ledger.frames import _records, documents_of, documents_table
from tests.ledger import makers
from tests.ledger.frames import wild

INVOICE = makers.invoice(1)
SEVERAL = [
    makers.receipt(3, makers.pays(1, "500.00"), makers.pays(2, "100.0")),
    makers.invoice(1),
    makers.note(4, "160.00", 1, 2),
    makers.invoice(2, "1160.0", currency="USD", rate="17.1234"),
    makers.receipt(5),
]


@pytest.mark.property
@given(st.lists(wild.documents, max_size=4))
def test_documents_come_back_to_the_last_printed_digit(documents: list[LedgerDocument]) -> None:
    back = [*documents_of(documents_table(documents))]
    assert back == documents
    assert repr(back) == repr(documents)


def test_more_documents_than_are_under_way_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_records, "ROWS", 2)
    monkeypatch.setattr("cobranza.ledger.frames._documents.ROWS", 2)
    table = documents_table(iter(SEVERAL))
    assert table["uuid"].to_list() == [each.uuid for each in SEVERAL]
    assert [*documents_of(table.lazy())] == SEVERAL


def test_other_columns_do_not_matter() -> None:
    table = documents_table(SEVERAL).select(pl.lit(7).alias("island"), pl.all().reverse())
    assert [*documents_of(table)] == SEVERAL[::-1]


@pytest.mark.parametrize(
    ("printed", "amount"),
    [
        ("1160.0", "1160"),
        ("0.00000000005", "0.0000000001"),
        ("-0.00000000005", "-0.0000000001"),
        ("0.00000000004999", "0"),
        ("1E+3", "1000"),
        ("1E-28", "0"),
        ("999999999999999999.9999999999", "999999999999999999.9999999999"),
        ("999999999999999999.99999999999", "1000000000000000000"),
    ],
)
def test_an_amount_is_rounded_half_up_to_ten_decimals(printed: str, amount: str) -> None:
    table = documents_table([attrs.evolve(INVOICE, total=Decimal(printed))])
    assert table["total"].to_list() == [Decimal(amount)]
    assert table["written"].struct["total"].to_list() == [str(Decimal(printed))]


def test_sums_over_a_table_are_exact() -> None:
    cents = [attrs.evolve(INVOICE, total=Decimal("0.01"))] * 3
    huge = attrs.evolve(INVOICE, total=Decimal("999999999999999999.99"))
    assert documents_table([*cents, huge, huge])["total"].sum() == Decimal("2000000000000000000.01")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"number": "\ud800"},
            r"documents, '.*1': number is '\\ud800', expected text that UTF-8 can carry",
        ),
        ({"number": 7}, r"documents, '.*1': number is 7, expected text"),
        ({"issuer": Party(rfc="", regime=601)}, r"documents, '.*1': issuer_regime is 601, exp"),  # type: ignore[arg-type]  # wrong on purpose
    ],
)
def test_what_no_table_can_hold_is_refused(changes: dict[str, Any], message: str) -> None:
    documents = [makers.invoice(2), attrs.evolve(INVOICE, **changes), makers.invoice(3)]
    with pytest.raises(LedgerError, match=message):
        documents_table(documents)


@pytest.mark.parametrize("installment", [2**63, 10**50])
def test_an_instalment_beyond_64_bits_is_refused(installment: int) -> None:
    receipt = makers.receipt(3, makers.pays(1, "1", installment=installment))
    with pytest.raises(LedgerError, match=r"documents, '.*3': installment is 9|1.*of 64 bits"):
        documents_table([receipt])


def test_something_else_is_no_document() -> None:
    with pytest.raises(TypeError, match="got a Party, expected an Invoice, CreditNote or Pay"):
        documents_table([makers.SELLER])  # type: ignore[list-item]  # wrong on purpose


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (pl.lit("X").alias("kind"), "kind is 'X', expected one of I, E, P"),
        (pl.lit(None, pl.String).alias("kind"), "kind is None, expected one of I, E, P"),
        (pl.lit(1.5).alias("total"), r"column total is Float64, expected Decimal"),
        (
            pl.struct(total=pl.lit("much"), exchange_rate=pl.lit("1")).alias("written"),
            "written holds text that is no number",
        ),
        (
            pl.struct(total=pl.lit("NaN"), exchange_rate=pl.lit("1")).alias("written"),
            "total is NaN",
        ),
    ],
)
def test_a_row_that_is_no_document_is_refused(change: pl.Expr, message: str) -> None:
    table = documents_table([INVOICE]).with_columns(change)
    with pytest.raises((LedgerError, ValueError), match=message):
        list(documents_of(table))


def test_a_table_without_a_column_is_refused() -> None:
    with pytest.raises(LedgerError, match="column issued is missing, expected Datetime"):
        list(documents_of(documents_table([INVOICE]).drop("issued")))
