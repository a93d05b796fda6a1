"""Scorecards trained from history."""

import random
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest

from cobranza.credit.scoring import (
    DropReason,
    Example,
    FactorKind,
    FactorPlan,
    FactorValue,
    Monotone,
    Scorecard,
    Training,
    Unseen,
    scorecard_from_dict,
    scorecard_to_dict,
    split_by_time,
    train,
)
from cobranza.errors import CreditError, MissingExtraError
from tests.credit.scoring.makers import SCALING

FIRST = date(2024, 1, 1)
UNTIL = date(2025, 6, 30)
PLANS = (
    FactorPlan(name="late", reason="paga tarde"),
    FactorPlan(name="sector", kind=FactorKind.CATEGORY, unseen=Unseen.NEUTRAL),
    FactorPlan(name="noise"),
)


def history(count: int = 1500, seed: int = 5) -> list[Example]:
    """Customers who are bad the more often the later they paid before, and in one sector."""
    rng = random.Random(seed)
    examples: list[Example] = []
    for _ in range(count):
        late = rng.randint(0, 60)
        sector = rng.choice(["comercio", "servicios", "construcción"])
        chance = 0.05 + 0.008 * late + (0.25 if sector == "construcción" else 0)
        day = FIRST + timedelta(rng.randint(0, 700))
        values: dict[str, FactorValue] = {
            "late": None if rng.random() < 0.1 else Decimal(late),
            "sector": sector,
            "noise": Decimal(rng.randint(0, 1)),
        }
        known = day + timedelta(31)
        examples.append(Example(date=day, known=known, values=values, bad=rng.random() < chance))
    return examples


EXAMPLES = history()
SPLIT = split_by_time(EXAMPLES, until=UNTIL)


def trained(
    examples: Sequence[Example] = SPLIT.train,
    plans: Sequence[FactorPlan] = PLANS,
    **options: Any,
) -> Training:
    return train(examples, plans, until=UNTIL, scaling=SCALING, name="pyme", version="1", **options)


@pytest.fixture(scope="module")
def training() -> Training:
    pytest.importorskip("sklearn", reason="scikit-learn is not installed (group `learning`)")
    return trained()


class TestSplit:
    def test_by_time(self) -> None:
        assert len(SPLIT.train) + len(SPLIT.test) + len(SPLIT.left_out) == len(EXAMPLES)
        assert max(each.known for each in SPLIT.train) <= UNTIL < min(e.date for e in SPLIT.test)
        for each in SPLIT.left_out:
            assert each.date <= UNTIL < each.known
        assert SPLIT.left_out
        assert [each.date for each in SPLIT.train] == sorted(each.date for each in SPLIT.train)

    def test_known_before_it_happened(self) -> None:
        with pytest.raises(CreditError, match="known is 2025-12-31, expected no earlier than 2026"):
            Example(date=date(2026, 1, 1), known=date(2025, 12, 31), values={}, bad=False)


class TestNoLeakage:
    def test_no_outcome_of_later_is_learned(self) -> None:
        with pytest.raises(CreditError, match=f"expected by {UNTIL}"):
            trained([*SPLIT.train, SPLIT.left_out[0]])
        with pytest.raises(CreditError, match=f"expected by {UNTIL}"):
            trained([*SPLIT.train, SPLIT.test[0]])

    def test_nothing_that_was_learned_is_tested(self, training: Training) -> None:
        for wrong in (SPLIT.train[0], SPLIT.left_out[-1]):
            with pytest.raises(CreditError, match=f"expected later than {UNTIL}"):
                training.test([*SPLIT.test, wrong])

    def test_the_future_does_not_change_the_card(self, training: Training) -> None:
        """Turn every later outcome round: the card stays the same."""
        turned = [
            attrs.evolve(each, bad=not each.bad) if each.known > UNTIL else each
            for each in EXAMPLES
        ]
        assert trained(split_by_time(turned, until=UNTIL).train) == training


