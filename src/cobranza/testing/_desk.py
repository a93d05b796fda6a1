"""The desk of a branch: it numbers and issues documents, and has all its papers and accounts.

What is done at the desk is in the modules of those who work there: `_selling`, `_crediting`,
`_collecting`, `_cancelling` and `_noting`. Nothing here comes from `cobranza.ledger`.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from cobranza.testing._company import Customer, usd_rate
from cobranza.testing._orders import NOT_ISSUED, Identity, Order, Paper, half_up
from cobranza.testing._register import Register
from cobranza.testing._truth import Fact, GeneratedDocument, Planted, Status, Unapplied

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cobranza.cfdi.comprobante import Comprobante
    from cobranza.testing._steps import Credit, Payment, Seen

__all__: list[str] = []

PUE: Final = "PUE"
_FIRST_FOLIO: Final = 1001
_SECOND: Final = timedelta(seconds=1)


class Desk:
    """All that one branch has written: documents, accounts, statuses, facts, and what is wrong.

    `issued` are the documents with the customers that they name, `papers` the receipts and credit
    notes by the steps that made them, `vouchers` the money seen.
    """

    def __init__(self, seed: str, letters: str) -> None:
        self.documents: list[GeneratedDocument] = []
        self.orders: list[Order] = []
        self.issued: list[tuple[Customer, Order | Paper]] = []
        self.papers: dict[Payment | Credit, Paper] = {}
        self.vouchers: dict[Seen, Fact] = {}
        self.statuses: dict[str, Status] = {}
        self.facts: list[Fact] = []
        self.unapplied: list[Unapplied] = []
        self.register = Register()
        self.alerts: list[Planted] = []
        self._seed = seed
        self._letters = letters
        self._folios = dict.fromkeys("FNP", _FIRST_FOLIO)
        self._last = NOT_ISSUED.moment

    def identify(self, kind: str, moment: datetime, like: Order | None = None) -> Identity:
        """Number a document, no two in one second.

        One stamped again has the folio of another and a UUID of its own.
        """
        self._last = max(moment, self._last + _SECOND)
        if like:
            serie, folio, seed = like.identity.serie, like.identity.folio, f"{self._seed}/again"
        else:
            serie, folio, seed = f"{kind}{self._letters}", str(self._folios[kind]), self._seed
            self._folios[kind] += 1
        digest = blake2b(f"{seed}/{serie}/{folio}".encode(), digest_size=16).digest()
        return Identity(
            uuid=str(uuid.UUID(bytes=digest, version=4)).upper(),
            serie=serie,
            folio=folio,
            moment=self._last,
        )

    def issue(self, identity: Identity, comprobante: Comprobante, suffix: str = "") -> None:
        """Put a document on the pile; `suffix` tells files of one folio apart."""
        name = f"{identity.serie}-{identity.folio}{suffix}.xml"
        self.documents.append(GeneratedDocument(name=name, comprobante=comprobante))

    def leave(self, document: str, customer: Customer, currency: str, on: date, cents: int) -> None:
        """Keep what reduces no invoice."""
        self.unapplied.append(
            Unapplied(
                document=document,
                customer_rfc=customer.receptor.rfc,
                currency=currency,
                on=on,
                cents=cents,
            )
        )

    def note(self, kind: str, order: Order, on: date, cents: int, reason: str = "") -> Fact:
        """Write a fact down, with a reference of its own."""
        prefix = "AJUSTE" if kind else "SPEI"
        fact = Fact(
            kind=kind,
            uuid=order.identity.uuid,
            on=on,
            cents=cents,
            reference=f"{prefix} {self._letters}{len(self.facts) + 1:04d}",
            reason=reason,
        )
        self.facts.append(fact)
        return fact


def named(
    *relations: tuple[str, Iterable[Order | Paper]],
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the UUIDs of what a document names, by TipoRelacion; nothing where it names none."""
    for kind, documents in relations:
        if uuids := tuple(each.identity.uuid for each in documents):
            yield kind, uuids


def pesos(order: Order, cents: int) -> int:
    """Give what cents of an invoice are worth in cents of MXN, at its own rate."""
    if order.currency == "MXN":
        return cents
    sign = -1 if cents < 0 else 1
    return sign * half_up(abs(cents) * usd_rate(order.identity.day), 10**4)


def month_after(day: date) -> date:
    """Give the first day of the next month."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def deadline(paid_on: date) -> date:
    """Give the last day for a receipt: the fifth of the month after the payment (RMF 2.7.1.32)."""
    return month_after(paid_on).replace(day=5)
