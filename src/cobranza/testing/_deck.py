"""Who does what: pairs of customer and story, told in turn until there are enough documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cobranza.testing import _mistakes as wrong
from cobranza.testing import _stories as plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cobranza.testing._teller import Story

__all__: list[str] = []

Told = tuple[str, "Story"]

_FIRST: Final[tuple[Told, ...]] = (
    # One of each kind that people meet every day, so that sixty documents show them all.
    ("parts", plain.paid_in_parts),
    ("batches", plain.paid_together),
    ("dollars", plain.paid_in_pesos),
    ("disputes", plain.discounted),
    ("disputes", plain.returned),
    ("no terms", plain.paid_in_advance),
    ("disputes", plain.cancelled),
    ("border", plain.replaced),
    ("prompt", plain.bounced),
    ("never", plain.bought_long_ago),
    ("very late", plain.bought_long_ago),
    ("cash", plain.paid_at_once),
    ("dollars", plain.bought_lately),
    ("prompt", plain.bought_lately),
    ("batches", plain.bought_lately),
    ("never", plain.bought),
    ("very late", plain.bought),
    ("dollars", plain.bought),
    ("prompt", plain.bought),
    ("parts", plain.paid_in_parts),
    ("border", plain.bought),
    ("cash", plain.paid_at_once),
    ("no terms", plain.bought_lately),
    ("disputes", plain.bought),
    ("very late", plain.bought),
    ("batches", plain.paid_together),
    ("prompt", plain.bought),
    ("border", plain.bought_lately),
    ("never", plain.bought),
    ("cash", plain.paid_at_once),
    ("parts", plain.bought_lately),
)

_SELDOM: Final[tuple[Told, ...]] = (
    ("parts", plain.paid_weekly),
    ("batches", plain.paid_in_dollars),
    ("renamed", plain.bought_long_ago),
    ("prompt", plain.paid_too_much),
    ("cash", plain.paid_at_the_counter),
    ("foreign", plain.bought_long_ago),
    ("no terms", plain.no_longer_at_once),
    ("disputes", plain.discounted_together),
    ("parts", plain.discounted_in_dollars),
    ("renamed", plain.bought),
    ("disputes", plain.discount_corrected),
    ("border", plain.discount_withdrawn),
    ("very late", plain.charged_interest),
    ("no terms", plain.paid_the_remainder),
    ("reviews", plain.bought_on_review),
    ("batches", plain.advance_unused),
    ("parts", plain.replaced_twice),
    ("disputes", plain.cancelled_in_order),
    ("renamed", plain.bought_lately),
    ("prompt", plain.receipt_corrected),
    ("never", plain.given_up),
    ("public", plain.paid_at_once),
    ("dollars", plain.let_go),
    ("reviews", plain.to_be_reviewed),
    ("no terms", plain.rebate_agreed),
    ("batches", plain.sold),
    ("foreign", plain.bought),
    ("prompt", plain.seen_then_receipt),
    ("cash", plain.paid_at_the_counter),
)

_WRONG: Final[tuple[Told, ...]] = (
    ("cash", wrong.altered_copy),
    ("disputes", wrong.negative_note),
    ("no terms", wrong.paid_before),
    ("parts", wrong.stamped_twice),
    ("batches", wrong.lost_invoice),
    ("cash", wrong.receipt_of_pue),
    ("dollars", wrong.wrong_currency),
    ("disputes", wrong.credit_forgotten),
    ("prompt", wrong.no_receipt),
    ("border", wrong.receipt_much_later),
    ("very late", wrong.late_receipt),
    ("parts", wrong.two_receipts),
    ("parts", wrong.skipped_number),
    ("dollars", wrong.repeated_number),
    ("batches", wrong.wrong_previous_balance),
    ("border", wrong.wrong_remaining_balance),
    ("disputes", wrong.credit_not_netted),
    ("no terms", wrong.wrong_tax_base),
    ("prompt", wrong.unrelated_note),
    ("disputes", wrong.note_of_lost),
    ("dollars", wrong.returned_after_payment),
    ("prompt", wrong.unrated_note),
    ("parts", wrong.note_for_another),
    ("no terms", wrong.advance_overdrawn),
    ("disputes", wrong.paid_but_cancelled),
    ("border", wrong.credited_but_cancelled),
    ("prompt", wrong.replaces_lost),
    ("batches", wrong.replaces_itself),
    ("parts", wrong.replaced_by_two),
    ("disputes", wrong.replaced_by_note),
    ("no terms", wrong.substitute_cancelled),
    ("batches", wrong.replaced_in_dollars),
    ("never", wrong.cancellation_pending),
    ("disputes", wrong.cancellation_refused),
    ("border", wrong.paid_by_another),
    ("batches", wrong.facts_of_lost),
    ("prompt", wrong.nothing_seen),
)


PLAIN: Final = tuple(dict.fromkeys((("prompt", plain.bought), *_FIRST, *_SELDOM)))
"""Each of the stories that go as they should, the simplest first."""
WRONG: Final = _WRONG
"""Those in which something does not fit."""


def deck() -> Iterator[Told]:
    """Deal stories without end: mostly plain ones, now and then one in which something is wrong."""
    yield from _FIRST
    seldom = (*_SELDOM, *_WRONG)
    turn = 0
    while True:
        for number, told in enumerate(_FIRST):
            yield told
            if number % 2:
                yield seldom[turn % len(seldom)]
                turn += 1
