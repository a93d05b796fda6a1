"""What does not fit in a branch, written down as it is planted: codes, evidence and days."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from cobranza.testing._truth import Planted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from cobranza.testing._company import Customer
    from cobranza.testing._orders import Identity, Order

__all__: list[str] = []


class Register:
    """The inconsistencies of a branch, each once."""

    def __init__(self) -> None:
        self._planted: dict[tuple[str, str, str], Planted] = {}

    def plant(self, code: str, document: str, about: Order | None, since: date) -> None:
        """Write one down, with the invoice that it is about when the code speaks of one."""
        receivable = about.identity.uuid if about else ""
        case = Planted(code=code, document=document, receivable=receivable, since=since)
        self._planted.setdefault((code, document, receivable), case)

    def end(self, code: str, document: str, about: Order, day: date) -> None:
        """Let one end on a day, or never have been when that is no later than its beginning."""
        key = code, document, about.identity.uuid
        case = self._planted.pop(key)
        if case.since < day:
            self._planted[key] = attrs.evolve(case, until=day)

    def compare(self, documents: Iterable[tuple[Identity, Customer, Order | None]]) -> None:
        """Write down where the name or the régimen of a customer is no longer what it was.

        The documents come in order of issue, each with the invoice that it is, if it is one.
        """
        last: dict[str, tuple[str, str]] = {}
        for identity, customer, order in documents:
            receptor = customer.receptor_on(identity.day)
            found = receptor.nombre, receptor.regimen_fiscal_receptor
            before = last.get(receptor.rfc, found)
            last[receptor.rfc] = found
            for code, now, then in zip(("COB251", "COB252"), found, before, strict=True):
                if now != then:
                    self.plant(code, identity.uuid, order, identity.day)

    def rows(self) -> tuple[Planted, ...]:
        """Give all of them in order."""
        return tuple(case for _, case in sorted(self._planted.items()))
