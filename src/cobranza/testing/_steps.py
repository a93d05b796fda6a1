"""What can happen between the company and its customers: the steps that stories are made of.

A step says what was done, right or wrong; what it does to the accounts, and what does not fit
because of it, is for the desk to find (`_desk`).
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import attrs

from cobranza.testing._company import Customer
from cobranza.testing._orders import Line, Order, taxes_of, total_of

__all__: list[str] = []


class Slip(StrEnum):
    """What a receipt may get wrong of an invoice that it pays, and the code of that."""

    SKIPPED_NUMBER = "COB220"
    REPEATED_NUMBER = "COB221"
    PREVIOUS_BALANCE = "COB222"
    REMAINING_BALANCE = "COB223"
    CREDITS_IGNORED = "COB224"
    TAX_BASE = "COB225"
    CURRENCY = "COB212"


class State(StrEnum):
    """What the SAT says of a document, in the words of the table of statuses."""

    IN_FORCE = "vigente"
    REQUESTED = "en proceso"
    REJECTED = "rechazada"
    CANCELLED = "cancelado"


@attrs.frozen(kw_only=True, eq=False)
class Sale:
    """An invoice is issued.

    It may replace others (04, even itself), add to one (02) or come after an advance (07). A `lost`
    one never turns up. With `repeats` it takes the folio of another: it is that one, stamped again.
    """

    moment: datetime
    order: Order
    replaces: tuple[Order, ...] = ()
    adds_to: tuple[Order, ...] = ()
    after: tuple[Order, ...] = ()
    repeats: Order | None = None
    lost: bool = False


@attrs.frozen(kw_only=True, eq=False)
class Copy:
    """An invoice turns up a second time with the same UUID and another FormaPago."""

    moment: datetime
    order: Order
    form: str


@attrs.frozen(kw_only=True, eq=False)
class Credit:
    """A credit note is issued: `kind` is its TipoRelacion, `form` its FormaPago.

    It reduces `orders` in turn, and may replace another note (04) or, wrongly, an invoice. `rated`
    is whether it gives the rate of its currency, `sign` -1 when its amounts are negative.
    """

    moment: datetime
    customer: Customer
    lines: tuple[Line, ...]
    currency: str
    orders: tuple[Order, ...]
    kind: str
    form: str
    replaces: Credit | Order | None = None
    rated: bool = True
    sign: int = 1

    @property
    def total(self) -> int:
        """What the note gives, in cents of its currency."""
        return self.sign * total_of(taxes_of(self.lines))


@attrs.frozen(kw_only=True, eq=False)
class Payment:
    """The receipt of a payment is issued; `percent` is the part of what is owed that was paid.

    `customer` is who paid. The payment may leave something `unassigned`, in cents of its currency.
    With `again` the receipt says what another said, of the same movement of the bank; with
    `replaces` it takes that one's place (04). `seen` is the money that was known before.
    """

    moment: datetime
    paid_on: datetime
    customer: Customer
    orders: tuple[Order, ...]
    percent: int
    form: str
    currency: str
    unassigned: int = 0
    slip: Slip | None = None
    again: Payment | None = None
    replaces: Payment | None = None
    seen: Seen | None = None


@attrs.frozen(kw_only=True, eq=False)
class Cancellation:
    """The SAT is asked to cancel a document, and answers; `moment` is that of the answer.

    Not `dated` leaves the day of a cancellation unknown.
    """

    moment: datetime
    target: Order | Credit | Payment
    state: State = State.CANCELLED
    requested_on: date | None = None
    dated: bool = True


@attrs.frozen(kw_only=True, eq=False)
class Adjusted:
    """The company moves a balance by hand: by `percent` of it, or by some cents."""

    moment: datetime
    order: Order
    kind: str
    percent: int = 0
    cents: int = 0
    why: str = ""


@attrs.frozen(kw_only=True, eq=False)
class Seen:
    """Money for an invoice is seen in the bank: a part of what is owed."""

    moment: datetime
    order: Order
    percent: int


@attrs.frozen(kw_only=True, eq=False)
class Delivered:
    """The customer takes an invoice in and gives a contra-recibo."""

    moment: datetime
    order: Order


Document = Sale | Copy | Credit | Payment
Step = Document | Cancellation | Adjusted | Seen | Delivered


def is_document(step: Step) -> bool:
    """Say whether a step puts a document into the portfolio."""
    return isinstance(step, Copy | Credit | Payment) or (isinstance(step, Sale) and not step.lost)
