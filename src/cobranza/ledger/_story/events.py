"""What a story says of one event: a sentence, and the lines that prove it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cobranza._html import figure
from cobranza.ledger._story.texts import printable
from cobranza.ledger.documents import PaymentReceipt
from cobranza.ledger.events import EventKind
from cobranza.money import precise

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from cobranza.ledger._story.texts import Texts
    from cobranza.ledger.documents import Application, LedgerDocument, Payment
    from cobranza.ledger.events import Event, Receivable

__all__ = ["Narrator"]

_RETURN: Final = "03"  # c_TipoRelacion
_REPLACES: Final = "04"
_LONGEST: Final = 500
_ENDINGS: Final = frozenset({EventKind.CANCELLATION, EventKind.SUBSTITUTION})
_FACTS: Final = frozenset(
    {EventKind.CASH, EventKind.WRITE_OFF, EventKind.ADJUSTMENT, EventKind.FACTORING}
)


class Narrator:
    """Tells the events of one receivable."""

    def __init__(self, texts: Texts, receivable: Receivable) -> None:
        self._texts = texts
        self._receivable = receivable
        self._moved = {each.document for each in receivable.events}
        self._payments: dict[str, dict[Application, Payment]] = {}

    def sentence(self, event: Event) -> str:
        """Say in one sentence what an event is."""
        t = self._texts
        values: dict[str, object] = {"document": t.the(event.document)}
        if event.kind in _FACTS and self._texts.find(event.document) is None:
            values["document"] = printable(event.document)  # the reference of a fact
        if event.kind is EventKind.TRANSFER:
            values["counterpart"] = t.the(event.counterpart or "")
        if event.kind is EventKind.SUBSTITUTION:
            values["replaced"] = self._replaced(event)
        if late := self._days_late(event):
            values["count"] = late
        sentence = t(self._key(event), **values)
        return sentence[0].upper() + sentence[1:]

    def evidence(self, event: Event, before: Decimal) -> Iterator[str]:
        """Point at the document that proves an event, and say what it declares."""
        t = self._texts
        document = self._texts.find(event.document)
        if document is not None and document.uuid != self._receivable.uuid:
            yield t("evidence.document", uuid=printable(document.uuid), day=document.issued_on)
        if event.original_amount is not None:
            amount = t.money(event.original_amount, event.original_currency or "")
            original = t("evidence.original", amount=amount)
            yield ", ".join((original, *self._rate(event)))
        elif event.kind is not EventKind.CHARGE:
            yield from self._rate(event)
        if event.declared is not None and event.reverses is None:
            payment = self._payment_of(event.declared, document)
            if payment is not None:
                yield from self._payment(payment)
            yield from self._declared(event.declared, event, before)
        if event.path:
            yield printable(event.path, _LONGEST)
        if event.note:
            yield t("evidence.note", note=printable(event.note, _LONGEST))

    def _key(self, event: Event) -> str:
        """Choose the sentence of an event by its kind, what it reverses and its direction."""
        key = f"event.{event.kind}"
        if event.kind in _ENDINGS:
            if event.reverses is EventKind.ASSUMED_PAYMENT:
                return "event.ended.assumed_payment"
            return f"{key}.charge" if event.reverses is EventKind.CHARGE else key
        if event.kind is EventKind.TRANSFER:
            return f"{key}.out" if event.amount > 0 else f"{key}.in"
        if event.kind is EventKind.PAYMENT and self._days_late(event):
            return f"{key}.late"
        if event.kind is EventKind.CREDIT_NOTE and self._is_return(event):
            return f"{key}.return"
        own = event.document == self._receivable.uuid
        variant = f"{key}.less" if event.amount > 0 else f"{key}.more"
        return key if own or variant not in self._texts else variant

    def _is_return(self, event: Event) -> bool:
        note, uuid = self._texts.find(event.document), self._receivable.uuid
        names = note.relations if note else ()
        return any(each.kind == _RETURN and each.uuid == uuid for each in names)

    def _days_late(self, event: Event) -> int:
        """Count the days from the due date; none where instalments have dates of their own."""
        due = self._receivable.due
        if due is None or len(self._receivable.schedule) > 1:
            return 0
        return max((event.date - due).days, 0)

    def _replaced(self, event: Event) -> str:
        """Name the document that a substitute replaced, of those that moved this invoice."""
        substitute = self._texts.find(event.document)
        names = substitute.relations if substitute else ()
        for relation in names:
            if relation.kind == _REPLACES and relation.uuid in self._moved:
                return self._texts.the(relation.uuid)
        return self._texts("the.replaced")

    def _payment(self, payment: Payment) -> Iterator[str]:
        """Say how the money came, and whether it is part of a larger payment."""
        t = self._texts
        says: list[str] = []
        if payment.form:
            says.append(t("evidence.form", form=printable(payment.form)))
        if payment.operation:
            says.append(t("evidence.operation", operation=printable(payment.operation)))
        if len(payment.applications) > 1:
            says.append(t("evidence.whole", amount=t.money(payment.amount, payment.currency)))
        if says:
            yield ", ".join(says)

    def _payment_of(self, declared: Application, document: LedgerDocument | None) -> Payment | None:
        """Find the payment of a REP that a line is in; each REP is looked through once."""
        if not isinstance(document, PaymentReceipt):
            return None
        if document.uuid not in self._payments:
            self._payments[document.uuid] = {
                line: payment for payment in document.payments for line in payment.applications
            }
        return self._payments[document.uuid].get(declared)

    def _declared(self, declared: Application, event: Event, before: Decimal) -> Iterator[str]:
        """Say what a REP declares of the balance, beside what the movements give."""
        t = self._texts
        write = figure if declared.currency == self._receivable.currency else t.money
        says: list[str] = []
        if declared.installment is not None:
            says.append(t("evidence.installment", number=declared.installment))
        for name, amount in (
            ("previous", declared.previous_balance),
            ("remaining", declared.remaining),
        ):
            if amount is not None:
                says.append(t(f"evidence.{name}", amount=write(amount, declared.currency)))
        if says:
            text = t("evidence.declared", declared=", ".join(says))
            yield f"{text}{self._compared(declared, event, before)}"

    def _compared(self, declared: Application, event: Event, before: Decimal) -> str:
        """Say whether a declared balance is that of the movements, where they can be compared."""
        t, currency = self._texts, self._receivable.currency
        says = declared.previous_balance, declared.remaining
        if declared.currency != currency or None in says:
            return ""
        with precise():
            after = before + event.amount
        if says == (before, after):
            return f" ({t('evidence.agrees')})"
        figures = {"before": figure(before, currency), "after": figure(after, currency)}
        return f" ({t('evidence.differs', **figures)})"

    def _rate(self, event: Event) -> Iterator[str]:
        return self._texts.rates(event.exchange_rate, self._receivable.currency)
