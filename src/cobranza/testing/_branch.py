"""One branch of the company: its stories in the order of time, as documents and true accounts.

A branch is small (its documents fit in memory), so a portfolio of any size is a row of branches.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.testing._books import keep_books
from cobranza.testing._company import Customer, MasterData, customers_of, master_data
from cobranza.testing._deck import deck
from cobranza.testing._steps import Step, is_document
from cobranza.testing._teller import Dice, Teller
from cobranza.testing._truth import Account, Fact, GeneratedDocument, Planted, Status, Unapplied

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__: list[str] = []

_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@attrs.frozen(kw_only=True)
class Branch:
    """A part of the portfolio that stands alone: no document of another branch touches it.

    `accounts` are in the order of issue. `terms` are the agreed days of credit by RFC, `reviewed`
    the RFCs whose credit runs from the contra-recibo, and `deliveries` the days of those by UUID.
    `planted` is what does not fit, by code, and `alerts` what the PUE policy "alert" adds to it;
    `unapplied` is what reduces no invoice.
    """

    documents: tuple[GeneratedDocument, ...]
    accounts: tuple[Account, ...]
    unapplied: tuple[Unapplied, ...]
    planted: tuple[Planted, ...]
    alerts: tuple[Planted, ...]
    statuses: tuple[Status, ...]
    facts: tuple[Fact, ...]
    deliveries: dict[str, date]
    terms: dict[str, int]
    reviewed: frozenset[str]
    customers: tuple[MasterData, ...]


def generate_branch(number: int, *, documents: int, seed: int, as_of: date) -> Branch:
    """Generate the branch of that number, 0 for the first."""
    customers = customers_of(number, as_of)
    dice, answers = Dice(f"{seed}/{number}"), Dice(f"{seed}/{number}/answers")
    teller = Teller(dice.between, answers.between, customers, as_of)
    return settle(number, customers, _plan(teller, documents), f"{seed}")


def settle(number: int, customers: dict[str, Customer], steps: Iterable[Step], seed: str) -> Branch:
    """Let the steps of a branch happen in the order of time, and close its desk."""
    desk = keep_books(steps, seed, _letters(number))
    agreed = {
        customer.receptor.rfc: customer.habit
        for customer in customers.values()
        if customer.habit.agreed_days is not None
    }
    return Branch(
        documents=tuple(desk.documents),
        accounts=tuple(order.account() for order in desk.orders),
        unapplied=tuple(desk.unapplied),
        planted=desk.register.rows(),
        alerts=tuple(desk.alerts),
        statuses=tuple(desk.statuses.values()),
        facts=tuple(desk.facts),
        deliveries={
            order.identity.uuid: order.delivered_on for order in desk.orders if order.delivered_on
        },
        terms={rfc: habit.agreed_days or 0 for rfc, habit in agreed.items()},
        reviewed=frozenset(rfc for rfc, habit in agreed.items() if habit.from_receipt),
        customers=master_data(number, customers),
    )


def _plan(teller: Teller, documents: int) -> list[Step]:
    """Tell stories until they hold exactly so many documents; the last may be cut short."""
    plan: list[Step] = []
    left, stories = documents, deck()
    while left:
        habit, story = next(stories)
        for step in teller.tell(story, habit):
            if is_document(step):
                if not left:
                    break
                left -= 1
            plan.append(step)
    return plan


def _letters(number: int) -> str:
    """Name a branch as spreadsheets name columns: A, ..., Z, AA, AB, ..."""
    letters = ""
    number += 1
    while number:
        number, letter = divmod(number - 1, len(_LETTERS))
        letters = _LETTERS[letter] + letters
    return letters
