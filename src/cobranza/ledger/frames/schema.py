"""The tables of a ledger: name, type, nullability and meaning of every column, declared once.

The schemas of Polars, Arrow and Spark and the page of the documentation derive from this. No
dataframe library is needed to import it.

Amounts are `decimal(34, 10)`. The 10 decimals are those of EquivalenciaDR, the longest that SAT
allows; of the 24 integer digits t_Importe has 18, and the others are for what a ledger adds up.
Four digits are left, of the 38 that engines have, for sums and differences that are not rounded.

Beside them every row has a struct `written`, which keeps the same amounts digit for digit: 1160.00
and 1160.0 are one amount and two texts, and how precisely a rate is printed decides what it may be
worth. An amount with more decimals than SAT allows is rounded, half up, in the column and whole in
`written`.

A change to what is here that a reader can notice raises `SCHEMA_VERSION`.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "AMOUNT_DIGITS",
    "AMOUNT_SCALE",
    "SCHEMA_VERSION",
    "TABLES",
    "WRITTEN",
    "Column",
    "Kind",
    "Table",
]

SCHEMA_VERSION: Final = 1
"""Written into every Parquet file, and asked for when one is read."""

AMOUNT_DIGITS: Final = 34
"""Digits of every amount and rate, decimals included."""

AMOUNT_SCALE: Final = 10
"""Decimals of every amount and rate."""

WRITTEN: Final = "written"
"""The struct, last in its row or record, that keeps amounts as they are written."""


class Kind(StrEnum):
    """What a column holds; the value is how the documentation calls it."""

    TEXT = "string"
    FLAG = "bool"
    COUNT = "int64"
    DAY = "date"
    MOMENT = "datetime"  # microseconds, local, without zone
    AMOUNT = f"decimal({AMOUNT_DIGITS}, {AMOUNT_SCALE})"
    STRUCT = "struct"
    LIST = "list of struct"


@attrs.frozen(kw_only=True)
class Column:
    """One column, or one field of a struct; `fields` are those of a struct or a list of structs.

    What is `derived` follows from the rest, and is not read when objects are made of rows.

    >>> TABLES["events"].columns[0].name
    'receivable'
    """

    name: str
    kind: Kind
    meaning: str
    nullable: bool = False
    derived: bool = False
    fields: tuple[Column, ...] = ()


@attrs.frozen(kw_only=True)
class Table:
    """One table: what a row is, and its columns in order.

    >>> [column.name for column in TABLES["skipped"].columns]
    ['reason', 'kind', 'uuid', 'source', 'detail']
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]


def _column(name: str, kind: Kind, meaning: str) -> Column:
    return Column(name=name, kind=kind, meaning=meaning)


def _optional(name: str, kind: Kind, meaning: str) -> Column:
    return Column(name=name, kind=kind, meaning=meaning, nullable=True)


def _derived(name: str, kind: Kind, meaning: str) -> Column:
    return Column(name=name, kind=kind, meaning=meaning, derived=True)


def _list(name: str, fields: tuple[Column, ...], meaning: str) -> Column:
    return Column(name=name, kind=Kind.LIST, meaning=meaning, fields=fields)


def _as_written(columns: Iterable[Column]) -> tuple[Column, ...]:
    """Add the struct that keeps the text of each amount beside it."""
    columns = tuple(columns)
    texts = tuple(
        attrs.evolve(each, kind=Kind.TEXT, meaning=f"`{each.name}`, digit for digit")
        for each in columns
        if each.kind is Kind.AMOUNT and not each.derived
    )
    meaning = "the amounts of this row as they are written"
    written = Column(name=WRITTEN, kind=Kind.STRUCT, meaning=meaning, fields=texts)
    return (*columns, written)


def _party(prefix: str, who: str) -> tuple[Column, ...]:
    return (
        _column(f"{prefix}_rfc", Kind.TEXT, f"RFC of {who}"),
        _column(f"{prefix}_name", Kind.TEXT, f'name of {who}, "" when not given'),
        _optional(f"{prefix}_regime", Kind.TEXT, f"régimen fiscal of {who} (c_RegimenFiscal)"),
        _optional(f"{prefix}_tax_id", Kind.TEXT, f"foreign registration of {who} (NumRegIdTrib)"),
    )


