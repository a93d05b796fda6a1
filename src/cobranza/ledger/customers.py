"""Customers: who is who, which accounts belong together, and what the master data say of them.

A document names its customer by RFC and name. That is enough for most, and too little for two: the
generic RFCs of foreigners and of the general public stand for many. `account_key` is the one place
that says what makes an account.

>>> from cobranza.ledger import Party
>>> account_key(Party(rfc="XEXX010101000", name="Acme, Inc.", tax_id="12-3456789"))
'XEXX010101000#123456789'
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol

import attrs

from cobranza._frozen import FrozenDict
from cobranza.errors import LedgerError
from cobranza.ledger._terms.agreements import Agreement, in_order
from cobranza.ledger.documents import check_amount

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from cobranza.ledger._terms.values import Terms

__all__ = [
    "FOREIGN",
    "GENERAL_PUBLIC",
    "GENERIC",
    "Customer",
    "Customers",
    "Named",
    "account_key",
    "identity",
]

FOREIGN: Final = "XEXX010101000"
"""SAT's generic RFC of foreigners: everyone who has no RFC of Mexico."""
GENERAL_PUBLIC: Final = "XAXX010101000"
"""SAT's generic RFC of the general public: buyers who give no RFC."""

GENERIC: Final = frozenset({FOREIGN, GENERAL_PUBLIC, ""})
"""What stands for many customers instead of an RFC of one's own; "" is no RFC at all."""

# Those whose documents make many accounts: the name, or another registration, tells them apart.
_SHARED: Final = frozenset({FOREIGN, ""})


class Named(Protocol):
    """Who has an RFC and a name: a `Party`, a `Customer`, a debtor of `cobranza.aging`."""

    @property
    def rfc(self) -> str:
        """RFC, or "" for none."""
        ...

    @property
    def name(self) -> str:
        """Name as it is written."""
        ...


def account_key(party: Named) -> str:
    """Give the key of the account that a document is charged to.

    It is the RFC in capitals. The general public is one account, `GENERAL_PUBLIC`, whatever name
    stands there. Foreigners share an RFC and are told apart by the registration in their own
    country (`tax_id`, when there is one), else by name; so are parties without RFC. Neither
    punctuation nor case nor accents make a difference in a name, nor do separators in a `tax_id`.

    A foreigner whose documents give the `tax_id` only sometimes has two keys: a table of customers
    that names both makes them one customer.

    Source: SAT, Anexo 20 and its guide, on the generic RFCs.

    >>> from cobranza.ledger import Party
    >>> account_key(Party(rfc="xia190128j61", name="XENON INDUSTRIAL ARTICLES"))
    'XIA190128J61'
    >>> account_key(Party(rfc="XEXX010101000", name="Müller & Söhne GmbH"))
    'XEXX010101000:MULLER SOHNE GMBH'
    >>> account_key(Party(rfc="XAXX010101000", name="PUBLICO EN GENERAL"))
    'XAXX010101000'
    """
    rfc = party.rfc.strip().upper()
    if rfc not in _SHARED:
        return rfc
    tax_id = _plain_tax_id(getattr(party, "tax_id", None))
    return f"{rfc}#{tax_id}" if tax_id else _name_key(rfc, party.name)


def identity(party: Named) -> tuple[str, str]:
    """Tell customers apart in what is shown: by RFC, and under a generic one by name too.

    Unlike `account_key` it takes RFC and name to the letter, and lists the names of the general
    public apart.

    >>> from cobranza.ledger import Party
    >>> identity(Party(rfc="XIA190128J61", name="XENON INDUSTRIAL ARTICLES"))
    ('XIA190128J61', '')
    >>> identity(Party(rfc="XAXX010101000", name="MOSTRADOR"))
    ('XAXX010101000', 'MOSTRADOR')
    """
    return party.rfc, party.name if party.rfc in GENERIC else ""


def _name_key(rfc: str, name: str) -> str:
    return f"{rfc}:{_plain_name(name)}"


@lru_cache(maxsize=4096)
def _plain_name(name: str) -> str:
    """Capitals, digits and single spaces."""
    folded = unicodedata.normalize("NFKD", name).upper()
    bare = "".join(c for c in folded if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())


def _plain_tax_id(tax_id: str | None) -> str:
    return "".join(c for c in (tax_id or "").upper() if c.isalnum())


