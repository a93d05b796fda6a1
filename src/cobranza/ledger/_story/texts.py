"""The words of a story in one language, and its way to write figures, dates and documents.

The texts are in `story.toml`, both languages side by side. Text that comes from documents is made
printable: it cannot break a line or steer a terminal.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, Literal, get_args

from cobranza._html import figure
from cobranza.errors import LONGEST_SHOWN, LedgerError, shorten
from cobranza.ledger.documents import CreditNote, Invoice
from cobranza.money import precise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from decimal import Decimal

    from cobranza.ledger.documents import LedgerDocument, Party, Tax

__all__ = ["Language", "Texts", "number_of", "printable"]

Language = Literal["es", "en"]
"""The language of a story: Spanish or English."""

_MXN: Final = "MXN"
_SHORT_UUID: Final = 8
_HUNDRED: Final = 100


def printable(text: str, longest: int = LONGEST_SHOWN) -> str:
    """Make text of a document fit for one line of any terminal."""
    return shorten(" ".join("".join(c if c.isprintable() else " " for c in text).split()), longest)


@cache
def _load() -> dict[str, dict[str, str | list[str]]]:
    """Load the texts by key and language; a list holds singular and plural."""
    return tomllib.loads(files("cobranza.ledger._story").joinpath("story.toml").read_text("utf-8"))


class Texts:
    """The texts of one language; `find` gives the documents that they name, by UUID.

    Raises:
        LedgerError: there is no such language.
    """

    def __init__(self, lang: Language, find: Callable[[str], LedgerDocument | None]) -> None:
        if lang not in get_args(Language):
            raise LedgerError(f"lang is {lang!r}, expected 'es' or 'en'")
        self.lang: Language = lang
        self.find = find
        self._texts = _load()

    def __contains__(self, key: str) -> bool:
        return key in self._texts

    def __call__(self, key: str, **values: object) -> str:
        """Give a text with its values filled in."""
        text = self._texts[key][self.lang]
        if isinstance(text, list):
            text = text[values["count"] != 1]
        return text.format(**values)

    def money(self, amount: Decimal, currency: str) -> str:
        """Write an amount and its currency: 1,234.50 MXN."""
        return f"{figure(amount, currency)} {printable(currency)}"

    def rates(self, rate: Decimal | None, currency: str) -> Iterator[str]:
        """Write an exchange rate, where there is one: a 17.25 MXN por USD."""
        if rate is not None and currency != _MXN:
            yield self("evidence.rate", rate=_plain(rate), currency=printable(currency))

    def party(self, party: Party) -> str:
        """Write the name and the RFC of somebody."""
        name = printable(party.name)
        return f"{name} ({printable(party.rfc)})" if name else printable(party.rfc)

    def document(self, uuid: str) -> str:
        """Name a document in a list: factura A1."""
        return self._named("document", uuid)

    def the(self, uuid: str) -> str:
        """Name a document within a sentence: la factura A1."""
        return self._named("the", uuid)

    def full(self, uuid: str) -> str:
        """Name a document with its day, amount and UUID."""
        document = self.find(uuid)
        if document is None:
            return self("document.missing", number=printable(uuid))
        return self(
            "document.full" if document.total else "document.full_receipt",
            document=self.document(uuid),
            day=document.issued_on,
            amount=self.money(document.total, document.currency),
            uuid=printable(document.uuid),
        )

    def tax(self, tax: Tax, currency: str) -> str:
        """Write one tax of a document: IVA 16 %: 160.00 sobre 1,000.00."""
        key = f"tax.{tax.tax}"
        values = {
            name: "" if amount is None else figure(amount, currency)
            for name, amount in (("amount", tax.amount), ("base", tax.base))
        }
        values["tax"] = self(key) if key in self else printable(tax.tax)
        if tax.withheld:
            return self("tax.withheld", **values)
        if tax.amount is None:
            return self("tax.exempt", **values)
        key = "tax.transferred" if tax.base is not None else "tax.bare"
        return self(key, rate=self._percent(tax), **values)

    def _percent(self, tax: Tax) -> str:
        if tax.rate is None:
            return ""
        if tax.factor == "Cuota":
            return _plain(tax.rate)
        with precise():
            return f"{_plain(tax.rate * _HUNDRED)} %"

    def _named(self, style: str, uuid: str) -> str:
        document = self.find(uuid)
        if document is None:
            return self(f"{style}.missing", number=printable(uuid))
        return self(f"{style}.{_kind(document)}", number=number_of(document))


def number_of(document: LedgerDocument) -> str:
    """Give series and folio, or the start of the UUID when there is none."""
    return printable(document.number) or document.uuid[:_SHORT_UUID]


def _plain(number: Decimal) -> str:
    """Write a number without the zeros that end it."""
    return f"{number.normalize():f}"


def _kind(document: LedgerDocument) -> str:
    if isinstance(document, Invoice):
        return "invoice"
    return "credit_note" if isinstance(document, CreditNote) else "receipt"
