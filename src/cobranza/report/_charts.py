"""The geometry of the drawings: whole numbers for the template, which draws them as SVG."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.money import precise, quantize
from cobranza.report._data import share, sum_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cobranza.report._changes import Movement

__all__ = ["Line", "Part", "Step", "bar", "line", "stack", "waterfall"]

WIDTH: Final = 1000
"""Of a bar, in units of its drawing."""
LINE_WIDTH: Final = 220
LINE_HEIGHT: Final = 48
STEPS_HEIGHT: Final = 160


@attrs.frozen(kw_only=True)
class Part:
    """A rectangle of a bar."""

    style: str
    start: int
    width: int


@attrs.frozen(kw_only=True)
class Line:
    """A line over months: points, runs between gaps, and the height of the target."""

    runs: tuple[tuple[tuple[int, int], ...], ...]
    target: int
    last: tuple[int, int] | None


@attrs.frozen(kw_only=True)
class Step:
    """A column of a waterfall: where it begins and ends, from the top."""

    name: str
    amount: Decimal
    top: int
    height: int
    rises: bool
    whole: bool


def bar(parts: Sequence[tuple[str, Decimal]], whole: Decimal) -> tuple[Part, ...]:
    """Lay positive amounts side by side, to the scale on which `whole` fills the bar."""
    rectangles: list[Part] = []
    start = 0
    for style, amount in parts:
        part = share(amount, whole)
        if part is not None and part > 0:
            width = int(quantize(part * WIDTH, 0))
            rectangles.append(Part(style=style, start=start, width=width))
            start += width
    return tuple(rectangles)


def stack(amounts: Sequence[Decimal]) -> tuple[Part, ...]:
    """Lay amounts side by side so that together they fill a bar; negative ones take no room."""
    parts = [(f"b{index}", max(amount, Decimal(0))) for index, amount in enumerate(amounts)]
    return bar(parts, sum_of(amount for _, amount in parts))


def line(values: Sequence[Decimal | None], target: Decimal) -> Line:
    """Draw values over months, from zero, or below, up to the largest of them and the target."""
    known = [value for value in values if value is not None]
    top, bottom = max((*known, target, Decimal(0))), min((*known, Decimal(0)))
    last = len(values) - 1
    runs: list[list[tuple[int, int]]] = [[]]
    for index, value in enumerate(values):
        if value is None:
            runs.append([])
            continue
        across = LINE_WIDTH * index // last if last else LINE_WIDTH
        runs[-1].append((across, _height(value, bottom, top, LINE_HEIGHT)))
    drawn = tuple(tuple(run) for run in runs if run)
    return Line(
        runs=drawn,
        target=_height(target, bottom, top, LINE_HEIGHT),
        last=drawn[-1][-1] if drawn and values[-1] is not None else None,
    )


def waterfall(movement: Movement) -> tuple[Step, ...]:
    """Draw how a balance got from one day to another, flow by flow."""
    flows = [(name, getattr(movement, name)) for name in ("invoiced", "paid", "credited", "other")]
    edges = [("opening", Decimal(0), movement.opening)]
    for name, amount in flows:
        edges.append((name, edges[-1][2], sum_of((edges[-1][2], amount))))
    edges.append(("closing", Decimal(0), movement.closing))
    levels = [level for _, start, end in edges for level in (start, end)]
    top, bottom = max(levels), min(levels)
    return tuple(_step(name, start, end, bottom, top) for name, start, end in edges)


def _step(name: str, start: Decimal, end: Decimal, bottom: Decimal, top: Decimal) -> Step:
    first, second = (_height(level, bottom, top, STEPS_HEIGHT) for level in (start, end))
    with precise():
        amount = end - start
    return Step(
        name=name,
        amount=amount,
        top=min(first, second),
        height=max(abs(first - second), 1),
        rises=amount >= 0,
        whole=name in ("opening", "closing"),
    )


def _height(value: Decimal, bottom: Decimal, top: Decimal, height: int) -> int:
    """Say how far a value is from the top of a drawing."""
    with precise():
        part = share(top - value, top - bottom)
    return height if part is None else int(quantize(part * height, 0))
