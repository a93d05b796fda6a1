"""The table of customers: master data that no CFDI carries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cobranza.errors import LedgerError, SourceError
from cobranza.ledger.customers import Customer, Customers, account_key
from cobranza.ledger.documents import Party
from cobranza.sources._files import printable
from cobranza.sources._table import read_table
from cobranza.sources._terms import TERMS_COLUMNS, agreement_of

if TYPE_CHECKING:
    import os

    from cobranza.sources._table import Row

__all__ = ["read_customers"]

_COLUMNS: Final = (
    "key",
    "name",
    "other_names",
    "tax_id",
    "parent",
    "group",
    "region",
    "segment",
    "seller",
    "credit_limit",
    "credit_currency",
)
_BETWEEN_NAMES: Final = "|"


def read_customers(path: str | os.PathLike[str]) -> Customers:
    r"""Read a table of customers, a CSV file or a workbook; one row for each.

    The column `rfc` must be there; the others may.

    - `rfc`: the customer's; empty for an account that receives no documents, such as a group.
    - `key`: the company's own number; the RFC when it is empty.
    - `name` and `other_names`, these with | between them: all the names that documents give it;
      they find foreigners, as `tax_id`, the registration in their own country, does.
    - `parent`: the key of the account that it belongs to.
    - `group`, `region`, `segment`, `seller`: for grouping figures.
    - `credit_limit` and `credit_currency`: MXN when that is empty.
    - the columns of terms of `read_terms`, from `days` to `valid_until`. Terms that changed belong
      in a table of their own.

    Every other column is a dimension under its own name.

    Raises:
        SourceError: the table cannot be read, a value is not what its column expects, or the
            customers do not fit together; the message names file, row, value and what was expected.
        MissingExtraError: it is a workbook, and python-calamine is not installed.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     table = Path(folder, "customers.csv")
    ...     _ = table.write_text("rfc,name,region,Canal\nXIA190128J61,XENON,Norte,Mayoreo\n")
    ...     (customer,) = read_customers(table)
    >>> customer.key, customer.region, dict(customer.dimensions)
    ('XIA190128J61', 'Norte', {'Canal': 'Mayoreo'})
    """
    found: dict[str, tuple[Customer, Row]] = {}
    for row in read_table(path, ("rfc",), (*_COLUMNS, *TERMS_COLUMNS), others=True):
        customer = _customer(row)
        known, first = found.setdefault(customer.key, (customer, row))
        if known != customer:
            row.refuse("key", f"another than that of row {first.number}, or the same row again")
    try:
        return Customers(records=tuple(customer for customer, _ in found.values()))
    except LedgerError as error:
        raise SourceError(f"{printable(str(path))}: {error}") from None


def _customer(row: Row) -> Customer:
    cells = row.cells
    rfc = row.rfc() if cells["rfc"] or not cells["key"] else ""
    names = (cells["name"], *cells["other_names"].split(_BETWEEN_NAMES))
    party = Party(rfc=rfc, name=cells["name"], tax_id=cells["tax_id"] or None)
    agreement = agreement_of(row)
    with row.building():
        return Customer(
            key=cells["key"] or account_key(party),
            rfc=rfc,
            names=tuple(filter(None, map(str.strip, names))),
            tax_id=party.tax_id,
            parent=cells["parent"] or None,
            group=cells["group"] or None,
            region=cells["region"] or None,
            segment=cells["segment"] or None,
            seller=cells["seller"] or None,
            credit_limit=row.decimal("credit_limit") if cells["credit_limit"] else None,
            credit_currency=row.currency("credit_currency") if cells["credit_currency"] else "MXN",
            agreements=() if agreement is None else (agreement,),
            dimensions=row.others,
        )
