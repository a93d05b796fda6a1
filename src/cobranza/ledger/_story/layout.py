"""A story as lines of text in columns, and as HTML for a notebook."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Final

from cobranza._html import block, bullets, figure, heading, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cobranza.ledger.story import Story, StoryRow

__all__ = ["as_html", "as_text"]

_DAY: Final = 12  # an ISO date and two blanks
_SENTENCE: Final = 56
_FIGURE: Final = 16
_WIDTH: Final = _DAY + _SENTENCE + 2 * _FIGURE


def as_text(story: Story) -> str:
    """Lay a story out in columns; what is longer than its column goes on below it."""
    parts = [[story.title], [*_facts(story)], [*_movements(story)]]
    for name, lines in story.sections:
        parts.append([name, *(each for line in lines for each in _hang(line, "  ", "    "))])
    return "\n\n".join("\n".join(part) for part in parts)


def as_html(story: Story) -> str:
    """Lay a story out as HTML that stands alone."""
    currency = story.receivable.currency
    movements = [
        (
            row.event.date.isoformat(),
            (row.text, *row.evidence),
            figure(row.event.amount, currency),
            figure(row.balance, currency),
        )
        for row in story.rows
    ]
    parts = [heading(story.title), table((), story.facts)]
    parts.append(table(story.columns, movements, figures=2))
    for name, lines in story.sections:
        parts += [heading(name), bullets(lines)]
    return block(*parts)


def _facts(story: Story) -> Iterator[str]:
    width = max(len(label) for label, _ in story.facts) + 2
    for label, value in story.facts:
        yield from _hang(value, label.ljust(width), " " * width)


def _movements(story: Story) -> Iterator[str]:
    day, movement, *figures = story.columns
    yield _line(day, movement, figures)
    for row in story.rows:
        yield from _movement(row, story.receivable.currency)


def _movement(row: StoryRow, currency: str) -> Iterator[str]:
    first, *others = wrap(row.text, _SENTENCE)
    figures = [figure(amount, currency) for amount in (row.event.amount, row.balance)]
    yield _line(row.event.date.isoformat(), first, figures)
    for line in others:
        yield " " * _DAY + line
    for line in row.evidence:
        yield from _hang(line, " " * (_DAY + 2), " " * (_DAY + 4))


def _line(day: str, sentence: str, figures: list[str]) -> str:
    return (
        day.ljust(_DAY)
        + sentence.ljust(_SENTENCE)
        + "".join(f"{each:>{_FIGURE}}" for each in figures)
    )


def _hang(text: str, first: str, others: str) -> list[str]:
    return wrap(
        text,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=others,
        break_long_words=False,
        break_on_hyphens=False,
    )