class TestCard:
    def test_what_came_out(self, training: Training) -> None:
        assert isinstance(training.scorecard, Scorecard)
        assert [each.name for each in training.factors] == ["late", "sector"]
        assert training.dropped == {"noise": DropReason.LITTLE_INFORMATION}
        assert sum(training.outcomes) == len(SPLIT.train)
        assert training.outcomes.bad == sum(each.bad for each in SPLIT.train)
        assert training.until == UNTIL
        for factor in training.scorecard.factors:
            assert all(points == points.to_integral_value() for points in factor.all_points)

    def test_points_fall_as_the_share_of_bad_rises(self, training: Training) -> None:
        for factor in training.factors:
            *bins, missing = sorted(factor.bins, key=lambda each: each.label == "missing")
            assert missing.label == "missing"
            by_share = sorted(bins, key=lambda each: each.counts.bad_share)
            points = [each.points for each in by_share]
            assert points == sorted(points, reverse=True)
            assert sum(sum(each.counts) for each in factor.bins) == len(SPLIT.train)

    def test_counts_beside_plain_counting(self, training: Training) -> None:
        (late, _) = training.factors
        (factor, _) = training.scorecard.factors
        for each in late.bins:
            outcomes = [
                example.bad
                for example in SPLIT.train
                if factor.earn(example.values["late"]).bin == each.label
            ]
            assert (each.counts.bad, each.counts.all) == (sum(outcomes), len(outcomes))

    def test_missing_has_its_own_evidence(self, training: Training) -> None:
        """A tenth of the values were unknown whatever the outcome: about average, not the worst."""
        (factor, _) = training.scorecard.factors
        assert min(factor.bin_points) < factor.missing < max(factor.bin_points)

    def test_what_was_never_seen(self, training: Training) -> None:
        (_, sector) = training.scorecard.factors
        assert sector.earn("minería").points == sector.earn(None).points == 0  # neutral
        known = [
            attrs.evolve(each, values={**each.values, "late": each.values["late"] or Decimal(30)})
            for each in SPLIT.train
        ]
        (late, *_) = trained(known).scorecard.factors
        assert late.missing == min(late.bin_points)  # the worst

    def test_it_explains_itself_as_any_other(self, training: Training) -> None:
        result = training.scorecard.score({"late": 55, "sector": "construcción"})
        assert [each.reason or each.name for each in result.reasons] == ["paga tarde", "sector"]

    def test_it_is_stored_as_any_other(self, training: Training) -> None:
        assert scorecard_from_dict(scorecard_to_dict(training.scorecard)) == training.scorecard

    def test_the_same_twice(self, training: Training) -> None:
        assert trained() == training

    def test_on_later_customers(self, training: Training) -> None:
        told = training.test(SPLIT.test, groups=4)
        assert told.count == len(SPLIT.test)
        assert told.auc is not None
        assert Decimal("0.65") < told.auc < Decimal("0.85")
        for row in told.calibration:
            assert abs(row.predicted - row.observed) < Decimal("0.15")
        with pytest.raises(CreditError, match="no examples to test on"):
            training.test([])


class TestPoints:
    def test_probabilities_are_those_of_scikit_learn(self) -> None:
        """With enough decimals the card is the regression, on the same weights of evidence."""
        np: Any = pytest.importorskip("numpy", reason="NumPy is not installed")
        linear: Any = pytest.importorskip(
            "sklearn.linear_model", reason="scikit-learn is not installed (group `learning`)"
        )
        training = trained(places=12)
        columns = [
            [
                next(b.woe for b in trained_factor.bins if b.label == factor.earn(value).bin)
                for value in (each.values[factor.name] for each in SPLIT.train)
            ]
            for factor, trained_factor in zip(
                training.scorecard.factors, training.factors, strict=True
            )
        ]
        rows = np.array(columns, dtype=float).T
        model = linear.LogisticRegression().fit(rows, [each.bad for each in SPLIT.train])
        wanted = model.predict_proba(rows)[:, 1]
        found = [float(training.scorecard.score(each.values).probability) for each in SPLIT.train]
        assert found == pytest.approx(list(wanted), abs=1e-5)

    def test_limits(self, training: Training) -> None:
        few = trained(most_bins=2, least_share=Decimal("0.2"))
        assert [len(each.bins) for each in few.factors] == [3, 3]  # and missing
        assert max(len(each.bins) for each in training.factors) <= 6
        assert trained(least_information=Decimal(0)).dropped.get("noise") in (
            None,
            DropReason.WRONG_SIGN,
        )


