"""The models against SAT's official schemas, in both directions.

Each difference is one line, such as `Comprobante/@Total: XSD pattern X, model Y`. When SAT
publishes a new schema, the lines of this test are the list of what to change.
"""

import inspect
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import attrs
import pytest

from cobranza.cfdi import comprobante, implocal, pagos, timbre
from cobranza.cfdi._simple_types import C_MONEDA, T_IMPORTE, T_NO_CERTIFICADO, T_TEXTO_25
from cobranza.cfdi._spec import (
    AttributeSpec,
    ChildSpec,
    Element,
    Node,
    NodeSpec,
    SimpleType,
    WildcardSpec,
    spec_of,
)
from tests.cfdi.xsd import UnknownConstructError, XsdAttribute, XsdElement, XsdSchema, read_schema

SAT: Final = "www.sat.gob.mx/sitio_internet/cfd"
SCHEMAS: Final[dict[type[Node], str]] = {
    comprobante.Comprobante: f"{SAT}/4/cfdv40.xsd",
    pagos.Pagos: f"{SAT}/Pagos/Pagos20.xsd",
    timbre.TimbreFiscalDigital: f"{SAT}/TimbreFiscalDigital/TimbreFiscalDigitalv11.xsd",
    implocal.ImpuestosLocales: f"{SAT}/implocal/implocal.xsd",
}
MODELS: Final = tuple(
    model
    for module in (comprobante, pagos, timbre, implocal)
    for model in vars(module).values()
    if inspect.isclass(model) and issubclass(model, Node) and model.__module__ == module.__name__
)

# SAT uses one node name for two different nodes: the class of the inner one says so.
CLASS_NAMES: Final = {
    "ImpuestosConcepto": "Impuestos",
    "RetencionConcepto": "Retencion",
    "TrasladoConcepto": "Traslado",
}
# Two nodes of SAT that are alike in name and content share a class.
SHARED_CLASSES: Final[dict[type[Node], int]] = {comprobante.InformacionAduanera: 2}
FIELD_NAMES: Final = {"Año": "anio"}
# A type that says nothing is text.
BASES: Final = {"anySimpleType": "string", "short": "integer"}


@pytest.fixture(scope="module")
def schemas(official_schemas: Path) -> dict[type[Node], XsdSchema]:
    return {model: read_schema(official_schemas / path) for model, path in SCHEMAS.items()}


def snake_case(name: str) -> str:
    """Put `_` between words; a run of capitals is one word, with the digits that end it."""
    words = re.findall(r"[A-Z]+(?![a-z])\d*|[A-Z]?[a-z]+\d*", name)
    return FIELD_NAMES.get(name, "_".join(words).lower())


def path_of(child: ChildSpec | WildcardSpec) -> str:
    return "/".join((*child.groups, child.name)) if isinstance(child, ChildSpec) else child.name


def places(element: XsdElement, above: str = "") -> Iterator[tuple[str, XsdElement, bool]]:
    """Each child as a model sees it: its path through grouping elements, and if it must be."""
    for child in element.children:
        if child.groups:
            for path, item, required in places(child, f"{above}{child.name}/"):
                yield path, item, required and child.required
        else:
            yield f"{above}{child.name}", child, child.required


def pairs(
    element: XsdElement, model: type[Node], above: str = ""
) -> Iterator[tuple[str, XsdElement, type[Node]]]:
    """Walk schema and models side by side: path, element and its class."""
    path = f"{above}{element.name}"
    yield path, element, model
    children = {path_of(child): child for child in spec_of(model).children}
    for place, item, _ in places(element):
        child = children.get(place)
        if isinstance(child, ChildSpec):
            yield from pairs(item, child.node, "/".join((path, *child.groups, "")))


