"""One branch of the company: its stories in the order of time, as documents and true accounts.

A branch is small (its documents fit in memory), so a portfolio of any size is a row of branches.
"""

from __future__ import annotations

import uuid
from datetime import date
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.cfdi.comprobante import Comprobante
from cobranza.testing._company import Customer, customers_of
from cobranza.testing._documents import credit_note, invoice, receipt
from cobranza.testing._orders import Account, Identity, Order, Reason, taxes_of, total_of
from cobranza.testing._payments import Application, Settlement, pagos
from cobranza.testing._stories import DECK, Cancellation, Credit, Dice, Payment, Sale, Step, Teller

if TYPE_CHECKING:
    from datetime import datetime

__all__: list[str] = []

_FIRST_FOLIO: Final = 1001
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@attrs.frozen(kw_only=True)
class GeneratedDocument:
    """A document with the name of its file."""

    name: str
    comprobante: Comprobante


@attrs.frozen(kw_only=True)
class Status:
    """What the SAT says of a document: cancelled on a date, or vigente (None)."""

    uuid: str
    cancelled_on: date | None


@attrs.frozen(kw_only=True)
class Branch:
    """A part of the portfolio that stands alone: no document of another branch touches it.

    `terms` are the agreed days of credit by RFC; `accounts` are in the order of issue.
    """

    documents: tuple[GeneratedDocument, ...]
    accounts: tuple[Account, ...]
    terms: dict[str, int]
    statuses: tuple[Status, ...]


def generate_branch(number: int, *, documents: int, seed: int, as_of: date) -> Branch:
    """Generate the branch of that number, 0 for the first."""
    customers = customers_of(number)
    teller = Teller(Dice(f"{seed}/{number}"), as_of)
    books = _Books(f"{seed}", _letters(number))
    for step in _plan(teller, customers, documents):
        books.take(step)
    return Branch(
        documents=tuple(books.documents),
        accounts=tuple(order.account() for order in books.orders),
        terms={
            customer.receptor.rfc: customer.habit.agreed_days
            for customer in customers.values()
            if customer.habit.agreed_days is not None
        },
        statuses=tuple(books.statuses),
    )


def _plan(teller: Teller, customers: dict[str, Customer], documents: int) -> list[Step]:
    """Tell stories until they hold exactly so many documents; the last may be cut short."""
    plan: list[Step] = []
    left, turn = documents, 0
    while left:
        habit, story = DECK[turn % len(DECK)]
        for step in teller.tell(story, customers[habit]):
            if not isinstance(step, Cancellation):
                if not left:
                    break
                left -= 1
            plan.append(step)
        turn += 1
    return sorted(plan, key=lambda step: step.moment)


def _letters(number: int) -> str:
    """Name a branch as spreadsheets name columns: A, ..., Z, AA, AB, ..."""
    letters = ""
    number += 1
    while number:
        number, letter = divmod(number - 1, len(_LETTERS))
        letters = _LETTERS[letter] + letters
    return letters


class _Books:
    """The desk that numbers and issues the documents, and keeps the accounts."""

    def __init__(self, seed: str, letters: str) -> None:
        self.documents: list[GeneratedDocument] = []
        self.orders: list[Order] = []
        self.statuses: list[Status] = []
        self._seed = seed
        self._letters = letters
        self._folios = dict.fromkeys("FNP", _FIRST_FOLIO)
        self._settled: dict[Payment, tuple[str, tuple[Application, ...]]] = {}

    def take(self, step: Step) -> None:
        match step:
            case Sale():
                self._sell(step)
            case Credit():
                self._credit(step)
            case Payment():
                self._collect(step)
            case Cancellation():
                self._cancel(step)

    def _sell(self, sale: Sale) -> None:
        order, day = sale.order, sale.moment.date()
        identity = self._identify("F", sale.moment)
        order.identity = identity
        order.move(day, order.total, Reason.ISSUED, identity.uuid)
        if order.payment_method == "PUE":
            order.move(day, -order.total, Reason.PAID_AT_ISSUE, identity.uuid)
        relations: dict[str, str] = {}
        if sale.replaces:
            relations["04"] = sale.replaces.identity.uuid
            sale.replaces.move(day, -sale.replaces.balance, Reason.REPLACED, identity.uuid)
        if sale.advance:
            relations["07"] = sale.advance.identity.uuid
        self.orders.append(order)
        self._issue(identity, invoice(identity, order, relations))

    def _credit(self, credit: Credit) -> None:
        identity, order = self._identify("N", credit.moment), credit.order
        amount = total_of(taxes_of(credit.lines))
        order.move(credit.moment.date(), -amount, Reason.CREDITED, identity.uuid)
        document = credit_note(identity, order, credit.lines, kind=credit.kind, form=credit.form)
        self._issue(identity, document)

    def _collect(self, payment: Payment) -> None:
        identity, day = self._identify("P", payment.moment), payment.paid_on.date()
        applications: list[Application] = []
        for order in payment.orders:
            paid = order.balance * payment.percent // 100
            order.installments += 1
            applications.append(
                Application(
                    order=order,
                    installment=order.installments,
                    previous=order.balance,
                    paid=paid,
                )
            )
            order.move(day, -paid, Reason.PAID, identity.uuid)
        self._settled[payment] = (identity.uuid, tuple(applications))
        settlement = Settlement(
            paid_on=payment.paid_on,
            form=payment.form,
            currency=payment.currency,
            operation=identity.uuid.replace("-", "")[:12],
            applications=tuple(applications),
        )
        customer = payment.orders[0].customer
        self._issue(identity, receipt(identity, customer, pagos(settlement)))

    def _cancel(self, cancellation: Cancellation) -> None:
        target, day = cancellation.target, cancellation.moment.date()
        if isinstance(target, Payment):
            document, applications = self._settled[target]
            for application in applications:
                order = application.order
                order.installments -= 1
                order.move(day, application.paid, Reason.PAYMENT_CANCELLED, document)
        else:
            document = target.identity.uuid
            if target.balance:
                target.move(day, -target.balance, Reason.CANCELLED, document)
        on = day if cancellation.settled else None
        self.statuses.append(Status(uuid=document, cancelled_on=on))

    def _identify(self, kind: str, moment: datetime) -> Identity:
        serie, folio = f"{kind}{self._letters}", str(self._folios[kind])
        self._folios[kind] += 1
        digest = blake2b(f"{self._seed}/{serie}/{folio}".encode(), digest_size=16).digest()
        return Identity(
            uuid=str(uuid.UUID(bytes=digest, version=4)).upper(),
            serie=serie,
            folio=folio,
            moment=moment,
        )

    def _issue(self, identity: Identity, comprobante: Comprobante) -> None:
        name = f"{identity.serie}-{identity.folio}.xml"
        self.documents.append(GeneratedDocument(name=name, comprobante=comprobante))
