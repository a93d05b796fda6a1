"""Our verdict on structure and catalog keys against that of SAT's own schemas.

Valid documents are damaged at random: attributes and elements lost, repeated, renamed, moved or
filled with what XSD, Python and people read differently, and catalog keys replaced by real, unreal
and withdrawn ones. `COBRANZA_DIFFERENTIAL` sets the number of documents.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from random import Random
from typing import Final

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from lxml import etree

from cobranza.cfdi import Comprobante, Finding, catalogs, write
from cobranza.cfdi._spec import ChildSpec, Node, spec_of
from cobranza.cfdi._xml import ROOTS
from cobranza.testing import MUTATIONS, comprobantes, mutation
from tests.cfdi.mutations import edited
from tests.testing.judging import NOTHING, STRUCTURE

DOCUMENTS: Final = int(os.environ.get("COBRANZA_DIFFERENTIAL", "150"))
GENERATED: Final = 60
SEED: Final = 20260131

OF_A_KEY: Final = "una clave de c_"
"""What the rules that ask for a key of a catalog say they expect."""

Enumerations = dict[str, list[str]]
"""What SAT's schemas enumerate, by catalog."""
Error = tuple[str, str]
"""What SAT's schemas say against a document: the kind of error, as libxml2 names it, and text."""


@attrs.frozen(kw_only=True)
class Difference:
    """A known reason for one side alone to find something against a document.

    `explains` is asked for each thing found: a finding of ours, or an error of SAT's schemas.
    """

    name: str
    why: str
    explains: Callable[[Finding | Error, Enumerations], bool]
    base: str
    edit: tuple[str, str]

    def example(self) -> bytes:
        """A document on which the verdicts differ so: the last place of the edit is changed."""
        before, after = self.edit
        parts = mutation(self.base).example().decode().rsplit(before, 1)
        assert len(parts) > 1
        return after.join(parts).encode()


def _is_enumerated(found: Finding | Error, enumerations: Enumerations) -> bool:
    if not isinstance(found, Finding):
        return False
    return found.value in enumerations.get(found.expected.rpartition(" ")[2], ())


def _is_of_a_wildcard(found: Finding | Error, _: Enumerations) -> bool:
    return not isinstance(found, Finding) and found[0] == "SCHEMAV_CVC_ELT_1"


DIFFERENCES: Final = (
    Difference(
        name="a withdrawn key",
        why="The schemas have no dates: they keep keys that SAT has withdrawn from its catalogs.",
        explains=_is_enumerated,
        base="COB107",
        edit=('TipoRelacion="04"', 'TipoRelacion="08"'),
    ),
    Difference(
        name="a complement without model",
        why="Complemento is a strict wildcard; what has no model is not evaluated, and says so.",
        explains=_is_of_a_wildcard,
        base="COB107",
        edit=("<tfd:TimbreFiscalDigital", '<otro xmlns="urn:otro"/><tfd:TimbreFiscalDigital'),
    ),
)
"""Every known difference between our verdict and that of SAT's schemas."""


def _judged(xml: bytes) -> list[Finding]:
    """What we find against structure and catalog keys."""
    return [
        each
        for each in NOTHING.findings(xml)
        if each.code == STRUCTURE or (each.value is not None and each.expected.startswith(OF_A_KEY))
    ]


def _unexplained(
    found: Sequence[Finding | Error], enumerations: Enumerations
) -> list[Finding | Error]:
    """What no known difference explains."""
    return [
        each
        for each in found
        if not any(known.explains(each, enumerations) for known in DIFFERENCES)
    ]


@pytest.mark.slow
def test_the_verdicts_are_the_same_or_differ_as_known(
    xsd_errors: Callable[[bytes], list[Error]], schema_enumerations: Enumerations
) -> None:
    surprises: list[str] = []
    for xml in _damaged(schema_enumerations):
        ours, theirs = _judged(xml), xsd_errors(xml)
        if bool(ours) != bool(theirs):
            surprising = _unexplained(ours or theirs, schema_enumerations)
            surprises += [f"{str(each)[:500]}\n{xml.decode()}" for each in surprising]
    assert not surprises, f"{len(surprises)} in {DOCUMENTS} documents, such as {surprises[0]}"


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda each: each.name)
def test_each_known_difference_is_one(
    xsd_errors: Callable[[bytes], list[Error]],
    schema_enumerations: Enumerations,
    difference: Difference,
) -> None:
    ours, theirs = _judged(difference.example()), xsd_errors(difference.example())
    assert bool(ours) != bool(theirs)
    assert all(difference.explains(each, schema_enumerations) for each in ours or theirs)


def _damaged(enumerations: Enumerations) -> Iterator[bytes]:
    """Damage valid documents at random, the same in every run."""
    random, documents, keys = Random(SEED), _valid_documents(), _keys(enumerations)
    for _ in range(DOCUMENTS):
        xml = random.choice(documents)
        for _ in range(random.choice((1, 1, 1, 2, 3))):
            other_key = random.choice((True, False, False))
            xml = _with_another_key(xml, random, keys) if other_key else edited(xml, random)
        yield xml


def _valid_documents() -> list[bytes]:
    found = sorted({each.example() for each in MUTATIONS})

    @settings(
        max_examples=GENERATED,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(comprobantes())
    def draw(comprobante: Comprobante) -> None:
        found.append(write(comprobante))

    draw()
    return found


Keys = dict[str, tuple[list[str], list[str]]]
"""By catalog, the keys that it has and those that only SAT's schemas have."""


def _keys(enumerations: Enumerations) -> Keys:
    found: Keys = {}
    for catalog in {*_catalogs_of_attributes().values()}:
        keys = catalogs.get(catalog).keys
        found[catalog] = sorted(keys), sorted({*enumerations[catalog]} - keys)
    return found


def _with_another_key(xml: bytes, random: Random, keys: Keys) -> bytes:
    """Replace a catalog key by another one, by one that SAT has withdrawn, or by one like it."""
    root = etree.fromstring(xml)
    names = _catalogs_of_attributes()
    places = [(each, name) for each in root.iter() for name in map(str, each.keys())]
    places = [(element, name) for element, name in places if name in names]
    if not places:
        return xml
    element, name = random.choice(places)
    real, withdrawn = keys[names[name]]
    old = element.get(name, "")
    like_it = (f" {old}", f"{old} ", old.lower(), old[:-1], f"{old}0", f"{old[:1]} {old[1:]}")
    new = (random.choice(real), random.choice(withdrawn or real), *like_it, "", "ZZZ", "0", "é")
    element.set(name, random.choice(new))
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


@cache
def _catalogs_of_attributes() -> dict[str, str]:
    """The catalog of every attribute that holds a key, by its name, which no two share."""
    found: dict[str, str] = {}

    def collect(node: type[Node]) -> None:
        spec = spec_of(node)
        found.update({a.name: a.type.catalog for a in spec.attributes if a.type.catalog})
        for child in spec.children:
            if isinstance(child, ChildSpec):
                collect(child.node)

    for root in ROOTS:
        collect(root)
    return found