def differences(path: str, element: XsdElement, spec: NodeSpec) -> Iterator[str]:
    """Say in one line each how a class, without those below it, differs from its element."""
    yield from compare(
        f"{path}/@",
        {each.name: facts_of(each) for each in element.attributes},
        {each.name: facts_of(each) for each in spec.attributes},
    )
    yield from compare(
        f"{path}/",
        {
            place: {"wildcard": item.holds_anything, "many": item.many, "required": required}
            for place, item, required in places(element)
        },
        {path_of(each): child_facts(each) for each in spec.children},
    )
    if spec.ordered is element.interleaved:
        yield f"{path}: XSD ordered {not element.interleaved}, model {spec.ordered}"


def compare(
    path: str, xsd: Mapping[str, Mapping[str, object]], model: Mapping[str, Mapping[str, object]]
) -> Iterator[str]:
    yield from (f"{path}{name}: in the XSD only" for name in xsd if name not in model)
    yield from (f"{path}{name}: in the model only" for name in model if name not in xsd)
    xsd_order = [name for name in xsd if name in model]
    model_order = [name for name in model if name in xsd]
    if xsd_order != model_order:
        yield f"{path}: XSD order {' '.join(xsd_order)}, model {' '.join(model_order)}"
    for name in xsd_order:
        for fact, value in xsd[name].items():
            if value != model[name][fact]:
                yield f"{path}{name}: XSD {fact} {value}, model {model[name][fact]}"


def facts_of(attribute: XsdAttribute | AttributeSpec) -> dict[str, object]:
    facts: dict[str, object] = {"required": attribute.required, "fixed": attribute.fixed}
    facts |= {facet.name: getattr(attribute.type, facet.name) for facet in attrs.fields(SimpleType)}
    facts["base"] = BASES.get(attribute.type.base, attribute.type.base)
    if attribute.type.name is None:
        del facts["name"]  # where the schema names no type, the model is free to
    return facts


def child_facts(child: ChildSpec | WildcardSpec) -> dict[str, object]:
    if isinstance(child, WildcardSpec):
        return {"wildcard": True, "many": False, "required": False}
    return {"wildcard": False, "many": child.many, "required": child.required}


def test_every_element_has_its_place(schemas: dict[type[Node], XsdSchema]) -> None:
    # 26 + 14 + 1 elements make a stamped receipt of payment; ImpuestosLocales adds 3.
    counts = {model.__name__: schema.element_count for model, schema in schemas.items()}
    assert counts == {
        "Comprobante": 26, "Pagos": 14, "TimbreFiscalDigital": 1, "ImpuestosLocales": 3,
    }  # fmt: skip
    for model, schema in schemas.items():
        elements = list(schema.root.walk())
        modelled = [element for _, element, _ in pairs(schema.root, model)]
        passed_through = [each for each in elements if each.groups or each.holds_anything]
        assert len(elements) == schema.element_count
        assert Counter(map(id, modelled)) + Counter(map(id, passed_through)) == Counter(
            map(id, elements)
        )


def test_every_class_has_its_element(schemas: dict[type[Node], XsdSchema]) -> None:
    uses = Counter(
        node for model, schema in schemas.items() for _, _, node in pairs(schema.root, model)
    )
    assert uses == {model: SHARED_CLASSES.get(model, 1) for model in MODELS}


@pytest.mark.parametrize("model", SCHEMAS, ids=lambda model: model.__name__)
def test_models_say_what_the_schema_says(
    model: type[Node], schemas: dict[type[Node], XsdSchema]
) -> None:
    found = [
        line
        for path, element, node in pairs(schemas[model].root, model)
        for line in differences(path, element, spec_of(node))
    ]
    assert not found, "\n".join(["", *found])


@pytest.mark.parametrize("model", SCHEMAS, ids=lambda model: model.__name__)
def test_roots_are_named_as_in_the_schema(
    model: type[Node], schemas: dict[type[Node], XsdSchema]
) -> None:
    schema = schemas[model]
    # The only elements that state their own name are those that stand by themselves.
    assert vars(model)["ELEMENT"] == Element(
        namespace=schema.namespace,
        prefix=schema.prefix,
        name=schema.root.name,
        location=f"http://{SCHEMAS[model]}",
    )
    assert [each for each in MODELS if hasattr(each, "ELEMENT") and each not in SCHEMAS] == []