_RELATIONS: Final = _list(
    "relations",
    (
        _column("kind", Kind.TEXT, "why it is named (c_TipoRelacion)"),
        _column("uuid", Kind.TEXT, "UUID of the document named, in capitals"),
        _optional("path", Kind.TEXT, "XPath of the place that names it"),
    ),
    "other documents that the document names",
)
_TAX: Final = _as_written(
    (
        _column("tax", Kind.TEXT, "c_Impuesto: 001 ISR, 002 IVA, 003 IEPS"),
        _optional("factor", Kind.TEXT, "c_TipoFactor: Tasa, Cuota, Exento"),
        _optional("rate", Kind.AMOUNT, "TasaOCuota: a fraction, 0.16 is 16 %"),
        _optional("base", Kind.AMOUNT, "what the tax is computed on"),
        _optional("amount", Kind.AMOUNT, "the tax, positive, in the currency of the record"),
        _column("withheld", Kind.FLAG, "whether it is a retención"),
    )
)
_TAXES: Final = _list("taxes", _TAX, "taxes of the document, summed by kind and rate")
_APPLICATION: Final = _as_written(
    (
        _column("invoice", Kind.TEXT, "UUID of the invoice paid (IdDocumento), in capitals"),
        _column("currency", Kind.TEXT, "MonedaDR"),
        _column("paid", Kind.AMOUNT, "ImpPagado, in `currency`"),
        _optional(
            "equivalence", Kind.AMOUNT, "EquivalenciaDR: `currency` per unit of the payment's"
        ),
        _optional("installment", Kind.COUNT, "NumParcialidad"),
        _optional("previous_balance", Kind.AMOUNT, "ImpSaldoAnt, in `currency`"),
        _optional("remaining", Kind.AMOUNT, "ImpSaldoInsoluto, in `currency`"),
        _list("taxes", _TAX, "taxes of the part paid (ImpuestosDR)"),
        _optional("path", Kind.TEXT, "XPath of the DoctoRelacionado"),
    )
)
_PAYMENT: Final = _as_written(
    (
        _column("date", Kind.DAY, "the effective day (FechaPago)"),
        _column("currency", Kind.TEXT, "MonedaP"),
        _column("amount", Kind.AMOUNT, "Monto, in `currency`"),
        _optional("exchange_rate", Kind.AMOUNT, "TipoCambioP: MXN per unit of `currency`"),
        _optional("form", Kind.TEXT, "FormaDePagoP (c_FormaPago)"),
        _optional("operation", Kind.TEXT, "NumOperacion"),
        _list("applications", _APPLICATION, "the invoices that it settles"),
        _optional("path", Kind.TEXT, "XPath of the Pago"),
    )
)
_DOCUMENT: Final = _as_written(
    (
        _column("uuid", Kind.TEXT, "fiscal folio, in capitals"),
        _column("kind", Kind.TEXT, "TipoDeComprobante: I invoice, E credit note, P REP"),
        _column("number", Kind.TEXT, 'series and folio, "" when there is none'),
        _column("issued", Kind.MOMENT, "Fecha"),
        *_party("issuer", "the issuer"),
        *_party("customer", "the customer"),
        _column("currency", Kind.TEXT, "Moneda; XXX for a REP"),
        _column("total", Kind.AMOUNT, "Total, in `currency`; 0 for a REP"),
        _optional("exchange_rate", Kind.AMOUNT, "TipoCambio: MXN per unit of `currency`"),
        _optional("payment_method", Kind.TEXT, "MetodoPago of an invoice: PUE or PPD"),
        _optional("payment_form", Kind.TEXT, "FormaPago (c_FormaPago)"),
        _optional("payment_terms_text", Kind.TEXT, "CondicionesDePago"),
        _column("is_advance", Kind.FLAG, "whether it is the invoice of an advance"),
        _RELATIONS,
        _TAXES,
        _list("payments", _PAYMENT, "the payments of a REP"),
    )
)
_RECEIVABLE: Final = _as_written(
    (
        _column("uuid", Kind.TEXT, "UUID of the invoice, in capitals"),
        _column("number", Kind.TEXT, 'series and folio, "" when there is none'),
        _column("account", Kind.TEXT, "key of the customer's account"),
        *_party("issuer", "the issuer"),
        *_party("customer", "the customer"),
        _column("issued", Kind.MOMENT, "when the debt began"),
        _optional("due", Kind.DAY, "last day of the last instalment"),
        _column("due_source", Kind.TEXT, "where `due` comes from (`DueSource`)"),
        _column("currency", Kind.TEXT, "of `amount` and of every event"),
        _optional("exchange_rate", Kind.AMOUNT, "MXN per unit of `currency` at issue"),
        _column("amount", Kind.AMOUNT, "total of the invoice"),
        _optional("payment_method", Kind.TEXT, "PUE or PPD"),
        _list(
            "schedule",
            _as_written(
                (
                    _derived("position", Kind.COUNT, "0 for the first instalment, then 1, 2, …"),
                    _derived("later", Kind.AMOUNT, "the sum of the instalments after it"),
                    _column("due", Kind.DAY, "last day on which its payment is on time"),
                    _column("amount", Kind.AMOUNT, "the instalment"),
                )
            ),
            "when it is to be paid, in order of date",
        ),
        _TAXES,
        _RELATIONS,
        _list(
            "dimensions",
            (
                _column("name", Kind.TEXT, "such as region or segment"),
                _column("value", Kind.TEXT, "what it is for this customer"),
            ),
            "what the master data say of the customer",
        ),
    )
)
_EVENT: Final = _as_written(
    (
        _column("receivable", Kind.TEXT, "UUID of the invoice whose balance moved"),
        _column("position", Kind.COUNT, "0 for the first event of the receivable, then 1, 2, …"),
        _derived("currency", Kind.TEXT, "that of the receivable"),
        _column("kind", Kind.TEXT, "why the balance moved (`EventKind`)"),
        _column("date", Kind.DAY, "the effective day"),
        _column("amount", Kind.AMOUNT, "positive increases the debt, negative reduces it"),
        _column("document", Kind.TEXT, "UUID of the document that proves it, or a reference"),
        _column("recorded", Kind.MOMENT, "when that document was issued"),
        _optional("path", Kind.TEXT, "XPath within that document"),
        _optional("reverses", Kind.TEXT, "kind of event that this one undoes (`EventKind`)"),
        _optional("counterpart", Kind.TEXT, "UUID of the other receivable of a transfer"),
        _optional("original_amount", Kind.AMOUNT, "as paid or credited, in another currency"),
        _optional("original_currency", Kind.TEXT, "that currency"),
        _optional("exchange_rate", Kind.AMOUNT, "MXN per unit of `currency` on that day"),
        Column(
            name="declared",
            kind=Kind.STRUCT,
            meaning="what the REP declares; takes no part in the balance",
            nullable=True,
            fields=_APPLICATION,
        ),
        _column("note", Kind.TEXT, 'why a person moved it, else ""'),
    )
)
_INCONSISTENCY: Final = (
    _column("code", Kind.TEXT, "COB2nn"),
    _derived("severity", Kind.TEXT, "error, warning or info"),
    _column("document", Kind.TEXT, "UUID of the document that shows it, or a reference"),
    _optional("path", Kind.TEXT, "XPath within it"),
    _optional("receivable", Kind.TEXT, "UUID of the invoice concerned, when it is here"),
    _column("since", Kind.DAY, "first day on which it holds"),
    _optional("until", Kind.DAY, "first day on which it no longer holds; null for ever"),
    _derived("message", Kind.TEXT, "one sentence, in Spanish"),
    _list(
        "values",
        (
            _column("name", Kind.TEXT, "a field of the message"),
            _column("type", Kind.TEXT, "decimal, int, str or date"),
            _column("text", Kind.TEXT, "the value, exactly; dates as YYYY-MM-DD"),
        ),
        "the figures found",
    ),
)
_UNAPPLIED: Final = _as_written(
    (
        _column("document", Kind.TEXT, "UUID of the document that gives the credit"),
        _column("kind", Kind.TEXT, "kind of event that it would have been (`EventKind`)"),
        *_party("customer", "the customer"),
        _column("date", Kind.DAY, "the effective day"),
        _column("amount", Kind.AMOUNT, "positive, in favour of the customer"),
        _column("currency", Kind.TEXT, "of `amount`"),
        _column("reason", Kind.TEXT, "why it reduces nothing (`UnappliedReason`)"),
        _optional("invoice", Kind.TEXT, "UUID of the invoice named, when one is"),
        _optional("path", Kind.TEXT, "XPath within the document"),
    )
)
_SKIPPED: Final = (
    _column("reason", Kind.TEXT, "why it has no place in a ledger (`SkipReason`)"),
    _column("kind", Kind.TEXT, "TipoDeComprobante"),
    _column("uuid", Kind.TEXT, 'fiscal folio, "" when there is none'),
    _column("source", Kind.TEXT, 'the file, "" when there was none'),
    _column("detail", Kind.TEXT, 'more of the reason, or ""'),
)

TABLES: Final[Mapping[str, Table]] = MappingProxyType(
    {
        name: Table(name=name, meaning=meaning, columns=columns)
        for name, meaning, columns in (
            ("documents", "One row per document used, the contents of one UUID once.", _DOCUMENT),
            ("receivables", "One row per invoice, as a debt.", _RECEIVABLE),
            ("events", "One row per thing that moved one balance.", _EVENT),
            ("inconsistencies", "One row per case shown by the documents.", _INCONSISTENCY),
            ("deadlines", "One row per case that time alone brings about.", _INCONSISTENCY),
            ("unapplied", "One row per credit that reduces no receivable.", _UNAPPLIED),
            ("skipped", "One row per document that has no place in a ledger.", _SKIPPED),
            ("discarded", "Contents that lost against others with the same UUID.", _DOCUMENT),
        )
    }
)
"""The tables of a ledger, by name."""
