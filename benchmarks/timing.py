"""How things are timed: in turns, by processor time, the median of many different inputs."""

from __future__ import annotations

import gc
import statistics
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence


def medians(
    work: Mapping[str, tuple[Callable[[Any], object], Sequence[Any]]], rounds: int
) -> dict[str, float]:
    """Time each function on its inputs, taking turns; microseconds of processor time per input.

    Inputs are used once a round, so a cache that one input warms does not serve the next.
    """
    taken: dict[str, list[int]] = {name: [] for name in work}
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for name, (function, inputs) in work.items():
                for each in inputs:
                    start = time.process_time_ns()
                    function(each)
                    taken[name].append(time.process_time_ns() - start)
            gc.collect()
    finally:
        gc.enable()
    return {name: statistics.median(times) / 1000 for name, times in taken.items()}


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay out a Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
