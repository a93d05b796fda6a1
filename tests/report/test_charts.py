"""Drawings: whole numbers that keep the proportions."""

from decimal import Decimal

from cobranza.report import Movement
from cobranza.report._charts import LINE_HEIGHT, LINE_WIDTH, STEPS_HEIGHT, bar, line, stack
from cobranza.report._charts import waterfall as steps


def amounts(*values: int) -> list[Decimal]:
    return [Decimal(value) for value in values]


class TestBars:
    def test_parts_lie_side_by_side(self) -> None:
        parts = bar([("a", Decimal(1)), ("b", Decimal(3))], Decimal(8))
        assert [(each.start, each.width) for each in parts] == [(0, 125), (125, 375)]

    def test_nothing_and_less_take_no_room(self) -> None:
        assert bar([("a", Decimal(0)), ("b", Decimal(-1))], Decimal(8)) == ()
        assert bar([("a", Decimal(1))], Decimal(0)) == ()

    def test_a_stack_is_full_of_what_is_positive(self) -> None:
        parts = stack(amounts(1, -5, 3))
        assert [(each.style, each.width) for each in parts] == [("b0", 250), ("b2", 750)]


class TestLines:
    def test_from_zero_to_the_largest(self) -> None:
        drawn = line([*amounts(0, 5, 10)], Decimal(5))
        half = LINE_WIDTH // 2
        assert drawn.runs == (((0, LINE_HEIGHT), (half, LINE_HEIGHT // 2), (LINE_WIDTH, 0)),)
        assert drawn.target == LINE_HEIGHT // 2
        assert drawn.last == (LINE_WIDTH, 0)

    def test_a_month_without_value_is_a_gap(self) -> None:
        one = Decimal(1)
        drawn = line([None, one, None, one, None], one)
        assert [len(run) for run in drawn.runs] == [1, 1]
        assert drawn.last is None

    def test_nothing_to_draw(self) -> None:
        drawn = line([None], Decimal(0))
        assert (drawn.runs, drawn.last, drawn.target) == ((), None, LINE_HEIGHT)

    def test_one_month(self) -> None:
        assert line([Decimal(3)], Decimal(6)).last == (LINE_WIDTH, LINE_HEIGHT // 2)


class TestSteps:
    def test_each_begins_where_the_last_ended(self) -> None:
        found = steps(
            Movement(
                currency="MXN",
                opening=Decimal(100),
                invoiced=Decimal(100),
                paid=Decimal(-150),
            )
        )
        assert [each.name for each in found] == [
            *("opening", "invoiced", "paid", "credited", "other", "closing")
        ]
        opening, invoiced, paid, credited, _, closing = found
        assert (opening.top, opening.height) == (STEPS_HEIGHT // 2, STEPS_HEIGHT // 2)
        assert (invoiced.top, invoiced.top + invoiced.height) == (0, opening.top)
        assert (paid.top, paid.height) == (0, STEPS_HEIGHT * 3 // 4)
        assert credited.height == 1  # a line, so that there is something to see
        assert (closing.amount, closing.height) == (Decimal(50), STEPS_HEIGHT // 4)
        assert [each.rises for each in found[:3]] == [True, True, False]

    def test_below_zero(self) -> None:
        found = steps(Movement(currency="MXN", paid=Decimal(-10)))
        assert found[0].top == 0
        assert found[-1].top + found[-1].height == STEPS_HEIGHT