class TestDropped:
    def test_one_bin(self, training: Training) -> None:
        plans = [*PLANS, FactorPlan(name="same"), FactorPlan(name="one", kind=FactorKind.CATEGORY)]
        examples = [
            attrs.evolve(each, values={**each.values, "same": 1, "one": "x"})
            for each in SPLIT.train
        ]
        found = trained(examples, plans)
        assert found.scorecard == training.scorecard
        assert found.dropped["same"] is found.dropped["one"] is DropReason.ONE_BIN

    def test_the_wrong_sign(self) -> None:
        """By itself `other` is the worse the higher; beside `measured` it says how late is blurred.

        With blur `e`, `measured` is late + e and `other` late / 4 + e: of two customers with the
        same `measured`, the one with more of `other` pays earlier.
        """
        pytest.importorskip("sklearn", reason="scikit-learn is not installed (group `learning`)")
        rng = random.Random(3)
        examples: list[Example] = []
        for _ in range(2000):
            late, blur = rng.randint(0, 60), rng.randint(-20, 20)
            values = {"measured": Decimal(late + blur), "other": Decimal(late // 4 + blur)}
            bad = rng.random() < 0.05 + 0.01 * late
            examples.append(Example(date=FIRST, known=FIRST, values=values, bad=bad))
        plans = [FactorPlan(name="measured"), FactorPlan(name="other", monotone=Monotone.RISING)]
        found = trained(examples, plans)
        assert found.dropped == {"other": DropReason.WRONG_SIGN}
        (alone,) = trained(examples, plans[1:]).factors
        assert alone.coefficient > 0

    def test_nothing_left(self) -> None:
        with pytest.raises(CreditError, match="no factor tells good outcomes from bad ones"):
            trained(plans=[FactorPlan(name="noise")])


class TestWrong:
    def test_one_kind_of_outcome(self) -> None:
        good = [each for each in SPLIT.train if not each.bad]
        with pytest.raises(CreditError, match=rf"{len(good)} good and 0 bad outcomes, expected"):
            trained(good)

    def test_a_value_that_is_not_there(self) -> None:
        with pytest.raises(CreditError, match="has no 'size', not even None"):
            trained(plans=[FactorPlan(name="size")])

    def test_the_other_kind(self) -> None:
        with pytest.raises(CreditError, match=r"late is [0-9]+, expected a category"):
            trained(plans=[FactorPlan(name="late", kind=FactorKind.CATEGORY)])
        with pytest.raises(CreditError, match=r"sector is .* expected a plain decimal"):
            trained(plans=[FactorPlan(name="sector")])


class TestExtra:
    def test_missing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "sklearn.linear_model", None)
        with pytest.raises(MissingExtraError, match=r"pip install 'cobranza\[scoring\]'"):
            trained()

    def test_scoring_needs_none_of_it(self) -> None:
        code = (
            "import sys, cobranza.credit.scoring as s\n"
            "card = s.Scorecard(name='x', version='1', base_points=0, factors=[s.Factor(name='a',"
            " closed='upper', bands=[s.Band(points=5)], missing=0)], scaling=s.Scaling("
            "base_score=600, base_odds='50:1', direction='good:bad', pdo=20))\n"
            "print(card.score({'a': 1}).value, [m for m in ('sklearn', 'numpy', 'polars', 'lxml')"
            " if m in sys.modules])"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
        )
        assert (done.stdout.strip(), done.stderr) == ("5 []", "")
