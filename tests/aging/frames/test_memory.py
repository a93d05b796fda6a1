"""What comes to memory: measured, and told in the documentation."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import narwhals as nw
import pytest

from cobranza.aging import Applied, AppliedKind, Buckets, Item, ProvisionMatrix, frames
from tests.aging.frames import engines
from tests.aging.frames.engines import pa
from tests.aging.makers import item, paid

PAGE = Path(__file__).parents[3] / "docs" / "frames-figures.md"
AS_OF, BUCKETS = date(2026, 6, 30), Buckets.days(30, 60)
DATES = [date(2026, 5, 31), AS_OF]
PERIOD: dict[str, Any] = {"as_of": AS_OF, "currency": "MXN"}
STEPS: dict[str, Any] = {"dates": DATES, "buckets": BUCKETS, "currency": "MXN"}


class Brought(StrEnum):
    """The rows that a function brings to memory, as the documentation calls them."""

    NOTHING = "nothing"
    SUMS = "sums"
    SUMS_AND_REVERSED = "sums, and the invoices of which something was taken back"
    SUMS_AND_LOST = "sums, what was written off, and what was taken back"
    ROWS = "all rows of that currency"


TABLE = {
    "age": Brought.NOTHING,
    "open_items": Brought.NOTHING,
    "totals": Brought.SUMS,
    "concentration": Brought.SUMS,
    "provision": Brought.SUMS,
    "dso": Brought.SUMS,
    "turnover": Brought.SUMS,
    "cei": Brought.SUMS,
    "net_flow": Brought.SUMS,
    "snapshot_flow": Brought.SUMS,
    "promises_kept": Brought.SUMS,
    "follow_ups_on_time": Brought.SUMS,
    "snapshot_matrix": Brought.SUMS,
    "days_to_pay": Brought.SUMS_AND_REVERSED,
    "recovery": Brought.SUMS_AND_REVERSED,
    "vintages": Brought.SUMS_AND_REVERSED,
    "transition_matrix": Brought.SUMS_AND_LOST,
    "items": Brought.ROWS,
    "behaviour": Brought.ROWS,
    "forecast": Brought.ROWS,
    "backtest": Brought.ROWS,
    "loss_history": Brought.ROWS,
}
MORE: dict[str, dict[str, Any]] = {
    "items": {"currency": "MXN"},
    "open_items": {"as_of": AS_OF},
    "age": {"as_of": AS_OF, "by": ("customer", "region")},
    "totals": {"as_of": AS_OF},
    "provision": {**PERIOD, "matrix": ProvisionMatrix(buckets=BUCKETS, rates=())},
    "cei": {**PERIOD, "convention": "whole_period"},
    "recovery": {**PERIOD, "of": "due_by_end", "by": "payments"},
    "backtest": {**PERIOD, "origins": [date(2026, 3, 31)], "weeks": 2},
    "loss_history": {**PERIOD, "buckets": BUCKETS, "loss_after": 60},
    "promises_kept": {**PERIOD, "months": 3},
    "follow_ups_on_time": {"as_of": AS_OF, "months": 3},
    **dict.fromkeys(("net_flow", "snapshot_flow", "snapshot_matrix", "transition_matrix"), STEPS),
}
ONE_TABLE = {"age", "totals", "concentration", "provision", "snapshot_flow", "snapshot_matrix"}


@pytest.fixture
def brought(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows each computation brought."""
    found: list[int] = []
    collect: Any = nw.LazyFrame.collect

    def counted(frame: nw.LazyFrame[Any], *args: Any, **kwargs: Any) -> Any:
        rows = collect(frame, *args, **kwargs)
        found.append(len(rows))
        return rows

    monkeypatch.setattr(nw.LazyFrame, "collect", counted)
    return found


def ask(name: str, items: list[Item], request: pytest.FixtureRequest) -> None:
    native = engines.native("polars-lazy", request)
    one = native(
        engines.balances(items, AS_OF).append_column(
            "as_of", pa.array([DATES[place % 2] for place in range(len(items))], pa.date32())
        )
    )
    invoices = native(
        engines.invoices(items)
        .append_column("made", pa.array([each.issued for each in items], pa.date32()))
        .append_column("done", pa.array([each.due for each in items], pa.date32()))
    )
    two = (invoices, native(engines.movements(items)))
    given = (one,) if name in ONE_TABLE else two[:1] if name == "follow_ups_on_time" else two
    getattr(frames, name)(*given, **MORE.get(name, PERIOD))


def debts(number: int, *applied: Applied) -> list[Item]:
    return [item("100.00", date(2026, 4, 1), date(2026, 5, 15), *applied)] * number


@pytest.mark.parametrize("name", TABLE)
def test_what_comes_to_memory_is_what_the_table_says(
    name: str, brought: list[int], request: pytest.FixtureRequest
) -> None:
    counts: dict[str, list[int]] = {}
    bounced = (paid(date(2026, 6, 2), "9.00"), paid(date(2026, 6, 3), "-9.00"))
    lost = (paid(date(2026, 6, 2), "9.00", AppliedKind.WRITE_OFF),)
    for story, applied in {"paid": bounced[:1], "reversed": bounced, "lost": lost}.items():
        counts[story] = []
        for number in (40, 400):
            brought.clear()
            ask(name, debts(number, *applied), request)
            counts[story].append(sum(brought))
    grows = {story for story, (few, many) in counts.items() if many > few}
    assert (
        grows
        == {
            Brought.NOTHING: set(),
            Brought.SUMS: set(),
            Brought.SUMS_AND_REVERSED: {"reversed"},
            Brought.SUMS_AND_LOST: {"reversed", "lost"},
            Brought.ROWS: {"paid", "reversed", "lost"},
        }[TABLE[name]]
    )
    assert (sum(map(sum, counts.values())) == 0) == (TABLE[name] is Brought.NOTHING)


def test_the_documentation_has_the_table() -> None:
    assert set(TABLE) == {name for name in frames.__all__ if name[0].islower()}
    page = PAGE.read_text("utf-8")
    lines = [f"| `{name}` | {brought} |" for name, brought in TABLE.items()]
    assert "\n".join(lines) in page
