"""Adjustments, money seen and contra-recibos: what comes out of each table, and what is refused."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cobranza.errors import SourceError
from cobranza.ledger import Adjustment, AdjustmentKind, CashReceipt
from cobranza.sources import read_adjustments, read_cash, read_deliveries
from tests.sources.conftest import Put

UUID = "5FB2822E-396D-4725-8521-CDC4BDD20CCF"
DAY = date(2026, 6, 30)


def test_adjustments(put: Put) -> None:
    path = put(
        "uuid,date,amount,kind,reference,reason\n"
        f"{UUID},2026-06-30,-0.37,Ajuste,PD-118,centavos\n"
        f"{UUID},2026-06-30,-0.37,ajuste,PD-118,centavos\n"
        f"{UUID},2026-06-30,-100,castigo,PD-119,\n"
        f"{UUID},2026-06-30,25.50,factoring,PD-120,\n"
    )
    kinds = AdjustmentKind.ADJUSTMENT, AdjustmentKind.WRITE_OFF, AdjustmentKind.FACTORING
    amounts = Decimal("-0.37"), Decimal(-100), Decimal("25.50")
    references = "PD-118", "PD-119", "PD-120"
    assert read_adjustments(path) == tuple(
        Adjustment(
            invoice=UUID, date=DAY, amount=amount, kind=kind, reference=reference, reason=reason
        )
        for kind, amount, reference, reason in zip(
            kinds, amounts, references, ("centavos", "", ""), strict=True
        )
    )


def test_cash(put: Put) -> None:
    path = put(
        "uuid,date,amount,reference\n"
        f"{UUID.lower()},2026-06-30,500.00,SPEI 1\n"
        f"{UUID},2026-06-30,500.00,SPEI 1\n"
        f"{UUID},2026-06-30,500.00,SPEI 2\n"
    )
    assert read_cash(path) == tuple(
        CashReceipt(invoice=UUID, date=DAY, amount=Decimal("500.00"), reference=reference)
        for reference in ("SPEI 1", "SPEI 2")
    )


def test_deliveries(put: Put) -> None:
    path = put(f"uuid,received_on\n{UUID.lower()},2026-06-30\n{UUID},2026-06-30\n")
    assert read_deliveries(path) == {UUID: DAY}


ADJUSTMENTS = "uuid,date,amount,kind,reference"
CASH = "uuid,date,amount,reference"
DELIVERIES = "uuid,received_on"


@pytest.mark.parametrize(
    ("read", "header", "rows", "message"),
    [
        (
            read_adjustments,
            ADJUSTMENTS,
            f"{UUID},2026-06-30,-1,regalo,PD-1",
            "row 2: kind is 'regalo', expected 'castigo', 'ajuste' or 'factoraje'",
        ),
        (
            read_adjustments,
            ADJUSTMENTS,
            f"{UUID},2026-06-30,-1,ajuste,",
            "row 2: reference is '', expected what proves it",
        ),
        (
            read_adjustments,
            ADJUSTMENTS,
            f"{UUID},,-1,ajuste,PD-1",
            "row 2: date is '', expected a date YYYY-MM-DD",
        ),
        (
            read_adjustments,
            ADJUSTMENTS,
            f"{UUID},2026-06-30,1E3,ajuste,PD-1",
            "row 2: amount is '1E3', expected a plain decimal such as 1234.50",
        ),
        (
            read_adjustments,
            ADJUSTMENTS,
            f"{UUID},2026-06-30,1{'0' * 18},ajuste,PD-1",
            (f"row 2: amount is 1{'0' * 18}, expected at most 18 integer digits and 28 decimals"),
        ),
        (
            read_cash,
            CASH,
            f"{UUID},2026-06-30,0.00,SPEI",
            "row 2: amount is '0.00', expected an amount above zero",
        ),
        (
            read_cash,
            CASH,
            f"{UUID},2026-06-30,1.00,",
            "row 2: reference is '', expected the movement that it is",
        ),
        (
            read_deliveries,
            DELIVERIES,
            f"{UUID},2026-06-30\n{UUID},2026-07-01",
            "row 3: received_on is '2026-07-01', expected 2026-06-30, as in a row before",
        ),
    ],
)
def test_errors(
    put: Put, read: Callable[[Path], object], header: str, rows: str, message: str
) -> None:
    path = put(f"{header}\n{rows}\n")
    with pytest.raises(SourceError) as caught:
        read(path)
    assert str(caught.value) == f"{path}, {message}"
