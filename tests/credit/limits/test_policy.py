"""Policies as data: read, refused with the place and the reason, written, and told apart."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings

from cobranza.credit.limits import (
    Authority,
    Bound,
    ClassRules,
    CreditPolicy,
    FileDocument,
    GuaranteeKind,
    HoldRules,
    InsuranceRules,
    MethodRules,
    Need,
    Reason,
    RequiredDocument,
)
from cobranza.errors import CreditError
from tests.credit.limits.makers import (
    ANALYST,
    COMMITTEE,
    DAY,
    EXAMPLE,
    MANAGER,
    POLICY,
    authority,
    policy,
    risk_class,
)
from tests.credit.limits.strategies import policies


def test_the_example_says_what_its_file_says() -> None:
    assert POLICY.effective_until == date(2026, 12, 31)
    assert POLICY.class_named("B").turnover_share == Decimal("0.05")
    assert POLICY.authorities[1].by_class == {
        "A": Decimal(500_000),
        "B": Decimal(250_000),
        "C": Decimal(50_000),
    }
    assert POLICY.hold == HoldRules(
        overdue_days=5, overdue_amount=Decimal(1000), notices=(Reason.REVIEW_DUE,)
    )
    assert POLICY.methods.use == (Bound.NEED, Bound.CAPACITY)


@pytest.mark.parametrize("name", ["policy.toml", "policy.json"])
def test_what_is_written_is_read_back_as_the_same(tmp_path: Path, name: str) -> None:
    POLICY.dump(tmp_path / name)
    again = CreditPolicy.load(tmp_path / name)
    assert (again, again.id) == (POLICY, POLICY.id)


@pytest.mark.property
@settings(max_examples=30)
@given(policies())
def test_every_policy_survives_json(drawn: CreditPolicy) -> None:
    again = CreditPolicy.from_dict(json.loads(json.dumps(drawn.to_dict())))
    assert (again, again.id) == (drawn, drawn.id)


def test_texts_survive_toml(tmp_path: Path) -> None:
    odd = 'comillas " y \\, línea\nnueva, \x7f, tabulador \t'
    named = attrs.evolve(policy(), name=odd, authorities=(authority(odd, {"A": "1"}),))
    named.dump(tmp_path / "odd.toml")
    assert CreditPolicy.load(tmp_path / "odd.toml") == named


def test_any_change_changes_the_digest() -> None:
    other = attrs.evolve(POLICY, tolerance_share=Decimal("0.051"))
    assert other.id.digest != POLICY.id.digest
    assert attrs.evolve(other, tolerance_share=POLICY.tolerance_share).id == POLICY.id


def edit(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    data: dict[str, Any] = POLICY.to_dict()
    change(data)
    return data


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.pop("currency"), "currency is missing, expected text"),
        (lambda d: d.pop("classes"), "classes is missing, expected a list"),
        (lambda d: d.update(limite=1), "limite is unknown, expected name, version, currency, "),
        (lambda d: d.update(classes={}), "classes is {}, expected a list"),
        (lambda d: d.update(hold=[]), r"hold is \[\], expected a table"),
        (
            lambda d: d["classes"][1].update(cap="mucho"),
            r"classes\[1\].cap is 'mucho', expected a decimal such as 0.35",
        ),
        (lambda d: d["classes"][1].update(cap=True), r"classes\[1\].cap is True, expected a dec"),
        (
            lambda d: d["classes"][1].update(cap=Decimal("NaN")),
            r"classes\[1\].cap is Decimal\('NaN'\), expected a dec",
        ),
        (lambda d: d["classes"][0].update(cap="-1"), r"classes\[0\].cap is -1, expected 0 or more"),
        (
            lambda d: d["classes"][2].update(turnover_share="2"),
            r"classes\[2\].turnover_share is 2, expected a fraction from 0 to 1",
        ),
        (
            lambda d: d["classes"][2].update(terms_days=["30"]),
            r"classes\[2\].terms_days\[0\] is '30', expected a whole number",
        ),
        (lambda d: d["classes"][2].update(terms_days=[]), r"classes\[2\].terms_days is \[\], exp"),
        (
            lambda d: d["classes"][2].pop("review_days"),
            r"classes\[2\].review_days is missing, expected a whole number",
        ),
        (
            lambda d: d["authorities"][0]["by_class"].update(A="x"),
            r"authorities\[0\].by_class.A is 'x', expected a decimal",
        ),
        (
            lambda d: d["authorities"][0]["by_class"].update(A="-5"),
            r"authorities\[0\].by_class.A is -5, expected 0 or more",
        ),
        (
            lambda d: d["authorities"][1].update(waives=["todo"]),
            r"authorities\[1\].waives\[0\] is 'todo', expected one of above_suggestion, ",
        ),
        (
            lambda d: d["methods"].update(combine="median"),
            "methods.combine is 'median', expected one of average, least",
        ),
        (
            lambda d: d["methods"].update(use=["class_cap"]),
            r"methods.use is \['class_cap'\], expected some of need, ",
        ),
        (lambda d: d["methods"].update(use=[]), r"methods.use is \[\], expected some of need, "),
        (
            lambda d: d["methods"].update(use=["need", "need"]),
            "methods.use has 'need' twice, expected each once",
        ),
        (
            lambda d: d.update(effective_from="ayer"),
            "effective_from is 'ayer', expected a date such as 2026-01-31",
        ),
        (lambda d: d.update(effective_from=5), "effective_from is 5, expected a date"),
    ],
)
def test_bad_data_is_refused_with_its_place(
    change: Callable[[dict[str, Any]], object], message: str
) -> None:
    with pytest.raises(CreditError, match=f"^{message}"):
        CreditPolicy.from_dict(edit(change))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('name = "x', "policy.toml: "),
        ("name = 1", "policy.toml: name is 1, expected text"),
        ("effective_from = 2026-01-01T00:00:00", "effective_from is datetime.datetime"),
        ("round_to = nan", r"round_to is Decimal\('NaN'\), expected a decimal"),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, text: str, message: str) -> None:
    lines = EXAMPLE.read_text("utf-8").splitlines()
    key = text.partition(" ")[0]
    lines = [text if line.startswith(f"{key} =") else line for line in lines[:14]]
    path = tmp_path / "policy.toml"
    path.write_text("\n".join([*lines, *EXAMPLE.read_text("utf-8").splitlines()[14:]]), "utf-8")
    with pytest.raises(CreditError, match=message):
        CreditPolicy.load(path)


def test_a_file_that_is_no_table_or_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "policy.json"
    with pytest.raises(CreditError, match=r"policy.json: .*No such file"):
        CreditPolicy.load(path)
    with pytest.raises(CreditError, match=r"missing.policy.json: .*No such file"):
        POLICY.dump(tmp_path / "missing" / "policy.json")
    with pytest.raises(CreditError, match="surrogates not allowed"):
        attrs.evolve(POLICY, name="\ud800").dump(path)
    path.write_text("[]", "utf-8")
    with pytest.raises(CreditError, match=r"policy.json: the data is \[\], expected a table"):
        CreditPolicy.load(path)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"currency": "pesos"}, "currency is 'pesos', expected three capitals"),
        ({"currency": "M1X"}, "currency is 'M1X', expected three capitals"),
        ({"effective_until": date(2025, 1, 1)}, "effective_until is 2025-01-01, expected 2026-01"),
        ({"round_to": Decimal("0.001")}, "round_to is 0.001, expected what MXN can hold"),
        ({"round_to": Decimal(0)}, "round_to is 0, expected more than 0"),
        ({"temporary_days": 0}, "temporary_days is 0, expected 1 or more"),
        ({"proposal_days": -1}, "proposal_days is -1, expected 0 or more"),
        ({"name": " "}, "name is ' ', expected some text"),
        ({"classes": ()}, "classes is empty"),
        ({"classes": (risk_class("A"), risk_class("A"))}, "classes has 'A' twice"),
        (
            {"authorities": (authority(COMMITTEE, {"A": "1"}),)},
            f"authorities has '{COMMITTEE}' twice",
        ),
        (
            {"guarantees": (GuaranteeKind(kind="x", haircut=Decimal(0)),) * 2},
            "guarantees has 'x' twice",
        ),
        ({"documents": (RequiredDocument(kind="x", name="X"),) * 2}, "documents has 'x' twice"),
        (
            {"classes": (risk_class("A", "5"), risk_class("B", "6"))},
            r"classes\[1\].cap is 6, expected at most 5, that of the better class 'A'",
        ),
        (
            {"classes": (risk_class("A", turnover_share=Decimal(0)), risk_class("B"))},
            r"classes\[1\].turnover_share is None, expected one in every class or in none",
        ),
        (
            {"classes": (risk_class("A", secured_cap=Decimal(5)), risk_class("B"))},
            r"classes\[1\].secured_cap is None, expected at most 5",
        ),
        (
            {
                "classes": (
                    risk_class("A", secured_cap=Decimal(5)),
                    risk_class("B", secured_cap=Decimal(6)),
                )
            },
            r"classes\[1\].secured_cap is 6, expected at most 5",
        ),
        (
            {"authorities": (authority("Gerente", {"Z": "1"}),)},
            r"authorities\[0\].by_class.Z is no risk class, expected one of A, B",
        ),
        (
            {"authorities": (authority("Gerente", {"A": "1", "B": "2"}),)},
            r"authorities\[0\].by_class.B is 2, expected at most that of the better class 'A'",
        ),
        (
            {"authorities": (authority("X", {"A": "2"}), authority("Y", {"A": "1"}))},
            r"authorities\[1\].by_class.A is less than that of 'X'",
        ),
        (
            {
                "authorities": (
                    authority("X", {"A": "2"}, excess_share=Decimal(1)),
                    authority("Y", {"A": "2"}),
                )
            },
            r"authorities\[1\].excess_share is less than that of 'X'",
        ),
        (
            {
                "authorities": (
                    authority("X", {"A": "2"}),
                    authority("Y", {"A": "2"}, group_total=Decimal(1)),
                )
            },
            r"authorities\[1\].group_total is less than that of 'X'",
        ),
        (
            {
                "authorities": (
                    authority("X", {"A": "2"}, waives=(Reason.OVERDUE,)),
                    authority("Y", {"A": "2"}),
                )
            },
            r"authorities\[1\].waives is less than that of 'X'",
        ),
    ],
)
def test_a_policy_that_contradicts_itself_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(CreditError, match=f"^{message}"):
        policy(**changes)


def test_an_unproven_customer_gets_no_more_than_a_proven_one() -> None:
    with pytest.raises(CreditError, match=r"^unproven_cap is 6, expected at most the cap, 5"):
        risk_class("A", "5", unproven_cap=Decimal(6))


@pytest.mark.parametrize(
    "build",
    [
        lambda: risk_class("A", unproven_cap=0.5),
        lambda: InsuranceRules(cover=1),  # type: ignore[arg-type]
        lambda: Authority(role="X", by_class={"A": 1.5}),  # type: ignore[dict-item]
        lambda: Need(sales=Decimal(1), days=1, iva_rate=0.16, terms_days=1),  # type: ignore[arg-type]
    ],
)
def test_only_decimals_are_amounts(build: Callable[[], object]) -> None:
    with pytest.raises(TypeError, match="expected"):
        build()


def test_names_that_are_not_there_are_refused() -> None:
    with pytest.raises(CreditError, match="risk_class is 'Z', expected one of A, B, C"):
        POLICY.class_named("Z")
    with pytest.raises(CreditError, match=f"role is 'Mago', expected one of {ANALYST}, {MANAGER}"):
        POLICY.rank("Mago")


def test_a_policy_answers_only_while_it_is_in_force() -> None:
    for day in (POLICY.effective_from, DAY, date(2026, 12, 31)):
        POLICY.check_in_force(day)
    for day in (date(2025, 12, 31), date(2027, 1, 1)):
        with pytest.raises(CreditError, match=f"not in force on {day}, expected a day from 2026-"):
            POLICY.check_in_force(day)
    with pytest.raises(CreditError, match="expected a day from 2026-01-01 on"):
        policy().check_in_force(date(2025, 12, 31))


def test_a_file_document_does_not_end_before_it_begins() -> None:
    with pytest.raises(CreditError, match="until is 2026-03-01, expected 2026-03-02 or later"):
        FileDocument(kind="x", issued=DAY, until=date(2026, 3, 1))


def test_terms_are_days() -> None:
    with pytest.raises(CreditError, match=r"terms_days is \[-1\], expected days of 0 or more"):
        ClassRules(name="A", cap=Decimal(1), terms_days=(-1,), review_days=1)


def test_the_shares_of_a_tenth_are_those_of_the_source() -> None:
    """A tenth of net worth, of working capital, of monthly sales: academy.highako.com."""
    rules = MethodRules()
    assert rules.net_worth_share == rules.working_capital_share == Decimal("0.1")
    assert rules.monthly_sales_share == Decimal("0.1")
