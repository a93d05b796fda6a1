"""Promises and follow-ups: what comes out of each table, and what is refused."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cobranza.aging import Applied, FollowUp, Promise
from cobranza.errors import SourceError
from cobranza.ledger import Party
from cobranza.sources import read_follow_ups, read_promises
from tests.sources.conftest import Put

PROMISES = "rfc,made,due,amount"


def test_promises(put: Put) -> None:
    path = put(
        f"{PROMISES},name,currency,received,received_on\n"
        "xia190128j61,2026-05-04,2026-05-15,500.00,XENON,usd,450.50,2026-05-14\n"
        "URE180429TM6,2026-05-04,2026-05-04,1,,,,\n"
    )
    assert read_promises(path) == (
        Promise(
            customer=Party(rfc="XIA190128J61", name="XENON"),
            currency="USD",
            made=date(2026, 5, 4),
            due=date(2026, 5, 15),
            amount=Decimal("500.00"),
            received=[Applied(date=date(2026, 5, 14), amount=Decimal("450.50"))],
        ),
        Promise(
            customer=Party(rfc="URE180429TM6"),
            currency="MXN",
            made=date(2026, 5, 4),
            due=date(2026, 5, 4),
            amount=Decimal(1),
        ),
    )


def test_follow_ups(put: Put) -> None:
    path = put("due,done\n2026-05-04,2026-05-05\n2026-05-11,\n")
    assert read_follow_ups(path) == (
        FollowUp(due=date(2026, 5, 4), done=date(2026, 5, 5)),
        FollowUp(due=date(2026, 5, 11), done=None),
    )


@pytest.mark.parametrize(
    ("read", "text", "message"),
    [
        (read_promises, f"{PROMISES}\nXIA,2026-05-04,2026-05-15,1", "row 2: rfc is 'XIA'"),
        (read_promises, f"{PROMISES}\nXIA190128J61,2026-05-04,2026-05-15,0", "row 2"),
        (read_promises, f"{PROMISES}\nXIA190128J61,2026-05-04,2026-05-01,1", "row 2"),
        (read_promises, f"{PROMISES}\nXIA190128J61,4/5/2026,2026-05-01,1", "made is '4/5/2026'"),
        (
            read_promises,
            f"{PROMISES},received,received_on\nXIA190128J61,2026-05-04,2026-05-15,1,1,",
            "received_on is ''",
        ),
        (read_follow_ups, "due,done\n,2026-05-04", "due is ''"),
        (read_follow_ups, "due,done\n2026-05-04,yes", "done is 'yes'"),
    ],
)
def test_what_is_wrong_is_refused_by_row(
    put: Put, read: Callable[[Path], object], text: str, message: str
) -> None:
    with pytest.raises(SourceError, match=message):
        read(put(text))
