"""A schedule as a workbook and as a frame: what comes out is read back beside the rows."""

import datetime as dt
import io
from decimal import Decimal

import attrs
import pytest

from cobranza.credit.plans import Charge, amortize, render_schedule_workbook

calamine = pytest.importorskip("python_calamine")
PLAN = amortize(
    "150000",
    rate="0.10",
    start=dt.date(2026, 1, 15),
    periods=12,
    iva="0.16",
    charges=[Charge(name="Administración", amount="50")],
)


def test_a_workbook_has_the_rows_and_their_totals() -> None:
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(render_schedule_workbook(PLAN)))
    assert book.sheet_names == ["Plan de pagos"]
    rows = book.get_sheet_by_name("Plan de pagos").to_python(skip_empty_area=False)
    (start,) = (place for place, row in enumerate(rows) if row[0] == "Pago núm.")
    headings = rows[start]
    assert "Comisiones" in headings
    assert "Seguros" not in headings  # there are none
    for row, instalment in zip(rows[start + 1 :], PLAN.rows, strict=False):
        cells = dict(zip(headings, row, strict=True))
        assert cells["Fecha"] == instalment.date
        assert [Decimal(str(cells[name])) for name in ("Interés", "IVA del interés", "Pago")] == [
            instalment.interest,
            instalment.iva,
            instalment.payment,
        ]
    total = dict(zip(headings, rows[start + 1 + len(PLAN.rows)], strict=True))
    assert Decimal(str(total["Pago"])) == PLAN.totals.payment


def test_a_frame_has_a_column_for_each_figure() -> None:
    pytest.importorskip("polars")
    from cobranza.credit.plans.frames import schedule_frame  # noqa: PLC0415 - needs polars

    assert schedule_frame(PLAN).to_dicts() == [attrs.asdict(row) for row in PLAN.rows]