def _tuple(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(names)


def _frozen(contents: Mapping[str, str]) -> Mapping[str, str]:
    return FrozenDict(contents)


def _records(records: Iterable[Customer]) -> tuple[Customer, ...]:
    return tuple(records)


_STANDARD_DIMENSIONS: Final = ("group", "region", "segment", "seller")


@attrs.frozen(kw_only=True)
class Customer:
    """What the company knows of one customer; all of it is optional but the key.

    `names` are all the names it appears under, the usual one first; `tax_id` is the registration of
    a foreigner in its own country. `parent` is the key of the account that it belongs to.
    `credit_limit` is in `credit_currency`. `agreements` are the terms of payment and their dates of
    validity. `dimensions` are further attributes under the company's own names.

    >>> Customer(key="C-001", rfc="XIA190128J61", names=("XENON INDUSTRIAL ARTICLES",)).name
    'XENON INDUSTRIAL ARTICLES'

    Raises:
        TypeError: the limit is not a Decimal.
        MoneyError: the limit is not finite or has more than 18 integer digits.
        LedgerError: the key is empty, the limit is negative, two agreements hold on the same day,
            or a dimension has the name of one that every customer has.
    """

    key: str
    rfc: str = ""
    names: tuple[str, ...] = attrs.field(default=(), converter=_tuple)
    tax_id: str | None = None
    parent: str | None = None
    group: str | None = None
    region: str | None = None
    segment: str | None = None
    seller: str | None = None
    credit_limit: Decimal | None = None
    credit_currency: str = "MXN"
    agreements: tuple[Agreement, ...] = ()
    dimensions: Mapping[str, str] = attrs.field(factory=dict[str, str], converter=_frozen)

    def __attrs_post_init__(self) -> None:
        if not self.key:
            raise LedgerError("key is empty, expected what names the customer")
        if self.credit_limit is not None:
            check_amount(self.credit_limit, "credit_limit")
            if self.credit_limit < 0:
                raise LedgerError(f"credit_limit is {self.credit_limit}, expected 0 or more")
        for name in _STANDARD_DIMENSIONS:
            if name in self.dimensions:
                raise LedgerError(f"dimension {name!r} is a field, expected another name")
        in_order(self.agreements, self.key)

    @property
    def name(self) -> str:
        """The usual name, "" when none is known."""
        return self.names[0] if self.names else ""

    def terms_on(self, day: date) -> Terms | None:
        """Give the terms agreed for what is issued on a day; `None` without any."""
        return next((each.terms for each in self.agreements if each.covers(day)), None)


@attrs.frozen(kw_only=True)
class Customers:
    """A table of customers: look-up by what a document says, and the tree of their accounts.

    >>> customers = Customers(
    ...     records=(
    ...         Customer(key="XENON", names=("Grupo Xenon",), group="Industria"),
    ...         Customer(key="XENON-MTY", rfc="XIA190128J61", parent="XENON"),
    ...     )
    ... )
    >>> from cobranza.ledger import Party
    >>> found = customers.of(Party(rfc="XIA190128J61"))
    >>> found.key, customers.root(found).key, customers.group_of(found)
    ('XENON-MTY', 'XENON', 'Industria')

    Raises:
        LedgerError: two customers have the same key, RFC or `tax_id`, or names that do not tell
            them apart; or a parent is not in the table, or is below its own child.
    """

    records: tuple[Customer, ...] = attrs.field(default=(), converter=_records)
    _by_key: dict[str, Customer] = attrs.field(
        default=attrs.Factory(lambda self: _by_key(self.records), takes_self=True),
        init=False,
        eq=False,
        repr=False,
    )
    _by_account: dict[str, Customer | None] = attrs.field(
        default=attrs.Factory(lambda self: _by_account(self.records), takes_self=True),
        init=False,
        eq=False,
        repr=False,
    )
    _children: dict[str, tuple[Customer, ...]] = attrs.field(
        default=attrs.Factory(lambda self: _children(self.records), takes_self=True),
        init=False,
        eq=False,
        repr=False,
    )

    def __attrs_post_init__(self) -> None:
        _check_parents(self._by_key)

    def __len__(self) -> int:
        return len(self.records)

    def __iter__(self) -> Iterator[Customer]:
        return iter(self.records)

    def get(self, key: str) -> Customer | None:
        """Find a customer by its own key.

        >>> Customers().get("C-001") is None
        True
        """
        return self._by_key.get(key)

    def of(self, party: Named) -> Customer | None:
        """Find the customer that a document names; `None` when no one, or no single one, fits.

        An RFC decides by itself. A foreigner fits by `tax_id`, or by any of its names unless both
        sides have a `tax_id` and they differ; a party without RFC likewise.

        >>> from cobranza.ledger import Party
        >>> acme = Customer(key="ACME", rfc="XEXX010101000", names=("Acme, Inc.", "ACME CORP"))
        >>> Customers(records=(acme,)).of(Party(rfc="XEXX010101000", name="Acme Corp.")).key
        'ACME'
        """
        account = account_key(party)
        found = self._by_account.get(account)
        rfc, has_tax_id, _ = account.partition("#")
        if found is None and has_tax_id:
            found = self._by_account.get(_name_key(rfc, party.name))
            return found if found and not found.tax_id else None
        return found

    def ancestors(self, customer: Customer) -> Iterator[Customer]:
        """Go up from a customer's parent to the root of its tree."""
        while customer.parent is not None:
            customer = self._by_key[customer.parent]
            yield customer

    def root(self, customer: Customer) -> Customer:
        """Give the account at the top of a customer's tree: itself when it has no parent."""
        top = customer
        for above in self.ancestors(customer):
            top = above
        return top

    def children(self, key: str) -> tuple[Customer, ...]:
        """Give the customers whose parent is `key`, in the order of the table."""
        return self._children.get(key, ())

    def group_of(self, customer: Customer) -> str | None:
        """Give a customer's group: its own, or that of the nearest account above it."""
        for each in (customer, *self.ancestors(customer)):
            if each.group is not None:
                return each.group
        return None

    def dimensions_of(self, customer: Customer) -> Mapping[str, str]:
        """Give everything by which figures can be grouped: the standard dimensions and its own.

        Those that are not known are left out; the group may be that of an account above.

        >>> norte = Customer(key="C-001", region="Norte", dimensions={"canal": "Mayoreo"})
        >>> dict(Customers(records=(norte,)).dimensions_of(norte))
        {'region': 'Norte', 'canal': 'Mayoreo'}
        """
        standard = {name: getattr(customer, name) for name in _STANDARD_DIMENSIONS}
        standard["group"] = self.group_of(customer)
        known = {name: value for name, value in standard.items() if value is not None}
        return FrozenDict({**known, **customer.dimensions})


def _by_key(records: Iterable[Customer]) -> dict[str, Customer]:
    found: dict[str, Customer] = {}
    for customer in records:
        if found.setdefault(customer.key, customer) is not customer:
            raise LedgerError(f"two customers have the key {customer.key!r}, expected one")
    return found


def _by_account(records: Iterable[Customer]) -> dict[str, Customer | None]:
    """Index what documents may say; `None` is a name of two that only a `tax_id` tells apart."""
    found: dict[str, Customer | None] = {}
    for customer in records:
        for key in _accounts(customer):
            other = found.setdefault(key, customer)
            if other is customer:
                continue
            if other is not None and not (":" in key and other.tax_id and customer.tax_id):
                raise LedgerError(
                    f"customers {other.key!r} and {customer.key!r} are both {key!r} in documents, "
                    "expected an RFC, a tax_id or a name that tells them apart"
                )
            found[key] = None
    return found


def _accounts(customer: Customer) -> set[str]:
    """Give every account key under which documents may name a customer."""
    key = account_key(customer)
    rfc = customer.rfc.strip().upper()
    if rfc not in _SHARED:
        return {key}
    keys = {_name_key(rfc, name) for name in customer.names}
    if "#" in key:
        keys.add(key)
    if rfc and not keys:
        raise LedgerError(
            f"customer {customer.key!r} has the RFC of all foreigners, expected a tax_id or a name"
        )
    return keys


def _children(records: Iterable[Customer]) -> dict[str, tuple[Customer, ...]]:
    found: dict[str, list[Customer]] = {}
    for customer in records:
        if customer.parent is not None:
            found.setdefault(customer.parent, []).append(customer)
    return {parent: tuple(children) for parent, children in found.items()}


def _check_parents(customers: Mapping[str, Customer]) -> None:
    """Refuse a parent that is not there, and one that is below its own child."""
    safe: set[str] = set()
    for customer in customers.values():
        path: dict[str, None] = {}
        key: str | None = customer.key
        while key is not None and key not in safe:
            if key in path:
                raise LedgerError(f"customer {key!r} is above itself, expected a tree of parents")
            path[key] = None
            parent = customers[key].parent
            if parent is not None and parent not in customers:
                raise LedgerError(f"parent of {key!r} is {parent!r}, expected a key of the table")
            key = parent
        safe.update(path)