def test_classes_are_named_as_their_nodes(schemas: dict[type[Node], XsdSchema]) -> None:
    names = {
        node.__name__: element.name
        for model, schema in schemas.items()
        for _, element, node in pairs(schema.root, model)
    }
    assert {name: node for name, node in names.items() if name != node} == CLASS_NAMES


@pytest.mark.parametrize("model", MODELS)
def test_fields_are_named_as_their_nodes(model: type[Node]) -> None:
    spec = spec_of(model)
    named = {each.field: each.name for each in spec.attributes}
    named |= {each.field: path_of(each).split("/")[0] for each in spec.children}
    assert {field: snake_case(name) for field, name in named.items()} == {
        field: field for field in named
    }
    # Beyond what SAT defines: what a document may hold besides, and where its schemas are.
    assert {field.name for field in attrs.fields(model)} - set(named) <= {
        "extra",
        "schema_location",
    }


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("TipoDeComprobante", "tipo_de_comprobante"),
        ("UsoCFDI", "uso_cfdi"),
        ("UUID", "uuid"),
        ("TasaOCuotaDR", "tasa_o_cuota_dr"),
        ("RegimenFiscalACuentaTerceros", "regimen_fiscal_a_cuenta_terceros"),
        ("TotalTrasladosBaseIVA16", "total_traslados_base_iva16"),
        ("TotalTrasladosBaseIVAExento", "total_traslados_base_iva_exento"),
        ("TasadeRetencion", "tasade_retencion"),
        ("version", "version"),
        ("Año", "anio"),
    ],
)
def test_snake_case_is_mechanical(name: str, field: str) -> None:
    assert snake_case(name) == field


@pytest.mark.parametrize("model", MODELS)
def test_models_are_frozen_slotted_and_keyword_only(model: type[Node]) -> None:
    instance = model.__new__(model)
    assert "__slots__" in vars(model)
    assert not hasattr(instance, "__dict__")
    assert all(field.kw_only for field in attrs.fields(model))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        instance.extra = None  # type: ignore[misc]


@pytest.mark.parametrize("model", MODELS)
def test_constructors_ask_for_what_sat_requires(model: type[Node]) -> None:
    fields = attrs.fields_dict(model)
    spec = spec_of(model)
    expected: dict[str, object] = {}
    for attribute in spec.attributes:
        absent = attrs.NOTHING if attribute.required else None
        expected[attribute.field] = "" if attribute.unsealed else attribute.fixed or absent
    for child in spec.children:
        if isinstance(child, ChildSpec) and child.required:
            expected[child.field] = attrs.NOTHING
        else:
            many = isinstance(child, WildcardSpec) or child.many
            expected[child.field] = () if many else None
    assert {field: fields[field].default for field in expected} == expected


def test_only_a_seal_may_come_later() -> None:
    unsealed = [
        f"{model.__name__}.{each.field}"
        for model in MODELS
        for each in spec_of(model).attributes
        if each.unsealed
    ]
    assert unsealed == [
        "Comprobante.sello",
        "Comprobante.no_certificado",
        "Comprobante.certificado",
    ]


# The comparison, applied to altered copies of what the models say: each alteration is reported.


@pytest.fixture(scope="module")
def cfdi(schemas: dict[type[Node], XsdSchema]) -> XsdElement:
    return schemas[comprobante.Comprobante].root


CFDI: Final = spec_of(comprobante.Comprobante)


def with_attribute(name: str, /, **changes: Any) -> NodeSpec:
    attributes = [
        attrs.evolve(each, **changes) if each.name == name else each for each in CFDI.attributes
    ]
    return attrs.evolve(CFDI, attributes=tuple(attributes))


