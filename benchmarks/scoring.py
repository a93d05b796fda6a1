"""Scores on public data: Z-scores on Polish bankruptcies, a trained card on late payments.

`python -m benchmarks scoring --arff 1year.arff 5year.arff --invoices ibm_accounts_receivable.csv`

The first files are the Polish companies bankruptcy data (UCI 365, CC BY 4.0): ARFF with 64 ratios
and a class. The second is IBM's "Accounts Receivable" sample: one line for each invoice. Neither is
part of the project.
"""

from __future__ import annotations

import argparse
import csv
import sys
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs

from benchmarks.timing import table
from cobranza.aging import Applied, Item, Party
from cobranza.credit.scoring import (
    ALTMAN,
    NO_HISTORY,
    Example,
    FactorKind,
    FactorPlan,
    Performance,
    Scaling,
    Training,
    auc,
    payment_features,
    performance,
    psi,
    split_by_time,
    train,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ALTMAN_ATTRIBUTES: Final = {
    "X1": "Attr3",  # working capital / total assets
    "X2": "Attr6",  # retained earnings / total assets
    "X3": "Attr7",  # EBIT / total assets
    "X4": "Attr8",  # book value of equity / total liabilities
    "X5": "Attr9",  # sales / total assets
}
UNTIL: Final = date(2013, 6, 30)
SCALING: Final = Scaling(base_score=600, base_odds="20:1", direction="good:bad", pdo=20)
PLANS: Final = (
    *(
        FactorPlan(name=name)
        for name in (
            *("beyond_terms", "payment_index", "late_share", "payment_trend"),
            *("worst_days", "experiences", "amount"),
        )
    ),
    FactorPlan(name="country", kind=FactorKind.CATEGORY),
    FactorPlan(name="paperless", kind=FactorKind.CATEGORY),
)


def run() -> None:
    """Print what the files named on the command line say; explain how to name them otherwise."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks scoring")
    parser.add_argument("--arff", type=Path, nargs="+", default=[], metavar="PATH")
    parser.add_argument("--invoices", type=Path, metavar="PATH")
    given, _ = parser.parse_known_args(sys.argv[1:])
    if not given.arff and given.invoices is None:
        print(
            "scoring needs its data: --arff PATH... or --invoices PATH; see benchmarks/scoring.py"
        )
    if given.arff:
        print_bankruptcies(given.arff)
    if given.invoices is not None:
        print_late_payments(given.invoices)


@attrs.frozen(kw_only=True)
class Company:
    """One line of the Polish data: the ratios of Altman that are known, and what became of it."""

    ratios: Mapping[str, Decimal]
    bankrupt: bool


@attrs.frozen(kw_only=True)
class Companies:
    """The companies of one file, and how many lines were none."""

    known: tuple[Company, ...]
    unreadable: int


def read_arff(path: Path) -> Companies:
    """Read the ratios of Altman and the class of each company; `?` is not known.

    Lines after `@data` that do not have a value for each attribute are counted and left out: one
    copy in circulation has a stray line of text there.
    """
    attributes: list[str] = []
    known: list[Company] = []
    unreadable = 0
    lines = iter(path.read_text("utf-8", "replace").splitlines())
    for line in lines:
        words = line.split()
        if words and words[0].lower() == "@attribute":
            attributes.append(words[1].strip("'\""))
        if line.strip().lower() == "@data":
            break
    for line in lines:
        if not line.strip() or line.startswith("%"):
            continue
        company = _company(attributes, [each.strip() for each in line.split(",")])
        if company is None:
            unreadable += 1
        else:
            known.append(company)
    return Companies(known=tuple(known), unreadable=unreadable)


def _company(attributes: Sequence[str], values: Sequence[str]) -> Company | None:
    if len(values) != len(attributes) or values[-1] not in {"0", "1"}:
        return None
    cells = dict(zip(attributes, values, strict=True))
    try:
        ratios = {
            name: Decimal(cells[attribute])
            for name, attribute in ALTMAN_ATTRIBUTES.items()
            if cells[attribute] != "?"
        }
    except InvalidOperation:
        return None
    return Company(ratios=ratios, bankrupt=values[-1] == "1")


def z_auc(companies: Sequence[Company], model: str) -> tuple[Decimal | None, int]:
    """Give the AUC of a Z-score over the companies whose ratios it needs, and how many they are."""
    chosen = ALTMAN[model]
    judged = [each for each in companies if chosen.coefficients.keys() <= each.ratios.keys()]
    area = auc([chosen.value(each.ratios) for each in judged], [each.bankrupt for each in judged])
    return area, len(judged)


def print_bankruptcies(paths: Iterable[Path]) -> None:
    """Print the AUC of Z' and Z'' on each file."""
    rows: list[tuple[str, ...]] = []
    for path in paths:
        companies = read_arff(path)
        for model in ("z_private", "z_general"):
            area, judged = z_auc(companies.known, model)
            left_out = len(companies.known) - judged + companies.unreadable
            bankrupt = sum(each.bankrupt for each in companies.known)
            cells = (ALTMAN[model].name, shown(area), str(judged), str(left_out), str(bankrupt))
            rows.append((path.name, *cells))
    header = ("file", "model", "AUC", "companies", "left out", "bankrupt")
    print(table(header, rows))
    print()


def read_invoices(path: Path) -> list[dict[str, str]]:
    """Read the lines of the late-payment data, in order of issue."""
    with path.open(newline="", encoding="utf-8") as file:
        return sorted(
            csv.DictReader(file), key=lambda row: (day(row["InvoiceDate"]), *row.values())
        )


def late_payment_examples(rows: Sequence[Mapping[str, str]]) -> list[Example]:
    """Make an example of each invoice: what was known the day before, and whether it was late.

    Whether it was disputed came later, so it is not used; electronic billing counts from the day on
    which the customer chose it. The outcome of every invoice is known the day after it falls due.
    """
    items: defaultdict[str, list[Item]] = defaultdict(list)
    for row in rows:
        items[row["customerID"]].append(_item(row))
    return [_example(row, items[row["customerID"]]) for row in rows]


def _item(row: Mapping[str, str]) -> Item:
    amount = Decimal(row["InvoiceAmount"])
    return Item(
        customer=Party(rfc="", name=row["customerID"]),
        currency="USD",
        issued=day(row["InvoiceDate"]),
        due=day(row["DueDate"]),
        amount=amount,
        applied=[Applied(date=day(row["SettledDate"]), amount=amount)],
    )


def _example(row: Mapping[str, str], items: Sequence[Item]) -> Example:
    issued, due = day(row["InvoiceDate"]), day(row["DueDate"])
    found = payment_features(items, as_of=issued - timedelta(days=1), currency="USD")
    history = found[0].values if found else NO_HISTORY
    return Example(
        date=issued,
        known=due + timedelta(days=1),
        values={
            **history,
            "amount": Decimal(row["InvoiceAmount"]),
            "country": row["countryCode"],
            "paperless": "yes" if day(row["PaperlessDate"]) <= issued else "no",
        },
        bad=day(row["SettledDate"]) > due,
    )


def train_late_payments(examples: Sequence[Example]) -> tuple[Training, Performance, Performance]:
    """Train on what was known by `UNTIL`, and judge the card and the baseline by what came later.

    The baseline is the share of the customer's past payments and overdue invoices that were late;
    without a history, that of all invoices of the training.
    """
    parts = split_by_time(examples, until=UNTIL)
    training = train(
        parts.train, PLANS, until=UNTIL, scaling=SCALING, name="late payment", version="1"
    )
    usual = Decimal(sum(each.bad for each in parts.train)) / len(parts.train)
    shares = [_past(each, usual) for each in parts.test]
    baseline = performance([-each for each in shares], shares, [each.bad for each in parts.test])
    return training, training.test(parts.test), baseline


def stability(training: Training, examples: Sequence[Example]) -> Decimal | None:
    """Give the PSI of the scores of later invoices, over the tenths of those of the training."""
    parts = split_by_time(examples, until=training.until)
    before, now = (
        sorted(training.scorecard.score(each.values).value for each in part)
        for part in (parts.train, parts.test)
    )
    ends = sorted({before[len(before) * tenth // 10] for tenth in range(1, 10)})
    counts = [
        [last - first for first, last in pairwise([0, *places, len(scores)])]
        for scores in (before, now)
        for places in ([bisect_left(scores, end) for end in ends],)
    ]
    return psi(*counts)


def _past(example: Example, usual: Decimal) -> Decimal:
    share = example.values["late_share"]
    return share if isinstance(share, Decimal) else usual


def print_late_payments(path: Path) -> None:
    """Print how the card and the baseline did, what the card is made of, and its calibration."""
    examples = late_payment_examples(read_invoices(path))
    training, card, baseline = train_late_payments(examples)
    print(f"trained on {sum(training.outcomes)}, {training.outcomes.bad} late, until {UNTIL};")
    print(f"tested on {card.count} later ones, {card.bad} late\n")
    measures = [
        (name, *map(shown, (told.auc, told.gini, told.ks, told.brier)))
        for name, told in (("card", card), ("past late share", baseline))
    ]
    print(table(("score", "AUC", "Gini", "KS", "Brier"), measures))
    print(f"\nPSI of later scores: {shown(stability(training, examples))}\n")
    print(table(("factor", "information", "coefficient", "bins"), _factors(training)))
    print()
    print(table(("score", "predicted", "observed", "invoices"), _calibration(card, baseline)))


def _factors(training: Training) -> Iterator[tuple[str, ...]]:
    for each in training.factors:
        bins = "; ".join(f"{found.label}: {found.points}" for found in each.bins)
        yield each.name, shown(each.information), shown(each.coefficient), bins
    for name, reason in training.dropped.items():
        yield name, reason, "", ""


def _calibration(card: Performance, baseline: Performance) -> Iterator[tuple[str, ...]]:
    for name, told in (("card", card), ("past late share", baseline)):
        for row in told.calibration:
            yield name, shown(row.predicted), shown(row.observed), str(row.count)


def shown(value: Decimal | None) -> str:
    """Write a number with three decimals."""
    return "none" if value is None else f"{value:.3f}"


def day(text: str) -> date:
    """Read an American date."""
    return datetime.strptime(text, "%m/%d/%Y").date()  # noqa: DTZ007 - a date has no zone


if __name__ == "__main__":
    run()
