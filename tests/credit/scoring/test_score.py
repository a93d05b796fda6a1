"""Components combined into a risk class, with every reason, and stored."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.credit.scoring import (
    ComponentValue,
    ReasonKind,
    Score,
    ScoreComponent,
    altman,
    score,
)
from cobranza.errors import CreditError
from tests.credit.scoring.makers import AS_OF, CARD, POLICY, statements

GOOD = CARD.score({"beyond_terms": 10, "sector": "minería"})  # 500 + 30 - 8 = 522
FACTS = {"open_defaults": 0, "audited": 1}


def scored(
    behaviour: ComponentValue = GOOD,
    z: ComponentValue = "2.30",
    bureau: ComponentValue = 700,
    **facts: Any,
) -> Score:
    components = {"behaviour": behaviour, "z": z, "bureau": bureau}
    return score(POLICY, components, as_of=AS_OF, facts={**FACTS, **facts})


class TestPoints:
    def test_by_hand(self) -> None:
        """61 * 3/5 + 80 * 1/5 + 75 * 1/5 = 67.6."""
        found = scored()
        assert (found.value, found.base_class, found.risk_class) == (Decimal("67.60"), "B", "B")
        assert [each.points for each in found.components] == [61, 80, 75]
        assert [each.share for each in found.components] == [*map(Decimal, ("0.6", "0.2", "0.2"))]
        assert (found.policy, found.version, found.as_of) == ("pyme", "2026-1", AS_OF)
        assert found.classes == ("A", "B", "C", "D")

    def test_a_z_score_is_a_component(self) -> None:
        found = scored(z=altman(statements(), model="z_general"))
        (_, z, _) = found.components
        assert (z.source, z.value, z.points) == ("Z''", Decimal("3.2402"), Decimal(100))

    def test_rounded_before_the_class(self) -> None:
        """59.995 points are 60.00, which is a B; the half goes up."""
        found = scored(behaviour=Decimal("519.99"), z="1.99997", bureau=Decimal("639.99"))
        assert (found.value, found.risk_class) == (Decimal("60.00"), "B")

    def test_rounded_once(self) -> None:
        """Three quarters of a third of 100, and a quarter of 0.02: 25.005 exactly, so 25.01."""
        policy = attrs.evolve(
            POLICY,
            components=[
                ScoreComponent(name="third", weight=3, worst=0, best=3, missing="refuse"),
                ScoreComponent(name="little", weight=1, worst=0, best=10000, missing="refuse"),
            ],
            rules=[],
        )
        assert score(policy, {"third": 1, "little": 2}, as_of=AS_OF).value == Decimal("25.01")


class TestMissing:
    def test_renormalized(self) -> None:
        """61 * 3/4 + 75 * 1/4 = 64.5."""
        found = scored(z=None)
        assert found.value == Decimal("64.50")
        (_, z, _) = found.components
        assert z.value is z.points is None
        assert z.share == z.lost == 0
        assert found.missing == ("z",)

    def test_the_worst(self) -> None:
        """61 * 3/5 + 80 * 1/5 = 52.6."""
        found = scored(bureau=None)
        assert found.value == Decimal("52.60")
        (_, _, bureau) = found.components
        assert bureau.value is None
        assert [bureau.points, bureau.lost] == [0, 20]

    def test_refused(self) -> None:
        with pytest.raises(CreditError, match="component 'behaviour' is unknown, which the policy"):
            scored(behaviour=None)

    def test_missing_is_not_zero(self) -> None:
        assert scored(z=None).value != scored(z=0).value

    def test_a_z_score_without_a_value(self) -> None:
        found = scored(z=altman(statements(retained_earnings=None), model="z_general"))
        assert found.missing == ("z", "z.retained_earnings")
        assert found.value == scored(z=None).value

    def test_within_a_scorecard(self) -> None:
        found = scored(behaviour=CARD.score({"beyond_terms": None, "sector": None}))
        assert found.missing == ("behaviour.beyond_terms", "behaviour.sector")

    def test_nothing_left(self) -> None:
        policy = attrs.evolve(POLICY, components=[POLICY.components[1]], rules=[])
        with pytest.raises(CreditError, match="no component of policy 'pyme' has a value"):
            score(policy, {"z": None}, as_of=AS_OF)

    def test_an_entry_that_is_not_there_is_not_unknown(self) -> None:
        with pytest.raises(CreditError, match="no component 'z', expected a value, or None"):
            score(POLICY, {"behaviour": 1}, as_of=AS_OF, facts=FACTS)
        with pytest.raises(CreditError, match="no fact 'open_defaults', expected a value"):
            score(POLICY, {"behaviour": 1, "z": 1, "bureau": 1}, as_of=AS_OF)

    def test_a_float(self) -> None:
        with pytest.raises(TypeError, match="floats are not exact"):
            scored(bureau=1.5)  # type: ignore[arg-type]


class TestRules:
    @pytest.mark.parametrize(
        ("facts", "risk_class"),
        [
            ({}, "B"),
            ({"open_defaults": 1}, "C"),  # capped
            ({"audited": 0}, "C"),  # one notch down
            ({"open_defaults": 1, "audited": 0}, "C"),  # the cap holds already
            ({"open_defaults": None}, "B"),  # skipped
            ({"audited": None}, "C"),  # applied
        ],
    )
    def test_caps_and_notches(self, facts: dict[str, Any], risk_class: str) -> None:
        found = scored(**facts)
        assert (found.base_class, found.risk_class) == ("B", risk_class)

    def test_the_scale_ends(self) -> None:
        lowest = scored(behaviour=400, audited=0)
        assert (lowest.base_class, lowest.risk_class) == ("D", "D")
        up = attrs.evolve(POLICY.rules[1], notches=5)
        policy = attrs.evolve(POLICY, rules=[POLICY.rules[0], up])
        facts = {"open_defaults": 1, "audited": 0}
        components = {"behaviour": 400, "z": 1, "bureau": 400}
        found = score(policy, components, as_of=AS_OF, facts=facts)
        assert found.risk_class == "C"  # to the top, and then below the cap
        assert (
            score(policy, components, as_of=AS_OF, facts={**facts, "open_defaults": 0}).risk_class
            == "A"
        )

    def test_an_unknown_fact_is_missing(self) -> None:
        found = scored(open_defaults=None)
        assert found.missing == ("open_defaults",)
        assert [rule.held for rule in found.rules] == [False, False]


class TestReasons:
    def test_rules_then_missing_then_points(self) -> None:
        found = scored(z=None, open_defaults=2)
        assert [(each.kind, each.name, each.text) for each in found.reasons] == [
            (ReasonKind.RULE, "open default", "incumplimiento abierto en el buró"),
            (ReasonKind.MISSING, "z", ""),
            (ReasonKind.POINTS, "behaviour", "paga tarde; sector"),
            (ReasonKind.POINTS, "bureau", ""),
        ]
        lost = sum(each.lost for each in found.reasons if each.lost is not None)
        assert lost == 100 - found.value

    def test_of_a_component(self) -> None:
        (behaviour, _, bureau) = scored().components
        assert [each.name for each in behaviour.reasons] == ["beyond_terms", "sector"]
        assert [each.lost for each in behaviour.reasons] == [30, 18]
        assert (behaviour.source, bureau.source, bureau.reasons) == ("pyme 2026-1", "", ())

    def test_nothing_to_say_of_the_best(self) -> None:
        assert scored(behaviour=600, z=3, bureau=800).reasons == ()


class TestStored:
    @pytest.mark.parametrize(
        "found",
        [
            scored(),
            scored(z=None, open_defaults=None),
            scored(behaviour=CARD.score({"beyond_terms": None, "sector": None}), audited=0),
            scored(z=altman(statements(equity=None))),
        ],
    )
    def test_json_and_back(self, found: Score) -> None:
        again = Score.from_dict(json.loads(json.dumps(found.to_dict())))
        assert again == found
        assert again.reasons == found.reasons
        assert again.to_dict() == found.to_dict()

    @pytest.mark.parametrize(
        ("path", "value", "message"),
        [
            (["value"], "x", "score: value is 'x', expected a decimal such as 0.35"),
            (["value"], None, "score: value is None, expected a decimal such as 0.35"),
            (
                ["as_of"],
                "2026-13-01",
                "score: as_of is '2026-13-01', expected a date such as 2026-01-31",
            ),
            (["risk_class"], "E", "score: risk_class is 'E', expected one of A, B, C, D"),
            (["extra"], 1, "score: extra is unknown, expected policy, version, "),
            (
                ["components", 0, "share"],
                0.6,
                "score: components[0].share is 0.6, expected a decimal",
            ),
            (
                ["components", 0, "factors", 0, "bin"],
                1,
                "score: components[0].factors[0].bin is 1, expected text",
            ),
            (["rules", 1, "held"], "yes", "score: rules[1].held is 'yes', expected true or false"),
        ],
    )
    def test_damaged(self, path: list[Any], value: object, message: str) -> None:
        contents: dict[str, Any] = json.loads(json.dumps(scored().to_dict()))
        place: Any = contents
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value
        with pytest.raises(CreditError) as caught:
            Score.from_dict(contents)
        assert message in str(caught.value)

    def test_the_hour_does_not_count(self) -> None:
        found = attrs.evolve(scored(), as_of=datetime(2026, 6, 30, 12, 5, tzinfo=UTC))
        assert found == scored()
        assert found.to_dict()["as_of"] == "2026-06-30"

    def test_a_date_of_toml(self) -> None:
        assert Score.from_dict({**scored().to_dict(), "as_of": date(2026, 6, 30)}) == scored()

    def test_not_a_table(self) -> None:
        with pytest.raises(CreditError, match=r"score: the data is \[\], expected a table"):
            Score.from_dict([])  # type: ignore[arg-type]


NUMBERS = st.none() | st.decimals(-100, 1000, places=2)


@pytest.mark.property
@given(
    behaviour=st.decimals(300, 700, places=2),
    z=NUMBERS,
    bureau=NUMBERS,
    defaults=st.none() | st.integers(0, 3),
    audited=st.none() | st.integers(0, 1),
)
def test_whatever_is_scored_is_stored(
    behaviour: Decimal,
    z: Decimal | None,
    bureau: Decimal | None,
    defaults: int | None,
    audited: int | None,
) -> None:
    found = scored(behaviour, z, bureau, open_defaults=defaults, audited=audited)
    assert Score.from_dict(json.loads(json.dumps(found.to_dict()))) == found
    assert 0 <= found.value <= 100
    assert found.risk_class in found.classes


@pytest.mark.property
@given(
    low=st.decimals(300, 700, places=2),
    high=st.decimals(300, 700, places=2),
    z=NUMBERS,
    defaults=st.integers(0, 1),
)
def test_a_better_component_never_gives_a_worse_class(
    low: Decimal, high: Decimal, z: Decimal | None, defaults: int
) -> None:
    worse, better = (
        scored(behaviour, z, open_defaults=defaults) for behaviour in sorted((low, high))
    )
    assert worse.value <= better.value
    assert worse.classes.index(worse.risk_class) >= better.classes.index(better.risk_class)