def with_type(name: str, simple_type: SimpleType, /, **changes: Any) -> NodeSpec:
    return with_attribute(name, type=attrs.evolve(simple_type, **changes))


def with_child(name: str, /, **changes: Any) -> NodeSpec:
    children = [
        attrs.evolve(each, **changes) if each.name == name else each for each in CFDI.children
    ]
    return attrs.evolve(CFDI, children=tuple(children))


def test_the_comparison_finds_nothing_in_an_unaltered_spec(cfdi: XsdElement) -> None:
    assert list(differences("Comprobante", cfdi, CFDI)) == []


@pytest.mark.parametrize(
    ("spec", "line"),
    [
        (with_attribute("Total", required=False), "@Total: XSD required True, model False"),
        (with_attribute("Serie", required=True), "@Serie: XSD required False, model True"),
        (with_attribute("Version", fixed="3.3"), "@Version: XSD fixed 4.0, model 3.3"),
        (with_attribute("Version", fixed=None), "@Version: XSD fixed 4.0, model None"),
        (with_attribute("Total", fixed="0"), "@Total: XSD fixed None, model 0"),
        (
            with_type("Total", T_IMPORTE, base="string"),
            "@Total: XSD base decimal, model string",
        ),
        (
            with_type("Total", T_IMPORTE, pattern="[0-9]+"),
            "@Total: XSD pattern [0-9]{1,18}(.[0-9]{1,6})?, model [0-9]+",
        ),
        (
            with_type("Total", T_IMPORTE, fraction_digits=2),
            "@Total: XSD fraction_digits 6, model 2",
        ),
        (
            with_type("Total", T_IMPORTE, min_inclusive=Decimal("0.01")),
            "@Total: XSD min_inclusive 0.000000, model 0.01",
        ),
        (
            with_type("Total", T_IMPORTE, name="t_ImporteMXN"),
            "@Total: XSD name t_Importe, model t_ImporteMXN",
        ),
        (
            with_type("Serie", T_TEXTO_25, max_length=20),
            "@Serie: XSD max_length 25, model 20",
        ),
        (
            with_type("Serie", T_TEXTO_25, min_length=None),
            "@Serie: XSD min_length 1, model None",
        ),
        (
            with_type("Serie", T_TEXTO_25, collapse=False),
            "@Serie: XSD collapse True, model False",
        ),
        (
            with_type("NoCertificado", T_NO_CERTIFICADO, length=21),
            "@NoCertificado: XSD length 20, model 21",
        ),
        (
            with_type("Moneda", C_MONEDA, catalog="c_Pais"),
            "@Moneda: XSD catalog c_Moneda, model c_Pais",
        ),
        (
            with_type("Moneda", C_MONEDA, catalog=None),
            "@Moneda: XSD catalog c_Moneda, model None",
        ),
        (
            attrs.evolve(CFDI, attributes=CFDI.attributes[1:]),
            "@Version: in the XSD only",
        ),
        (
            attrs.evolve(
                CFDI, attributes=(*CFDI.attributes, attrs.evolve(CFDI.attributes[0], name="Nuevo"))
            ),
            "@Nuevo: in the model only",
        ),
        (attrs.evolve(CFDI, children=CFDI.children[1:]), "InformacionGlobal: in the XSD only"),
        (attrs.evolve(CFDI, children=CFDI.children[:-1]), "Addenda: in the XSD only"),
        (with_child("Emisor", many=True), "Emisor: XSD many False, model True"),
        (with_child("Emisor", required=False), "Emisor: XSD required True, model False"),
        (
            with_child("CfdiRelacionados", many=False),
            "CfdiRelacionados: XSD many True, model False",
        ),
        (
            with_child("Concepto", required=False),
            "Conceptos/Concepto: XSD required True, model False",
        ),
        (
            attrs.evolve(
                CFDI,
                children=(*CFDI.children[:-1], attrs.evolve(CFDI.children[0], name="Addenda")),
            ),
            "Addenda: XSD wildcard True, model False",
        ),
    ],
)
def test_the_comparison_reports_each_alteration(
    spec: NodeSpec, line: str, cfdi: XsdElement
) -> None:
    assert list(differences("Comprobante", cfdi, spec)) == [f"Comprobante/{line}"]


