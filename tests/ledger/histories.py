"""Coherent histories: what a company that makes no mistakes would issue, cancel and collect.

A small simulator of its own: it knows days, cents and proportions, and nothing of the ledger. So
nothing that it draws may show an inconsistency.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

import attrs
from hypothesis import strategies as st

from cobranza.ledger import (
    Application,
    CashReceipt,
    CreditNote,
    DocumentState,
    DocumentStatus,
    Invoice,
    LedgerDocument,
    Party,
    Payment,
    PaymentReceipt,
    Relation,
    Tax,
)
from tests.ledger.makers import SELLER, day, uid

CUSTOMERS = (
    Party(rfc="URE180429TM6", name="UNIVERSIDAD ROBOTICA ESPAÑOLA", regime="601"),
    Party(rfc="XIA190128J61", name="XENON INDUSTRIAL ARTICLES", regime="601"),
    Party(rfc="XAXX010101000", name="PUBLICO EN GENERAL", regime="616"),
)
CENT = Decimal("0.01")
RATES = (Decimal("0.160000"), Decimal("0.080000"), Decimal("0.000000"), None)
DAY = timedelta(days=1)


@attrs.frozen(kw_only=True)
class History:
    """What `Ledger.build` is given."""

    documents: tuple[LedgerDocument, ...]
    status: Mapping[str, DocumentStatus]
    cash: tuple[CashReceipt, ...]

    def adding(self, *documents: LedgerDocument) -> "History":
        return attrs.evolve(self, documents=(*self.documents, *documents))

    def replacing(self, old: LedgerDocument, new: LedgerDocument) -> "History":
        documents = tuple(new if each is old else each for each in self.documents)
        return attrs.evolve(self, documents=documents)


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def next_fifth(paid: date) -> date:
    year, month = divmod(paid.year * 12 + paid.month, 12)
    return date(year, month + 1, 5)


def tax(rate: Decimal | None, base: Decimal) -> Tax:
    if rate is None:
        return Tax(tax="002", factor="Exento", base=base)
    return Tax(tax="002", factor="Tasa", rate=rate, base=base, amount=cents(base * rate))


def share(taxes: tuple[Tax, ...], part: Decimal, whole: Decimal) -> tuple[Tax, ...]:
    """The traslados of a part of a document."""
    return tuple(
        tax(each.rate, cents(each.base * part / whole)) for each in taxes if each.base is not None
    )


@st.composite
def invoices(draw: st.DrawFn, number: int) -> Invoice:
    """An invoice of one to four rates, with or without IVA withheld."""
    bases = st.decimals(Decimal("0.01"), Decimal(50_000), places=2)
    taxes = [
        tax(rate, draw(bases))
        for rate in sorted(draw(st.sets(st.sampled_from(RATES), min_size=1)), key=str)
    ]
    total = sum((each.base or 0) + (each.amount or 0) for each in taxes)
    charged = sum((each.amount for each in taxes if each.amount is not None), Decimal(0))
    withheld = cents(charged * 2 / 3) if draw(st.booleans()) else Decimal(0)
    if withheld:
        taxes.append(Tax(tax="002", amount=withheld, withheld=True))
    return Invoice(
        uuid=uid(number),
        issuer=SELLER,
        customer=draw(st.sampled_from(CUSTOMERS)),
        issued=datetime.combine(day(draw(st.integers(1, 100))), time(draw(st.integers(0, 23)))),
        number=f"A{number}",
        currency="MXN",
        total=total - withheld,
        taxes=tuple(taxes),
        payment_method=draw(st.sampled_from(["PPD", "PPD", "PUE"])),
    )


@attrs.define
class Debt:
    """A PPD invoice while it is paid and credited, and the documents that say so."""

    invoice: Invoice
    balance: Decimal
    installment: int = 0
    documents: list[LedgerDocument] = attrs.field(factory=list[LedgerDocument])
    cash: list[CashReceipt] = attrs.field(factory=list[CashReceipt])

    def pay(
        self, number: int, amount: Decimal, on: datetime, issued: datetime, *, seen: bool
    ) -> None:
        self.installment += 1
        application = Application(
            invoice=self.invoice.uuid,
            currency="MXN",
            paid=amount,
            installment=self.installment,
            previous_balance=self.balance,
            remaining=self.balance - amount,
            taxes=share(self.invoice.taxes, amount, self.invoice.total),
        )
        payment = Payment(
            date=on.date(),
            currency="MXN",
            amount=amount,
            form="03",
            operation=f"SPEI {number}",
            applications=(application,),
        )
        self.documents.append(
            PaymentReceipt(
                uuid=uid(number),
                issuer=SELLER,
                customer=self.invoice.customer,
                issued=issued,
                number=f"P{number}",
                payments=(payment,),
            )
        )
        if seen:
            self.cash.append(
                CashReceipt(
                    invoice=self.invoice.uuid,
                    date=on.date(),
                    amount=amount,
                    reference=f"SPEI {number}",
                )
            )
        self.balance -= amount

    def credit(self, number: int, amount: Decimal, on: datetime) -> None:
        self.documents.append(
            CreditNote(
                uuid=uid(number),
                issuer=SELLER,
                customer=self.invoice.customer,
                issued=on,
                number=f"N{number}",
                relations=(Relation(kind="01", uuid=self.invoice.uuid),),
                currency="MXN",
                total=amount,
                taxes=share(self.invoice.taxes, amount, self.invoice.total),
            )
        )
        self.balance -= amount


@st.composite
def debts(draw: st.DrawFn, invoice: Invoice, number: int) -> Debt:
    """The life of a PPD invoice; what it needs of UUIDs begins at `number`."""
    debt = Debt(invoice=invoice, balance=invoice.total)
    at = invoice.issued
    for step in range(draw(st.integers(0, 4))):
        at = datetime.combine(at.date() + draw(st.integers(0, 40)) * DAY, time(23, step))
        amount = cents(debt.balance * draw(st.integers(1, 4)) / 4)
        if not amount:
            break
        if draw(st.integers(0, 3)):
            latest = (next_fifth(at.date()) - at.date()).days
            issued = at + draw(st.integers(0, latest)) * DAY
            debt.pay(number + step, amount, at, issued, seen=draw(st.booleans()))
        else:
            debt.credit(number + step, amount, at)
    return debt


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Some invoices with their lives: paid, credited, replaced, or left alone."""
    documents: list[LedgerDocument] = []
    status: dict[str, DocumentStatus] = {}
    cash: list[CashReceipt] = []
    for number in range(1, 1 + draw(st.integers(1, 4))):
        invoice = draw(invoices(number))
        documents.append(invoice)
        if draw(st.integers(0, 4)) == 0:
            substitute = replacement(invoice, draw(st.integers(0, 30)))
            status[invoice.uuid] = DocumentStatus(
                state=DocumentState.CANCELLED, cancelled_on=substitute.issued_on
            )
            documents.append(substitute)
            invoice = substitute
        if invoice.payment_method == "PPD":
            debt = draw(debts(invoice, 1000 * number))
            documents += debt.documents
            cash += debt.cash
    return History(
        documents=tuple(draw(st.permutations(documents))), status=status, cash=tuple(cash)
    )


def replacement(invoice: Invoice, days: int) -> Invoice:
    """The same sale, stamped again some days later under its own number."""
    return attrs.evolve(
        invoice,
        uuid=uid(int(invoice.uuid[-6:], 16) + 100),
        issued=invoice.issued + days * DAY,
        number=f"{invoice.number}-2",
        relations=(Relation(kind="04", uuid=invoice.uuid),),
    )
