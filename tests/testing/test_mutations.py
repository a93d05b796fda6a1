"""Every mutation breaks exactly the rules that it names, on its document and on generated ones."""

import re

import pytest
from hypothesis import given, settings
from lxml import etree

from cobranza.cfdi import NAMESPACES, Comprobante, read, write
from cobranza.cfdi.rules import RULES
from cobranza.errors import CobranzaError
from cobranza.testing import MUTATIONS, Mutation, comprobantes, mutation, mutations
from cobranza.testing._mutations._mutation import fitting
from tests.testing.judging import NOTHING, STRUCTURE, given_for

BY_NAME = {each.name: each for each in MUTATIONS}
JUDGED = {rule.code for rule in RULES if rule.judge is not None}

every_mutation = pytest.mark.parametrize("each", MUTATIONS, ids=lambda each: each.name)


@every_mutation
def test_it_breaks_exactly_its_rules(each: Mutation) -> None:
    needed = given_for(each, read(each.example()).comprobante)
    assert needed.findings(each.example()) == ()
    assert needed.codes(each.failing_example()) == each.codes


@every_mutation
def test_every_finding_points_into_the_document(each: Mutation) -> None:
    xml = each.failing_example()
    needed = given_for(each, read(each.example()).comprobante)
    root = etree.fromstring(xml).getroottree()
    for found in needed.findings(xml):
        # What the structure lacks has the path that it would have, so its parent is looked for.
        missing = found.code == STRUCTURE and found.message.startswith("Falta")
        path = found.path.rpartition("/")[0] if missing else found.path
        assert not path or root.xpath(path, namespaces=NAMESPACES), found


@every_mutation
def test_its_examples_are_always_the_same(each: Mutation) -> None:
    assert each.example() == each.example()
    assert each.failing_example() == each.apply(each.example())
    assert each.failing_example() != each.example()
    assert each.applies(read(each.example()).comprobante)


def test_names_and_descriptions_are_their_own() -> None:
    assert len(BY_NAME) == len(MUTATIONS)
    descriptions = [each.description for each in MUTATIONS]
    assert [each for each in descriptions if each.endswith(".") or not each[0].isupper()] == []
    assert [each.name for each in MUTATIONS if not re.fullmatch(r"[\w.-]+", each.name)] == []


def test_every_judged_rule_has_a_mutation() -> None:
    broken = frozenset[str]().union(*(each.codes for each in MUTATIONS))
    assert JUDGED - broken == set()
    assert broken - JUDGED == {STRUCTURE}


def test_a_rule_is_shown_by_the_mutation_that_breaks_the_fewest_others() -> None:
    alone = {code for each in MUTATIONS if len(each.codes) == 1 for code in each.codes}
    for code in sorted(JUDGED):
        assert code in mutation(code).codes
        assert (mutation(code).codes == {code}) or code not in alone
    assert mutation("CFDI40108").codes == {"CFDI40108"}


def test_a_rule_that_cannot_be_judged_has_none() -> None:
    with pytest.raises(CobranzaError, match="no mutation breaks 'CFDI40118'"):
        mutation("CFDI40118")


def test_a_mutation_refuses_a_document_that_has_no_place_for_it() -> None:
    receipt = mutation("CRP20218")
    invoice = mutation("CFDI40108").example()
    assert not receipt.applies(read(invoice).comprobante)
    with pytest.raises(CobranzaError, match="monto-cero does not apply to this document"):
        receipt.apply(invoice)


@pytest.mark.property
@given(mutations())
def test_it_breaks_exactly_its_rules_on_any_document(drawn: tuple[Comprobante, Mutation]) -> None:
    comprobante, each = drawn
    assert NOTHING.codes(each.apply(write(comprobante))) == each.codes


@pytest.mark.property
@settings(max_examples=20)
@given(comprobantes())
def test_so_do_those_that_need_more_than_the_document(comprobante: Comprobante) -> None:
    xml = write(comprobante)
    for each in fitting(comprobante, [each for each in MUTATIONS if each.needs]):
        needed = given_for(each, comprobante)
        assert needed.codes(each.apply(xml)) == each.codes, each.name


@pytest.mark.slow
@pytest.mark.property
@settings(max_examples=10)
@given(comprobantes())
def test_all_that_apply_to_a_document_do(comprobante: Comprobante) -> None:
    xml = write(comprobante)
    for each in fitting(comprobante, [each for each in MUTATIONS if each.needs is None]):
        assert NOTHING.codes(each.apply(xml)) == each.codes, each.name
