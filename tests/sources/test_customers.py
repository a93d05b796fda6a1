"""The table of customers: every column, own dimensions, and customers that do not fit."""

from datetime import date
from decimal import Decimal

import pytest

from cobranza.errors import SourceError
from cobranza.ledger import Party
from cobranza.ledger.customers import FOREIGN, Customer
from cobranza.ledger.terms import Agreement, Terms
from cobranza.sources import read_customers
from tests.sources.conftest import Put


def test_every_column(put: Put) -> None:
    customers = read_customers(
        put(
            "key;RFC;name;other_names;tax_id;parent;group;region;segment;seller;credit_limit;"
            "credit_currency;days;valid_from;Canal de venta;Zona;\n"
            "G-1;;Grupo Xenon;;;;Industria;;;;;;;;;;nothing\n"
            "C-1;xia190128j61;XENON;XENON SA | Xenón;;G-1;;Norte;A;Ana;150000.00;usd;30;"
            "2026-01-01;=Mayoreo;;\n"
        )
    )
    group, xenon = customers
    assert group == Customer(key="G-1", names=("Grupo Xenon",), group="Industria")
    assert xenon == Customer(
        key="C-1",
        rfc="XIA190128J61",
        names=("XENON", "XENON SA", "Xenón"),
        parent="G-1",
        region="Norte",
        segment="A",
        seller="Ana",
        credit_limit=Decimal("150000.00"),
        credit_currency="USD",
        agreements=(Agreement(terms=Terms(days=30), since=date(2026, 1, 1)),),
        dimensions={"Canal de venta": "=Mayoreo"},
    )
    assert customers.dimensions_of(xenon)["group"] == "Industria"


def test_an_account_is_its_own_key(put: Put) -> None:
    customers = read_customers(
        put(f"rfc,name,tax_id\nXIA190128J61,X,\n{FOREIGN},Acme Inc.,12-34\n{FOREIGN},Bolt,\n")
    )
    keys = ["XIA190128J61", f"{FOREIGN}#1234", f"{FOREIGN}:BOLT"]
    assert [customer.key for customer in customers] == keys
    found = customers.of(Party(rfc=FOREIGN, name="ACME, INC."))
    assert found is not None
    assert found.key == f"{FOREIGN}#1234"


def test_terms_are_optional(put: Put) -> None:
    customers = read_customers(
        put("key,rfc,days,business_days,roll\nC-1,,,sí,siguiente\nC-2,,0,no,\nC-3,,8,sí,\n")
    )
    terms = [customer.terms_on(date(2026, 1, 1)) for customer in customers]
    assert terms == [None, Terms(), Terms(days=8, business_days=True)]


def test_a_row_twice_is_one(put: Put) -> None:
    assert len(read_customers(put("rfc,name\nXIA190128J61,X\nXIA190128J61,X\n"))) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name\nX\n", ", row 1: no column 'rfc', expected rfc"),
        ("rfc,Zona,Zona\nXIA190128J61,a,b\n", ", row 1: two columns 'Zona', expected one"),
        ("rfc\nXIA\n", ", row 2: rfc is 'XIA', expected an RFC such as XIA190128J61"),
        ("rfc,name\n,X\n", ", row 2: rfc is '', expected an RFC such as XIA190128J61"),
        ("rfc,key\nXIA,C-1\n", ", row 2: rfc is 'XIA', expected an RFC such as XIA190128J61"),
        (
            "rfc,name\nXIA190128J61,X\nXIA190128J61,Y\n",
            ", row 3: key is '', expected another than that of row 2, or the same row again",
        ),
        (
            'rfc,credit_limit\nXIA190128J61,"150,000"\n',
            ", row 2: credit_limit is '150,000', expected a plain decimal such as 1234.50",
        ),
        (
            "rfc,credit_limit\nXIA190128J61,-1\n",
            ", row 2: credit_limit is -1, expected 0 or more",
        ),
        (
            "rfc,credit_limit,credit_currency\nXIA190128J61,1,pesos\n",
            ", row 2: credit_currency is 'pesos', expected a currency such as USD",
        ),
        (
            "rfc,days\nXIA190128J61,treinta\n",
            ", row 2: days is 'treinta', expected a whole number of days",
        ),
        (
            "rfc,parent\nXIA190128J61,G-1\n",
            ": parent of 'XIA190128J61' is 'G-1', expected a key of the table",
        ),
        (
            "key,rfc\nC-1,XIA190128J61\nC-2,XIA190128J61\n",
            (
                ": customers 'C-1' and 'C-2' are both 'XIA190128J61' in documents, "
                "expected an RFC, a tax_id or a name that tells them apart"
            ),
        ),
    ],
)
def test_errors(put: Put, text: str, message: str) -> None:
    path = put(text)
    with pytest.raises(SourceError) as caught:
        read_customers(path)
    assert str(caught.value) == f"{path}{message}"
