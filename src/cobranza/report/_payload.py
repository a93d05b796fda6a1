"""What the script of the page knows: JSON, compressed (zlib) and in base64.

Nothing in base64 can end a script element or break out of it, whatever the documents say.
"""

from __future__ import annotations

import base64
import json
import zlib
from typing import TYPE_CHECKING, Final

from cobranza.money import decimals, quantize
from cobranza.report._grids import plain_grids
from cobranza.report._stories import stories_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cobranza.ledger.story import Story
    from cobranza.report._grids import Grid
    from cobranza.report._report import PortfolioReport
    from cobranza.report._texts import Texts

__all__ = ["pack", "pack_grids", "pack_stories"]

_STORIES: Final = 5000
"""Of the invoices that are overdue longest; `cobranza explain` tells the others."""
_WORDS: Final = (
    *("any", "case_count", "customer_count", "days", "due_in", "due_today", "months_of_the_year"),
    *("next_page", "no_story", "not_overdue", "nothing_found", "only_overdue", "open_invoices"),
    *("previous_page", "rows_of", "search", "show_more"),
)
"""The texts of the script, by key."""


def pack(value: object) -> str:
    """Write a value as JSON, compressed, in base64.

    >>> json.loads(zlib.decompress(base64.b64decode(pack(["</script>"]))))
    ['</script>']
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode("ascii")


def pack_grids(grids: Iterable[Grid], t: Texts) -> str:
    """Pack every row of every grid, and the words of the script."""
    words = {key: t.raw(key) for key in _WORDS}
    return pack({"words": words, "grids": dict(plain_grids(grids))})


def pack_stories(report: PortfolioReport, t: Texts) -> str:
    """Pack the stories of the open invoices, in the order of the report."""
    uuids = [each.receivable.uuid for each in report.open_invoices[:_STORIES]]
    stories = stories_of(report.ledger, uuids, as_of=report.as_of, lang=t.lang)
    return pack([_plain(story) for story in stories])


def _plain(story: Story) -> dict[str, object]:
    places = decimals(story.receivable.currency)
    return {
        "facts": story.facts,
        "columns": story.columns,
        "rows": [
            (
                row.event.date.isoformat(),
                row.text,
                row.evidence,
                f"{quantize(row.event.amount, places):f}",
                f"{quantize(row.balance, places):f}",
            )
            for row in story.rows
        ],
        "sections": story.sections,
    }
