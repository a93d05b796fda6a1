"""The public IBM set of late-payment invoices, used when it is present."""

import csv
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from cobranza.aging import Applied, Item, Party

ROOT = Path(__file__).parents[2]


def american(text: str) -> date:
    return datetime.strptime(text, "%m/%d/%Y").date()  # noqa: DTZ007 - a date has no zone


@pytest.fixture(scope="session")
def ibm_items() -> tuple[Item, ...]:
    """IBM Watson "Accounts Receivable": 2 466 invoices of 2012 and 2013, each paid in one go."""
    path = ROOT.parent / "shared" / "data" / "ibm_accounts_receivable.csv"
    if not path.is_file():
        pytest.skip("the IBM accounts receivable set is not beside the project")
    with path.open(newline="", encoding="utf-8") as file:
        return tuple(
            Item(
                customer=Party(rfc="", name=row["customerID"]),
                currency="USD",
                issued=american(row["InvoiceDate"]),
                due=american(row["DueDate"]),
                amount=Decimal(row["InvoiceAmount"]),
                applied=[
                    Applied(date=american(row["SettledDate"]), amount=Decimal(row["InvoiceAmount"]))
                ],
            )
            for row in csv.DictReader(file)
        )