def test_the_comparison_reports_a_new_name(cfdi: XsdElement) -> None:
    assert list(differences("Comprobante", cfdi, with_attribute("Total", name="Totales"))) == [
        "Comprobante/@Total: in the XSD only",
        "Comprobante/@Totales: in the model only",
    ]


def test_the_comparison_reports_another_path(cfdi: XsdElement) -> None:
    assert list(differences("Comprobante", cfdi, with_child("Concepto", groups=()))) == [
        "Comprobante/Conceptos/Concepto: in the XSD only",
        "Comprobante/Concepto: in the model only",
    ]


def test_the_comparison_reports_another_order() -> None:
    facts: dict[str, object] = {}
    xsd = {"Serie": facts, "Folio": facts, "Fecha": facts}
    model = {"Folio": facts, "Serie": facts, "Sello": facts}
    assert list(compare("Comprobante/@", xsd, model)) == [
        "Comprobante/@Fecha: in the XSD only",
        "Comprobante/@Sello: in the model only",
        "Comprobante/@: XSD order Serie Folio, model Folio Serie",
    ]


def test_the_comparison_reports_lists_that_alternate(schemas: dict[type[Node], XsdSchema]) -> None:
    root = schemas[implocal.ImpuestosLocales].root
    spec = attrs.evolve(spec_of(implocal.ImpuestosLocales), ordered=True)
    assert list(differences("X", root, spec)) == ["X: XSD ordered False, model True"]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('fixed="1.0"', 'fixed="1.1"', "@version: XSD fixed 1.1, model 1.0"),
        (
            '<xs:attribute name="version"',
            '<xs:attribute name="Nuevo"/><xs:attribute name="version"',
            "@Nuevo: in the XSD only",
        ),
        (
            '<xs:element name="TrasladosLocales" minOccurs="0"',
            '<xs:element name="TrasladosLocales"',
            "TrasladosLocales: XSD required True, model False",
        ),
    ],
)
def test_a_changed_schema_is_reported(
    old: str, new: str, line: str, official_schemas: Path, tmp_path: Path
) -> None:
    text = (official_schemas / SCHEMAS[implocal.ImpuestosLocales]).read_text("utf-8")
    assert text.count(old) == 1
    changed = tmp_path / "implocal.xsd"
    changed.write_text(text.replace(old, new), "utf-8")
    root = read_schema(changed).root
    found = list(differences(root.name, root, spec_of(implocal.ImpuestosLocales)))
    assert found == [f"ImpuestosLocales/{line}"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("xs:sequence", "xs:choice"),
        ('<xs:fractionDigits value="2"/>', '<xs:totalDigits value="2"/>'),
        ('<xs:fractionDigits value="2"/>', '<xs:enumeration value="2"/>'),
        ('<xs:fractionDigits value="2"/>', '<xs:pattern value="1"/><xs:pattern value="2"/>'),
        ('minOccurs="0"', 'minOccurs="2"'),
        ('use="required"', 'use="prohibited"'),
        ('fixed="1.0"', 'default="1.0"'),
    ],
)
def test_a_construct_that_the_walk_does_not_know_is_refused(
    old: str, new: str, official_schemas: Path, tmp_path: Path
) -> None:
    text = (official_schemas / SCHEMAS[implocal.ImpuestosLocales]).read_text("utf-8")
    assert old in text
    changed = tmp_path / "implocal.xsd"
    changed.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(UnknownConstructError):
        read_schema(changed)
