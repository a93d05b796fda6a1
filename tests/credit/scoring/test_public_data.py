"""Public data: late payments as they came, and bankruptcies in the layout of their files."""

import subprocess
import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cobranza.credit.scoring import ALTMAN, Example, Zone, split_by_time

scoring: Any = pytest.importorskip(
    "benchmarks.scoring", reason="the benchmarks are not beside the tests"
)
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def invoices() -> Path:
    path = ROOT.parent / "shared" / "data" / "ibm_accounts_receivable.csv"
    if not path.is_file():
        pytest.skip("the IBM accounts receivable set is not beside the project")
    return path


@pytest.fixture(scope="module")
def examples(invoices: Path) -> list[Example]:
    found: list[Example] = scoring.late_payment_examples(scoring.read_invoices(invoices))
    return found


@pytest.mark.slow
class TestLatePayments:
    def test_outcomes(self, examples: list[Example]) -> None:
        """IBM's set: 2 466 invoices, of which 877 were paid late."""
        assert len(examples) == 2466
        assert sum(each.bad for each in examples) == 877

    def test_first_invoices_have_no_history(self, examples: list[Example]) -> None:
        assert examples[0].values["beyond_terms"] is None
        assert examples[0].values["experiences"] == 0

    def test_only_what_was_known(self, invoices: Path, examples: list[Example]) -> None:
        """Without all that came later, the values of an invoice are the same."""
        rows = scoring.read_invoices(invoices)
        for index in (300, 1200, 2400):
            known = [
                row
                if scoring.day(row["SettledDate"]) < examples[index].date
                else {**row, "SettledDate": "1/1/2099"}
                for row in rows[: index + 1]
                if row["customerID"] == rows[index]["customerID"]
            ]
            *_, again = scoring.late_payment_examples(known)
            assert again.values == examples[index].values

    def test_as_documented(self, examples: list[Example]) -> None:
        """The figures of docs/scoring.md, to two decimals: the baseline is nearly as good."""
        pytest.importorskip("sklearn", reason="scikit-learn is not installed (group `learning`)")
        training, card, baseline = scoring.train_late_payments(examples)
        assert (sum(training.outcomes), card.count, card.bad) == (1826, 536, 151)
        measured = [
            [None if each is None else each.quantize(Decimal("0.01")) for each in measures]
            for measures in (
                (card.auc, card.ks, card.brier),
                (baseline.auc, baseline.ks, baseline.brier),
            )
        ]
        assert measured == [
            [Decimal("0.86"), Decimal("0.59"), Decimal("0.14")],
            [Decimal("0.85"), Decimal("0.59"), Decimal("0.15")],
        ]

    def test_nobody_learns_from_the_future(self, examples: list[Example]) -> None:
        parts = split_by_time(examples, until=scoring.UNTIL)
        assert max(each.known for each in parts.train) <= scoring.UNTIL
        assert min(each.date for each in parts.test) == scoring.UNTIL + timedelta(days=1)
        assert len(parts.left_out) == len(examples) - 1826 - 536


# In the layout of the Polish companies bankruptcy data (UCI 365); the numbers are invented.
ATTRIBUTES = "\n".join(f"@attribute Attr{number} numeric" for number in range(1, 65))
HEADER = f"@relation '5year-weka.filters'\n\n{ATTRIBUTES}\n@attribute class {{0,1}}\n\n@data\n"


def line(*ratios: str, bankrupt: str) -> str:
    """One company with its Attr3, Attr6, Attr7, Attr8 and Attr9."""
    cells: dict[int, str] = dict(zip((3, 6, 7, 8, 9), ratios, strict=True))
    return ",".join([*(cells.get(number, "0.5") for number in range(1, 65)), bankrupt])


@pytest.fixture
def arff(tmp_path: Path) -> Path:
    path = tmp_path / "5year.arff"
    companies = [
        line("0.4", "0.3", "0.2", "1.5", "1.4", bankrupt="0"),
        line("0.2", "0.1", "0.1", "0.9", "1.1", bankrupt="0"),
        line("-0.3", "-0.4", "-0.1", "-0.2", "0.9", bankrupt="1"),
        line("0.3", "0.2", "0.1", "1.0", "?", bankrupt="1"),
        line("?", "0.2", "0.1", "1.0", "1.2", bankrupt="0"),
        line("1.e2", "abc", "0.1", "1.0", "1.2", bankrupt="0"),
        line("0.2", "0.1", "0.1", "0.9", "1.1", bankrupt="?"),
        "a stray line of text",
    ]
    path.write_text(HEADER + "% a comment\n\n" + "\n".join(companies) + "\n", "utf-8")
    return path


class TestBankruptcies:
    def test_mapping(self, arff: Path) -> None:
        found = scoring.read_arff(arff)
        assert (len(found.known), found.unreadable) == (5, 3)
        assert found.known[0].ratios == {
            "X1": Decimal("0.4"),
            "X2": Decimal("0.3"),
            "X3": Decimal("0.2"),
            "X4": Decimal("1.5"),
            "X5": Decimal("1.4"),
        }
        assert [each.bankrupt for each in found.known] == [False, False, True, True, False]
        assert "X5" not in found.known[3].ratios

    def test_auc(self, arff: Path) -> None:
        """Z' lacks two companies, Z'' one, which needs no sales: 3 of 4 pairs by hand."""
        companies = scoring.read_arff(arff).known
        assert scoring.z_auc(companies, "z_private") == (1, 3)
        assert scoring.z_auc(companies, "z_general") == (Decimal("0.75"), 4)
        general = ALTMAN["z_general"]
        assert general.zone(general.value(companies[2].ratios)) is Zone.DISTRESS

    def test_command(self, arff: Path) -> None:
        printed = self.run("--arff", str(arff), str(arff))
        assert printed.count("| 5year.arff | Z'' | 0.750 | 4 | 4 | 2 |") == 2

    def test_command_without_data(self) -> None:
        assert "scoring needs its data: --arff PATH... or --invoices PATH" in self.run()

    def run(self, *options: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.scoring", *options],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            cwd=ROOT,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout
