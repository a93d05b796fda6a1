"""A plain ledger for lives of invoices: dictionaries and Decimals, asked one day at a time.

Nothing is carried from day to day and nothing is an event: every balance is worked out from what
was written down, by saying what it means. It shares no code with the ledger and knows none of its
internals. It is slow, and short enough to be believed.

Days are whole numbers; what happens to documents happens in that order, so no document names one
that comes later. Amounts of a receipt are in the currency of the invoice that they settle.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

ZERO = Decimal(0)
EVER = 10**6
Found = tuple[str, str, str]


@dataclass
class Bill:
    on: int
    total: Decimal
    currency: str
    method: str
    customer: int
    replaces: int | None = None


@dataclass
class Note:
    on: int
    total: Decimal
    bills: list[int]
    replaces: int | None = None


@dataclass
class Receipt:
    on: int
    paid_on: int
    lines: list[tuple[int, Decimal]]
    replaces: int | None = None


@dataclass
class Fact:
    """Money seen (positive), or a movement by hand as it moves the balance."""

    on: int
    amount: Decimal
    bill: int


Document = Bill | Note | Receipt


@dataclass
class Plain:
    """What was written down, by number; `cancelled` gives the day, `None` when it is not known."""

    bills: dict[int, Bill] = field(default_factory=dict[int, Bill])
    notes: dict[int, Note] = field(default_factory=dict[int, Note])
    receipts: dict[int, Receipt] = field(default_factory=dict[int, Receipt])
    cash: dict[str, Fact] = field(default_factory=dict[str, Fact])
    adjustments: dict[str, Fact] = field(default_factory=dict[str, Fact])
    cancelled: dict[int, int | None] = field(default_factory=dict[int, "int | None"])
    pending: set[int] = field(default_factory=set[int])
    in_force: set[int] = field(default_factory=set[int])
    given: dict[int, dict[int, Decimal]] = field(default_factory=dict[int, dict[int, Decimal]])

    # What became of documents.

    def documents(self) -> dict[int, Document]:
        return {**self.bills, **self.notes, **self.receipts}

    def substitutes(self, number: int) -> list[int]:
        """Those that replace a document, in order of issue."""
        found = [
            (each.on, other) for other, each in self.documents().items() if each.replaces == number
        ]
        return [other for _, other in sorted(found)]

    def void(self, number: int) -> bool:
        """Cancelled, and replaced by nothing that counts: it replaces nothing either."""
        return number in self.cancelled and all(map(self.void, self.substitutes(number)))

    def heir(self, number: int) -> int | None:
        """The first of the substitutes that counts."""
        return next((each for each in self.substitutes(number) if not self.void(each)), None)

    def stands(self, number: int) -> bool:
        return number not in self.cancelled and self.heir(number) is None

    def counts(self, number: int, since: int, on: int) -> bool:
        """Whether what a receipt or note did on a day counts on another.

        One that was replaced never counted; one that was cancelled, until then.
        """
        if self.heir(number) is not None:
            return False
        until = self.cancelled.get(number, EVER)
        return until is not None and since <= on < until

    # Balances.

    def ended(self, number: int, on: int) -> bool:
        """Whether an invoice was cancelled or replaced by the end of a day, whichever was first."""
        heir = self.heir(number)
        until = self.cancelled.get(number, EVER)
        if heir is not None:
            until = min(self.bills[heir].on, EVER if until is None else until)
        return until is None or on >= until

    def charge(self, number: int, on: int) -> Decimal:
        bill = self.bills[number]
        return bill.total if bill.on <= on and not self.ended(number, on) else ZERO

    def holder(self, number: int, on: int) -> int:
        """The invoice that has taken the debt of another over by the end of a day."""
        heir = self.heir(number)
        if heir is None or self.bills[heir].on > on:
            return number
        if self.bills[heir].currency != self.bills[number].currency:
            return number
        return self.holder(heir, on)

    def debt(self, number: int, on: int) -> list[int]:
        """The invoices whose debt one holds at the end of a day, itself among them."""
        return [each for each in self.bills if self.holder(each, on) == number]

    def paid(self, bills: list[int], on: int, *, lasting: bool) -> Decimal:
        """What receipts say and money shows, the larger of the two: a payment counts once."""
        said = sum(
            (
                amount
                for number, receipt in self.receipts.items()
                if self.counts(number, receipt.paid_on, on) and (self.stands(number) or not lasting)
                for bill, amount in receipt.lines
                if bill in bills
            ),
            ZERO,
        )
        seen = sum(
            (
                each.amount
                for each in self.cash.values()
                if each.bill in bills and each.on <= on and each.amount > 0
            ),
            ZERO,
        )
        return max(said, seen)

    def adjusted(self, bills: list[int], on: int) -> Decimal:
        facts = self.adjustments.values()
        return sum((each.amount for each in facts if each.bill in bills and each.on <= on), ZERO)

    def settle(self) -> None:
        """Work out what each note gives to each invoice; to be called before anything is asked.

        In order of issue, and to each what it owes that day. Room is made by what stands to the
        end; adjustments of the same day come after.
        """
        self.given = {}
        for number, note in sorted(self.notes.items(), key=lambda pair: (pair[1].on, pair[0])):
            left, self.given[number] = note.total, {}
            for bill in dict.fromkeys(note.bills):
                if bill in self.bills:
                    taken = max(ZERO, min(left, self.room(bill, note.on)))
                    self.given[number][bill] = taken
                    left -= taken

    def room(self, bill: int, on: int) -> Decimal:
        holder = self.holder(bill, on)
        bills = self.debt(holder, on)
        credited = sum(
            (
                amount
                for note, shares in self.given.items()
                if self.stands(note)
                for other, amount in shares.items()
                if other in bills
            ),
            ZERO,
        )
        paid = self.paid(bills, on, lasting=True)
        return self.charge(holder, on) - paid - credited + self.adjusted(bills, on - 1)

    def moved(self, number: int, on: int) -> Decimal:
        """What payments, credits and adjustments add up to for the debt that an invoice holds."""
        bills = self.debt(number, on)
        credited = sum(
            (
                amount
                for note, shares in self.given.items()
                if self.counts(note, self.notes[note].on, on)
                for bill, amount in shares.items()
                if bill in bills
            ),
            ZERO,
        )
        return self.adjusted(bills, on) - self.paid(bills, on, lasting=False) - credited

    def assumed(self, number: int) -> bool:
        """Whether an invoice is taken for paid when issued: PUE, and nothing known of a payment."""
        said = {
            bill
            for receipt, each in self.receipts.items()
            if self.stands(receipt)
            for bill, _ in each.lines
        }
        seen = {each.bill for each in self.cash.values() if each.amount > 0}
        return self.bills[number].method == "PUE" and number not in said | seen

    def balance(self, number: int, on: int, *, assume: bool) -> Decimal:
        if self.holder(number, on) != number:
            return ZERO
        if assume and self.assumed(number) and not self.ended(number, on):
            return ZERO
        return self.charge(number, on) + self.moved(number, on)

    def unapplied(self, on: int) -> dict[str, Decimal]:
        """What reduces no invoice, by document: what stands of it, from its own day on."""
        left: dict[str, Decimal] = {}
        for number, receipt in self.receipts.items():
            missing = [amount for bill, amount in receipt.lines if bill not in self.bills]
            if missing and self.stands(number) and receipt.paid_on <= on:
                left[str(number)] = sum(missing, ZERO)
        for number, note in self.notes.items():
            rest = note.total - sum(self.given[number].values(), ZERO)
            if rest and self.stands(number) and note.on <= on:
                left[str(number)] = rest
        return left

    # What does not fit.

    def found(self, day_of: date) -> set[Found]:
        """The codes that can be told from what was written down; `day_of` is the day 0."""
        return {
            *self._of_receipts(day_of),
            *self._of_notes(),
            *self._of_substitutes(),
            *self._of_cancellations(),
            *self._of_facts(),
        }

    def _of_receipts(self, day_of: date) -> set[Found]:
        found: set[Found] = set()
        for number, receipt in self.receipts.items():
            if not self.stands(number):
                continue
            if self._first_issue(number, receipt) > _deadline(day_of, receipt.paid_on):
                found.add(("COB215", str(number), ""))
            for bill, _ in receipt.lines:
                if bill not in self.bills:
                    found.add(("COB210", str(number), ""))
                    continue
                if self.bills[bill].method == "PUE":
                    found.add(("COB211", str(number), str(bill)))
                if receipt.paid_on < self.bills[bill].on:
                    found.add(("COB203", str(number), str(bill)))
        return found

    def _first_issue(self, number: int, receipt: Receipt) -> int:
        """The first day on which a receipt, or one that it replaced, said that it was paid."""
        first = receipt.on
        while receipt.replaces is not None and self.heir(receipt.replaces) == number:
            number = receipt.replaces
            receipt = self.receipts[number]
            first = min(first, receipt.on)
        return first

    def _of_notes(self) -> set[Found]:
        found: set[Found] = set()
        unapplied = self.unapplied(EVER - 1)
        for number, note in self.notes.items():
            if not self.stands(number):
                continue
            missing = [bill for bill in note.bills if bill not in self.bills]
            if not note.bills:
                found.add(("COB230", str(number), ""))
            elif missing:
                found.add(("COB231", str(number), ""))
            elif str(number) in unapplied:
                found.add(("COB232", str(number), ""))
        return found

    def _of_substitutes(self) -> set[Found]:
        found: set[Found] = set()
        for number, document in self.documents().items():
            others, heir = self.substitutes(number), self.heir(number)
            counted = [other for other in others if not self.void(other)]
            found |= {("COB243", str(other), "") for other in counted[1:]}
            if heir is None and number not in self.cancelled:
                found |= {("COB245", str(other), "") for other in others}
            if heir is not None and number in self.pending | self.in_force:
                about = str(number) if isinstance(document, Bill) else ""
                found.add(("COB248", str(heir), about))
        for number, bill in self.bills.items():
            heir = self.heir(number)
            if heir is not None and self.bills[heir].currency != bill.currency:
                found.add(("COB246", str(heir), str(number)))
        return found

    def _of_cancellations(self) -> set[Found]:
        found: set[Found] = set()
        for number, document in self.documents().items():
            about = str(number) if isinstance(document, Bill) else ""
            gone = number in self.cancelled and self.heir(number) is None
            if about and gone and self.moved(number, EVER - 1):
                found.add(("COB240", about, about))
            if self.stands(number):
                if number in self.pending:
                    found.add(("COB249", str(number), about))
                found |= {
                    ("COB247", str(number), str(bill))
                    for bill in _names(document)
                    if bill in self.bills and bill in self.cancelled
                }
        return found

    def _of_facts(self) -> set[Found]:
        found: set[Found] = set()
        for reference, fact in {**self.cash, **self.adjustments}.items():
            if fact.bill not in self.bills:
                found.add(("COB260", reference, ""))
            elif reference in self.cash and fact.amount <= 0:
                found.add(("COB261", reference, str(fact.bill)))
        return found


CODES = frozenset(
    {
        *("COB203", "COB210", "COB211", "COB215", "COB230", "COB231", "COB232", "COB240"),
        *("COB243", "COB245", "COB246", "COB247", "COB248", "COB249", "COB260", "COB261"),
    }
)
"""The codes that `Plain.found` knows."""


def _names(document: Document) -> list[int]:
    """The invoices that a document depends on."""
    if isinstance(document, Receipt):
        return [bill for bill, _ in document.lines]
    return document.bills if isinstance(document, Note) else []


def _deadline(day_of: date, paid_on: int) -> int:
    """The fifth of the month after a payment, as a number of days since `day_of`."""
    first = (day_of + timedelta(days=paid_on)).replace(day=1)
    return ((first + timedelta(days=31)).replace(day=5) - day_of).days
