"""Random lives of invoices, against a plain ledger that shares nothing with the one under test.

A machine lets things happen day after day, as they do: invoices, receipts, credit notes, facts,
cancellations, substitutions. Some are wrong. At the end of each life the two ledgers must agree on
every balance of every day, on what is unapplied, and on what does not fit; and what holds of every
ledger must hold of this one.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_FLOOR, Decimal

import attrs
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from cobranza.aging import Buckets, age
from cobranza.ledger import (
    Adjustment,
    AdjustmentKind,
    CashReceipt,
    CreditNote,
    DocumentState,
    DocumentStatus,
    Invoice,
    Ledger,
    Party,
    PaymentReceipt,
    PuePolicy,
)
from cobranza.ledger.islands import islands, links, union
from tests.ledger.makers import day, invoice, note, pays, receipt, uid
from tests.ledger.plain import CODES, Bill, Fact, Found, Note, Plain, Receipt

CUSTOMERS = [
    Party(rfc="URE180429TM6", name="UNIVERSIDAD ROBOTICA ESPAÑOLA"),
    Party(rfc="KIJ0906199R1", name="KERNEL INDUSTIA JUGUETERA"),
    Party(rfc="XIA190128J61", name="XENON INDUSTRIAL ARTICLES"),
]
MISSING = 900
RATE = Decimal("17.50")
# Another currency to pay in, and the units of the invoice's for one of it.
_OTHER = {True: ("USD", RATE), False: ("MXN", Decimal("0.0571428571"))}

amounts = st.integers(1, 150_000).map(lambda cents: Decimal(cents) / 100)
seldom = st.sampled_from([False, False, False, True])
currencies = st.sampled_from(["MXN", "MXN", "USD"])
customers = st.integers(0, len(CUSTOMERS) - 1)


class Lives(RuleBasedStateMachine):
    """What happens is written down twice: for the plain ledger, and as documents and facts.

    Every rule draws all that it needs before it writes anything: a life may end in any draw.
    """

    def __init__(self) -> None:
        super().__init__()
        self.today = 1
        self.plain = Plain()
        self.documents: dict[int, Invoice | CreditNote | PaymentReceipt] = {}
        self.status: dict[str, DocumentStatus] = {}
        self.cash: list[CashReceipt] = []
        self.adjustments: list[Adjustment] = []
        self.pue: PuePolicy = "open"

    def _write(self, document: Invoice | CreditNote | PaymentReceipt, customer: int) -> None:
        party = CUSTOMERS[customer]
        self.documents[self.number()] = attrs.evolve(document, customer=party)

    def number(self) -> int:
        return len(self.documents) + 1

    # What happens.

    @initialize(pue=st.sampled_from(["paid_at_issue", "open"]))
    def choose_a_policy(self, pue: PuePolicy) -> None:
        self.pue = pue

    @rule(days=st.integers(1, 25))
    def time_passes(self, days: int) -> None:
        self.today += days

    @rule(
        total=amounts,
        currency=currencies,
        method=st.sampled_from(["PPD", "PPD", "PUE"]),
        customer=customers,
    )
    def issue(self, total: Decimal, currency: str, method: str, customer: int) -> None:
        self._issue(Bill(self.today, total, currency, method, customer))

    @precondition(lambda self: self.plain.bills)
    @rule(data=st.data(), total=amounts, other_currency=seldom)
    def replace_an_invoice(
        self, data: st.DataObject, total: Decimal, *, other_currency: bool
    ) -> None:
        old = data.draw(st.sampled_from(sorted(self.plain.bills)))
        bill = self.plain.bills[old]
        currency = "EUR" if other_currency else bill.currency
        method = data.draw(st.sampled_from([bill.method, "PPD"]))
        total = data.draw(st.sampled_from([bill.total, total]))
        self._issue(Bill(self.today, total, currency, method, bill.customer, old))

    def _issue(self, bill: Bill) -> None:
        number = self.number()
        self.plain.bills[number] = bill
        document = invoice(
            number,
            str(bill.total),
            on=bill.on,
            method=bill.method,
            currency=bill.currency,
            rate=_rate(bill.currency),
            replaces=_some(bill.replaces),
        )
        self._write(document, bill.customer)

    @rule(data=st.data(), lag=st.integers(0, 45), orphan=seldom, other_currency=seldom)
    def pay(self, data: st.DataObject, lag: int, *, orphan: bool, other_currency: bool) -> None:
        bills = self._some_bills(data, most=3, orphan=orphan)
        if bills:
            self._pay(data, bills, max(1, self.today - lag), None, convert=other_currency)

    @precondition(lambda self: self.plain.receipts)
    @rule(data=st.data())
    def replace_a_receipt(self, data: st.DataObject) -> None:
        old = data.draw(st.sampled_from(sorted(self.plain.receipts)))
        replaced = self.plain.receipts[old]
        self._pay(data, [bill for bill, _ in replaced.lines], replaced.paid_on, old, convert=False)

    def _pay(
        self, data: st.DataObject, bills: list[int], paid_on: int, old: int | None, *, convert: bool
    ) -> None:
        lines = [(bill, self._an_amount(data, bill)) for bill in bills]
        currency, customer = self._owed_by(bills)
        paid_in, equivalence = currency, Decimal(1)
        if convert:
            paid_in, equivalence = _OTHER[currency == "MXN"]
        total = sum((amount for _, amount in lines), Decimal(0))
        document = receipt(
            number := self.number(),
            *(
                pays(bill, str(amount), currency=currency, equivalence=str(equivalence))
                for bill, amount in lines
            ),
            on=paid_on,
            issued=self.today,
            currency=paid_in,
            rate="1" if paid_in == "MXN" else str(RATE),
            # Nothing is left unassigned, whatever the rounding.
            amount=str((total / equivalence).quantize(Decimal("0.01"), ROUND_FLOOR)),
            replaces=_some(old),
        )
        self.plain.receipts[number] = Receipt(self.today, paid_on, lines, old)
        self._write(document, customer)

    @rule(data=st.data(), missing=seldom, unrelated=seldom)
    def credit(self, data: st.DataObject, *, missing: bool, unrelated: bool) -> None:
        bills = [] if unrelated else self._some_bills(data, most=3, orphan=missing)
        if bills or unrelated:
            self._credit(data, bills, None)

    @precondition(lambda self: self.plain.notes)
    @rule(data=st.data())
    def replace_a_note(self, data: st.DataObject) -> None:
        old = data.draw(st.sampled_from(sorted(self.plain.notes)))
        self._credit(data, self.plain.notes[old].bills, old)

    def _credit(self, data: st.DataObject, bills: list[int], old: int | None) -> None:
        total = self._an_amount(data, bills[0] if bills else MISSING)
        kind = data.draw(st.sampled_from(["01", "03"]))
        currency, customer = self._owed_by(bills)
        document = note(
            number := self.number(),
            str(total),
            *bills,
            on=self.today,
            kind=kind,
            currency=currency,
            rate=_rate(currency),
            replaces=_some(old),
        )
        self.plain.notes[number] = Note(self.today, total, bills, old)
        self._write(document, customer)

    @rule(data=st.data(), orphan=seldom, wrong=seldom)
    def see_money(self, data: st.DataObject, *, orphan: bool, wrong: bool) -> None:
        for bill in self._some_bills(data, most=1, orphan=orphan):
            amount = self._an_amount(data, bill) * (-1 if wrong else 1)
            reference = f"SPEI {len(self.cash)}"
            self.plain.cash[reference] = Fact(self.today, amount, bill)
            self.cash.append(
                CashReceipt(
                    invoice=uid(bill), date=day(self.today), amount=amount, reference=reference
                )
            )

    @rule(data=st.data(), orphan=seldom, up=seldom, kind=st.sampled_from(AdjustmentKind))
    def move_by_hand(
        self, data: st.DataObject, kind: AdjustmentKind, *, orphan: bool, up: bool
    ) -> None:
        for bill in self._some_bills(data, most=1, orphan=orphan):
            amount = self._an_amount(data, bill) * (1 if up else -1)
            reference = f"PD {len(self.adjustments)}"
            self.plain.adjustments[reference] = Fact(self.today, amount, bill)
            self.adjustments.append(
                Adjustment(
                    invoice=uid(bill),
                    date=day(self.today),
                    amount=amount,
                    kind=kind,
                    reference=reference,
                )
            )

    @precondition(lambda self: self.documents)
    @rule(data=st.data(), dated=st.sampled_from([True, True, True, False]))
    def cancel(self, data: st.DataObject, *, dated: bool) -> None:
        number = data.draw(st.sampled_from(sorted(self.documents)))
        if number not in self.plain.cancelled:
            self.plain.cancelled[number] = self.today if dated else None
            self._say(number, DocumentState.CANCELLED, self.today if dated else None)

    @precondition(lambda self: self.documents)
    @rule(data=st.data(), state=st.sampled_from(DocumentState))
    def ask_the_sat(self, data: st.DataObject, state: DocumentState) -> None:
        number = data.draw(st.sampled_from(sorted(self.documents)))
        if number not in self.plain.cancelled and state is not DocumentState.CANCELLED:
            self._say(number, state, None)

    def _say(self, number: int, state: DocumentState, on: int | None) -> None:
        self.plain.pending.discard(number)
        self.plain.in_force.discard(number)
        if state is DocumentState.IN_FORCE:
            self.plain.in_force.add(number)
        elif state is not DocumentState.CANCELLED:
            self.plain.pending.add(number)
        self.status[uid(number)] = DocumentStatus(
            state=state, cancelled_on=None if on is None else day(on)
        )

    # What is drawn.

    def _some_bills(self, data: st.DataObject, *, most: int, orphan: bool) -> list[int]:
        """Draw invoices of one customer in one currency, and one that is not here if wanted."""
        together: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
        for number, bill in self.plain.bills.items():
            together[bill.currency, bill.customer].append(number)
        bills: list[int] = []
        if together:
            ones = together[data.draw(st.sampled_from(sorted(together)))]
            some = st.lists(st.sampled_from(ones), min_size=1, max_size=most, unique=True)
            bills = data.draw(some)
        if orphan:
            bills[-1:] = [MISSING]
        return bills

    def _owed_by(self, bills: Iterable[int]) -> tuple[str, int]:
        """Say in what currency, and by which customer, some invoices are owed."""
        found = (self.plain.bills[each] for each in bills if each in self.plain.bills)
        bill = next(found, None)
        return (bill.currency, bill.customer) if bill else ("MXN", 0)

    def _an_amount(self, data: st.DataObject, bill: int) -> Decimal:
        """Draw an amount: any, the whole of an invoice, or half of it."""
        total = self.plain.bills[bill].total if bill in self.plain.bills else Decimal(100)
        half = max(Decimal("0.01"), (total / 2).quantize(Decimal("0.01")))
        return data.draw(st.sampled_from([total, half]) | amounts)

    # What must hold.

    def teardown(self) -> None:
        ledger = self._build(self.documents.values(), self.cash, self.adjustments)
        self.plain.settle()
        self._balances_agree(ledger)
        self._what_does_not_fit_agrees(ledger)
        self._sums_tie(ledger)
        self._order_and_repetition_do_not_matter(ledger)
        self._islands_make_the_whole(ledger)

    def _build(
        self,
        documents: Iterable[Invoice | CreditNote | PaymentReceipt],
        cash: Iterable[CashReceipt],
        adjustments: Iterable[Adjustment],
    ) -> Ledger:
        return Ledger.build(
            documents, status=self.status, cash=cash, adjustments=adjustments, pue=self.pue
        )

    def _days(self) -> list[int]:
        """The days on which anything happened, and the day before."""
        days = {0, self.today}
        for receipt_ in self.plain.receipts.values():
            days.add(receipt_.paid_on)
        days |= {each.on for each in self.plain.documents().values()}
        days |= {each.on for each in self.plain.cash.values()}
        days |= {on for on in self.plain.cancelled.values() if on is not None}
        return sorted({*days, *(each - 1 for each in days)})

    def _balances_agree(self, ledger: Ledger) -> None:
        assume = self.pue == "paid_at_issue"
        for on in self._days():
            found = {each.uuid: each.balance(day(on)) for each in ledger.receivables}
            expected = {
                uid(number): self.plain.balance(number, on, assume=assume)
                for number in self.plain.bills
            }
            assert found == expected, on
            unapplied: defaultdict[str, Decimal] = defaultdict(Decimal)
            for each in ledger.unapplied:
                if each.date <= day(on):
                    unapplied[each.document] += each.amount
            assert unapplied == {
                uid(int(number)): amount for number, amount in self.plain.unapplied(on).items()
            }, on

    def _what_does_not_fit_agrees(self, ledger: Ledger) -> None:
        found = {
            (each.code, each.document, each.receivable or "")
            for each in ledger.inconsistencies
            if each.code in CODES
        }
        assert found == {_named(each) for each in self.plain.found(day(0))}

    def _sums_tie(self, ledger: Ledger) -> None:
        for on in map(day, self._days()):
            balances = ledger.balances(on)
            events: defaultdict[str, Decimal] = defaultdict(Decimal)
            for receivable in ledger.receivables:
                for event in receivable.events:
                    if event.date <= on:
                        events[receivable.currency] += event.amount
            assert _owed(events) == _owed(balances)
            then = ledger.as_of(on)
            assert _owed(then.balances()) == _owed(balances)
            aged = age(then.receivables, as_of=on, buckets=Buckets.days(30, 60, 90))
            assert _owed({each.currency: each.outstanding for each in aged.totals}) == _owed(
                balances
            )

    def _order_and_repetition_do_not_matter(self, ledger: Ledger) -> None:
        documents = list(self.documents.values())
        again = self._build(
            [*reversed(documents), *documents],
            [*reversed(self.cash), *self.cash],
            [*self.adjustments, *reversed(self.adjustments)],
        )
        assert again == ledger

    def _islands_make_the_whole(self, ledger: Ledger) -> None:
        documents = list(self.documents.values())
        parts: defaultdict[int, list[Invoice | CreditNote | PaymentReceipt]] = defaultdict(list)
        for island, document in zip(islands(map(links, documents)), documents, strict=True):
            parts[island].append(document)
        homes = {each.uuid: island for island, part in parts.items() for each in part}
        elsewhere = -1  # facts of invoices that are not here
        parts[elsewhere] = []
        cash: defaultdict[int, list[CashReceipt]] = defaultdict(list)
        for seen in self.cash:
            cash[homes.get(seen.invoice, elsewhere)].append(seen)
        adjustments: defaultdict[int, list[Adjustment]] = defaultdict(list)
        for adjustment in self.adjustments:
            adjustments[homes.get(adjustment.invoice, elsewhere)].append(adjustment)
        built = (self._build(part, cash[each], adjustments[each]) for each, part in parts.items())
        assert union(built) == ledger


def _rate(currency: str) -> str | None:
    return None if currency == "MXN" else str(RATE)


def _some(number: int | None) -> list[int]:
    return [] if number is None else [number]


def _named(found: Found) -> Found:
    """Write numbers of documents as UUIDs; references of facts stay."""
    code, document, receivable = found
    return (
        code,
        uid(int(document)) if document.isdigit() else document,
        uid(int(receivable)) if receivable else "",
    )


def _owed(sums: dict[str, Decimal]) -> dict[str, Decimal]:
    return {currency: amount for currency, amount in sums.items() if amount}


Lives.TestCase.settings = settings(
    max_examples=80,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestLives = pytest.mark.property(Lives.TestCase)
