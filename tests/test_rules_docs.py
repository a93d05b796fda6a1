"""Every rule is documented, sourced and shown; the generated reference is that of the rules."""

import csv
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from cobranza.cfdi.rules import BY_CODE, RULES, Rule

ROOT = Path(__file__).parents[1]
CODE = re.compile(r"CFDI40[0-9]{3}|CFDI140[0-9]{3}|CRP20[0-9]{3}|COB[13][0-9]{2}|[0-9]{3}")
JUDGED = [rule for rule in RULES if rule.needs is None or rule.judge is not None]

# Rows without a code of SAT's: ours that judge them, as far as one document shows it.
WITHOUT_CODE = {
    "NOCODE-01": ("COB101",),
    "NOCODE-02": ("COB102",),
    "NOCODE-03": ("COB103",),
    "NOCODE-04": ("COB104",),
    "NOCODE-05": ("COB105",),
    "NOCODE-06": ("COB106",),
    "NOCODE-07": ("COB107", "COB108", "COB109"),
    "NOCODE-08": ("COB116", "COB117"),  # the rest compares documents: the ledger does
    "NOCODE-09": ("COB110", "COB112"),
}
# Two codes that only doubtful seeds tell, each otherwise.
UNTRUSTED = {"CFDI40222", "CFDI40223"}
# What one PAC answers of its own accounts and queues: it says nothing of documents.
OF_ONE_PAC = "FINKOK-"


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """`tools/build_rules.py`, as a module."""
    spec = importlib.util.spec_from_file_location("build_rules", ROOT / "tools" / "build_rules.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def published() -> list[dict[str, str]]:
    """The published rules of the document and its stamping, one row each."""
    path = ROOT.parent / "shared" / "sat" / "rules.csv"
    if not path.is_file():
        pytest.skip("the table of published rules is not beside the project")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row for row in rows if row["document"] in {"CFDI", "Pagos20", "PAC"}]


def test_the_generated_pages_are_those_of_the_rules(tool: ModuleType) -> None:
    stale = [
        str(path)
        for path, text in tool.files().items()
        if not (ROOT / "docs" / path).is_file() or (ROOT / "docs" / path).read_text("utf-8") != text
    ]
    assert stale == [], "stale: run python tools/build_rules.py"


def test_every_rule_is_under_one_node(tool: ModuleType) -> None:
    grouped = [rule.code for rules in tool.NODES.values() for rule in rules]
    assert sorted(grouped) == sorted(rule.code for rule in RULES)


def test_what_markdown_takes_for_its_own_is_escaped(tool: ModuleType) -> None:
    assert tool.markdown("l_RFC <a> & `b_c` * 2") == r"l\_RFC &lt;a> &amp; `b_c` \* 2"


def test_the_page_shows_every_rule(tool: ModuleType) -> None:
    page = tool.page()
    for rule in RULES:
        assert f"\n### {rule.code}\n" in page


def test_codes_are_unique_and_well_formed() -> None:
    assert len(BY_CODE) == len(RULES)
    assert [rule.code for rule in RULES if not CODE.fullmatch(rule.code)] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_says_what_it_is(rule: Rule) -> None:
    assert rule.title.endswith((".", ")")), "one sentence"
    assert rule.source
    assert rule.applies_to
    if rule in JUDGED:
        assert rule.fails.startswith("<")
        assert rule.passes.startswith("<")
        assert rule.fails != rule.passes
    else:
        assert rule.needs
    assert rule.until is None or rule.since <= rule.until


@pytest.fixture(scope="module")
def tests_of_rules() -> str:
    """What the tests of documents and rules say, all together."""
    return "\n".join(
        path.read_text("utf-8") for path in sorted((ROOT / "tests" / "cfdi").rglob("*.py"))
    )


@pytest.mark.parametrize("rule", JUDGED, ids=lambda rule: rule.code)
def test_a_judged_rule_is_tested(rule: Rule, tests_of_rules: str) -> None:
    assert re.search(rf"\b{rule.code}\b", tests_of_rules)


def test_every_published_rule_is_registered(published: list[dict[str, str]]) -> None:
    missing = [
        row["code"]
        for row in published
        if not all(code in BY_CODE for code in WITHOUT_CODE.get(row["code"], (row["code"],)))
        and row["code"] not in UNTRUSTED
        and not row["code"].startswith(OF_ONE_PAC)
    ]
    assert missing == []


def test_exceptions_are_still_needed(published: list[dict[str, str]]) -> None:
    codes = {row["code"] for row in published}
    assert WITHOUT_CODE.keys() <= codes
    assert codes >= UNTRUSTED
    assert not UNTRUSTED & BY_CODE.keys()
