"""A bar on a terminal while something takes long; elsewhere nothing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from cobranza.store import Progress as Told

__all__: list[str] = []


@contextmanager
def progress_bars(labels: Mapping[str, str]) -> Generator[Told]:
    """Show one bar for each stage, from when it is first told of it; `labels` name the stages."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bars:
        tasks = {stage: bars.add_task(label, visible=False) for stage, label in labels.items()}

        def tell(stage: str, done: int, total: int, /) -> None:
            bars.update(tasks[stage], completed=done, total=total, visible=True)

        yield tell
