"""Single mistakes, each planted in a coherent history, and on which documents it must show."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final, TypeVar

import attrs
from hypothesis import assume
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
)
from tests.ledger.histories import History, next_fifth
from tests.ledger.makers import SELLER, moment, uid

T = TypeVar("T")
D = TypeVar("D", bound=LedgerDocument)

NEW: Final = uid(0xFFFF)
MISSING: Final = uid(0xEEEE)
STRANGER: Final = Party(rfc="IIA040805DZ4", name="INDISTRIA ILUMINADORA DE ALMACENES")
LATER: Final = moment(600)
GENERAL_PUBLIC: Final = "XAXX010101000"


@attrs.frozen
class Field:
    """A history to plant in; where there is no place, the example is none."""

    history: History
    data: st.DataObject

    def choose(self, candidates: Sequence[T]) -> T:
        assume(candidates)
        return self.data.draw(st.sampled_from(candidates))

    def standing(self, kind: type[D]) -> list[D]:
        """The documents of a kind that are not cancelled, in order of issue."""
        found = [each for each in self.history.documents if isinstance(each, kind)]
        found.sort(key=lambda each: (each.issued, each.uuid))
        return [each for each in found if each.uuid not in self.history.status]

    def invoices(self, method: str) -> list[Invoice]:
        return [each for each in self.standing(Invoice) if each.payment_method == method]

    def receipts_of(self, invoice: Invoice) -> list[PaymentReceipt]:
        """The REPs of an invoice in order of NumParcialidad."""
        receipts = self.standing(PaymentReceipt)
        return sorted(
            (each for each in receipts if line(each).invoice == invoice.uuid),
            key=lambda each: line(each).installment or 0,
        )

    def notes_of(self, invoice: Invoice) -> list[CreditNote]:
        notes = self.standing(CreditNote)
        return [each for each in notes if each.relations[0].uuid == invoice.uuid]

    def paid(self, invoice: Invoice) -> Decimal:
        return sum((line(each).paid for each in self.receipts_of(invoice)), Decimal(0))

    def balance(self, invoice: Invoice) -> Decimal:
        credited = sum((each.total for each in self.notes_of(invoice)), Decimal(0))
        return invoice.total - credited - self.paid(invoice)

    def last_receipt(self) -> PaymentReceipt:
        """The last REP of an invoice."""
        lasts = [self.receipts_of(each)[-1:] for each in self.invoices("PPD")]
        return self.choose([receipt for last in lasts for receipt in last])

    def last_of_many(self) -> LedgerDocument:
        """The last document of a customer who has more than one."""
        by_rfc: dict[str, list[LedgerDocument]] = {}
        for each in self.standing(LedgerDocument):
            by_rfc.setdefault(each.customer.rfc, []).append(each)
        by_rfc.pop(GENERAL_PUBLIC, None)
        return self.choose([each[-1] for each in by_rfc.values() if len(each) > 1])


Shown = set[tuple[str, str]]
Plant = Callable[[Field], tuple[History, Shown]]
PLANTS: Final[dict[str, Plant]] = {}


def plant(function: Plant) -> Plant:
    PLANTS[function.__name__.upper()] = function
    return function


# How to change a history.


def line(receipt: PaymentReceipt) -> Application:
    return receipt.payments[0].applications[0]


def declaring(receipt: PaymentReceipt, **changes: Any) -> PaymentReceipt:
    (payment,) = receipt.payments
    application = attrs.evolve(payment.applications[0], **changes)
    return attrs.evolve(receipt, payments=(attrs.evolve(payment, applications=(application,)),))


def new_receipt(invoice: str, amount: Decimal, customer: Party) -> PaymentReceipt:
    application = Application(invoice=invoice, currency="MXN", paid=amount)
    payment = Payment(date=LATER.date(), currency="MXN", amount=amount, applications=(application,))
    return PaymentReceipt(
        uuid=NEW, issuer=SELLER, customer=customer, issued=LATER, payments=(payment,)
    )


def new_note(*relations: Relation) -> CreditNote:
    return CreditNote(
        uuid=NEW,
        issuer=SELLER,
        customer=STRANGER,
        issued=LATER,
        relations=relations,
        currency="MXN",
        total=Decimal(1),
    )


def money(invoice: str, amount: Decimal) -> CashReceipt:
    return CashReceipt(invoice=invoice, date=LATER.date(), amount=amount, reference=NEW)


def told(history: History, uuid: str, state: DocumentState, **when: Any) -> History:
    status = {**history.status, uuid: DocumentStatus(state=state, **when)}
    return attrs.evolve(history, status=status)


def with_cash(history: History, cash: CashReceipt) -> History:
    return attrs.evolve(history, cash=(*history.cash, cash))


# The mistakes, by the code that they must show.


@plant
def cob204(field: Field) -> tuple[History, Shown]:
    invoice = field.choose(field.standing(Invoice))
    later = invoice.issued + timedelta(days=1)
    copy = attrs.evolve(invoice, uuid=NEW, issued=later, relations=())
    return field.history.adding(copy), {("COB204", NEW)}


@plant
def cob210(field: Field) -> tuple[History, Shown]:
    return field.history.adding(new_receipt(MISSING, Decimal(1), STRANGER)), {("COB210", NEW)}


@plant
def cob211(field: Field) -> tuple[History, Shown]:
    invoice = field.choose(field.invoices("PUE"))
    receipt = new_receipt(invoice.uuid, invoice.total, invoice.customer)
    return field.history.adding(receipt), {("COB211", NEW)}


@plant
def cob213(field: Field) -> tuple[History, Shown]:
    invoice = field.choose(field.invoices("PPD"))
    receipt = new_receipt(invoice.uuid, field.balance(invoice) + 1, invoice.customer)
    return field.history.adding(receipt), {("COB213", NEW)}


@plant
def cob214(field: Field) -> tuple[History, Shown]:
    invoice = field.choose([each for each in field.invoices("PPD") if field.balance(each)])
    seen = sum(
        (each.amount for each in field.history.cash if each.invoice == invoice.uuid), Decimal(0)
    )
    unseen = field.paid(invoice) - seen
    return with_cash(field.history, money(invoice.uuid, unseen + Decimal("0.01"))), {
        ("COB214", NEW)
    }


@plant
def cob215(field: Field) -> tuple[History, Shown]:
    receipt = field.choose(field.standing(PaymentReceipt))
    late = next_fifth(receipt.payments[0].date) + timedelta(days=1)
    issued = datetime.combine(late, receipt.issued.time())
    return field.history.replacing(receipt, attrs.evolve(receipt, issued=issued)), {
        ("COB215", receipt.uuid)
    }


@plant
def cob216(field: Field) -> tuple[History, Shown]:
    lasts: list[PaymentReceipt] = []
    for invoice in field.invoices("PPD"):
        receipts = field.receipts_of(invoice)
        amounts = [line(each).paid for each in receipts]
        if amounts and amounts.count(amounts[-1]) == 1 and amounts[-1] <= field.balance(invoice):
            lasts.append(receipts[-1])
    receipt = field.choose(lasts)
    before, number = line(receipt).remaining, line(receipt).installment
    assert before is not None
    assert number is not None
    copy = declaring(
        receipt,
        installment=number + 1,
        previous_balance=before,
        remaining=before - line(receipt).paid,
    )
    again = attrs.evolve(
        copy,
        uuid=NEW,
        issued=receipt.issued + timedelta(seconds=1),
        payments=(attrs.evolve(copy.payments[0], operation=None),),
    )
    return field.history.adding(again), {("COB216", NEW)}


@plant
def cob220(field: Field) -> tuple[History, Shown]:
    receipt = field.last_receipt()
    number = line(receipt).installment or 0
    wrong = declaring(receipt, installment=number + 1)
    return field.history.replacing(receipt, wrong), {("COB220", receipt.uuid)}


@plant
def cob222(field: Field) -> tuple[History, Shown]:
    receipt = field.last_receipt()
    before, after = line(receipt).previous_balance, line(receipt).remaining
    assert before is not None
    assert after is not None
    wrong = declaring(receipt, previous_balance=before + 1, remaining=after + 1)
    return field.history.replacing(receipt, wrong), {("COB222", receipt.uuid)}


@plant
def cob223(field: Field) -> tuple[History, Shown]:
    receipt = field.last_receipt()
    after = line(receipt).remaining
    assert after is not None
    return field.history.replacing(receipt, declaring(receipt, remaining=after + 1)), {
        ("COB223", receipt.uuid)
    }


@plant
def cob225(field: Field) -> tuple[History, Shown]:
    receipt = field.choose(field.standing(PaymentReceipt))
    first, *rest = line(receipt).taxes
    assert first.base is not None
    taxes = (attrs.evolve(first, base=first.base + 10), *rest)
    return field.history.replacing(receipt, declaring(receipt, taxes=taxes)), {
        ("COB225", receipt.uuid)
    }


@plant
def cob230(field: Field) -> tuple[History, Shown]:
    return field.history.adding(new_note()), {("COB230", NEW)}


@plant
def cob231(field: Field) -> tuple[History, Shown]:
    return field.history.adding(new_note(Relation(kind="01", uuid=MISSING))), {("COB231", NEW)}


@plant
def cob234(field: Field) -> tuple[History, Shown]:
    note = field.choose(field.standing(CreditNote))
    return field.history.replacing(note, attrs.evolve(note, customer=STRANGER)), {
        ("COB234", note.uuid)
    }


@plant
def cob240(field: Field) -> tuple[History, Shown]:
    invoices = field.invoices("PPD")
    invoice = field.choose([each for each in invoices if field.paid(each)])
    dependants = [*field.receipts_of(invoice), *field.notes_of(invoice)]
    cancelled = told(
        field.history, invoice.uuid, DocumentState.CANCELLED, cancelled_on=LATER.date()
    )
    return cancelled, {
        ("COB240", invoice.uuid),
        *(("COB247", each.uuid) for each in dependants),
    }


@plant
def cob241(field: Field) -> tuple[History, Shown]:
    invoice = field.choose(field.standing(Invoice))
    relation = Relation(kind="04", uuid=MISSING)
    wrong = attrs.evolve(invoice, relations=(*invoice.relations, relation))
    return field.history.replacing(invoice, wrong), {("COB241", invoice.uuid)}


@plant
def cob247(field: Field) -> tuple[History, Shown]:
    replaced = field.choose(sorted(field.history.status))
    invoice = field.choose(field.standing(Invoice))
    relation = Relation(kind="02", uuid=replaced)
    wrong = attrs.evolve(invoice, relations=(*invoice.relations, relation))
    return field.history.replacing(invoice, wrong), {("COB247", invoice.uuid)}


@plant
def cob248(field: Field) -> tuple[History, Shown]:
    replaced = field.choose(sorted(field.history.status))
    (substitute,) = (
        each
        for each in field.history.documents
        if Relation(kind="04", uuid=replaced) in each.relations
    )
    return told(field.history, replaced, DocumentState.IN_FORCE), {("COB248", substitute.uuid)}


@plant
def cob249(field: Field) -> tuple[History, Shown]:
    document = field.choose(field.standing(LedgerDocument))
    states = [DocumentState.CANCELLATION_REQUESTED, DocumentState.CANCELLATION_REJECTED]
    return told(field.history, document.uuid, field.choose(states)), {("COB249", document.uuid)}


@plant
def cob250(field: Field) -> tuple[History, Shown]:
    receipt = field.choose(field.standing(PaymentReceipt))
    wrong = attrs.evolve(receipt, customer=STRANGER)
    return field.history.replacing(receipt, wrong), {("COB250", receipt.uuid)}


@plant
def cob251(field: Field) -> tuple[History, Shown]:
    document = field.last_of_many()
    renamed = attrs.evolve(document.customer, name=f"{document.customer.name} DEL NORTE")
    wrong = attrs.evolve(document, customer=renamed)
    return field.history.replacing(document, wrong), {("COB251", document.uuid)}


@plant
def cob252(field: Field) -> tuple[History, Shown]:
    document = field.last_of_many()
    wrong = attrs.evolve(document, customer=attrs.evolve(document.customer, regime="626"))
    return field.history.replacing(document, wrong), {("COB252", document.uuid)}


@plant
def cob260(field: Field) -> tuple[History, Shown]:
    return with_cash(field.history, money(MISSING, Decimal(1))), {("COB260", NEW)}


@plant
def cob261(field: Field) -> tuple[History, Shown]:
    invoice = field.choose(field.standing(Invoice))
    return with_cash(field.history, money(invoice.uuid, Decimal(-1))), {("COB261", NEW)}
