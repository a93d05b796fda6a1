"""Aging and DSO of receivables that live in an ERP table: no XML, no CFDI."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

from cobranza.aging import Applied, Buckets, Item, Party, age, dso

AS_OF = date(2026, 6, 30)

# As an ERP exports it; everything is made up, in MXN.
TABLE = """\
rfc,name,issued,days,amount,paid_on,paid
URE180429TM6,UNIVERSIDAD ROBOTICA ESPAÑOLA,2026-04-01,30,11600.00,2026-05-04,11600.00
URE180429TM6,UNIVERSIDAD ROBOTICA ESPAÑOLA,2026-05-20,30,23200.00,2026-06-25,10000.00
XIA190128J61,XENON INDUSTRIAL ARTICLES,2026-03-15,60,5800.00,,
XIA190128J61,XENON INDUSTRIAL ARTICLES,2026-06-10,60,17400.00,,
"""


def items(table: str) -> Iterator[Item]:
    """One open item per row, its payment included."""
    for row in csv.DictReader(StringIO(table)):
        issued = date.fromisoformat(row["issued"])
        payments = (
            [Applied(date=date.fromisoformat(row["paid_on"]), amount=Decimal(row["paid"]))]
            if row["paid"]
            else []
        )
        yield Item(
            customer=Party(rfc=row["rfc"], name=row["name"]),
            currency="MXN",
            issued=issued,
            due=issued + timedelta(days=int(row["days"])),
            amount=Decimal(row["amount"]),
            applied=payments,
        )


def main() -> None:
    """Print who owes how much for how long, and the DSO."""
    receivables = list(items(TABLE))
    aging = age(receivables, as_of=AS_OF, buckets=Buckets.days(30, 60))
    print(f"{'':<30}", *(f"{label:>12}" for label in aging.buckets.labels))
    for row in aging.rows:
        print(f"{row.name:<30}", *(f"{amount:>12,}" for amount in row.amounts))
    days = dso(receivables, as_of=AS_OF, currency="MXN").days
    print(f"DSO (count-back): {days:.1f} days")


if __name__ == "__main__":
    main()
