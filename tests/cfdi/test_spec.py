"""Mistakes in a model's annotations are found when its spec is collected, not while reading."""

from decimal import Decimal
from typing import Annotated

import attrs
import pytest

from cobranza.cfdi import Comprobante, Emisor
from cobranza.cfdi._simple_types import T_IMPORTE, T_TEXTO
from cobranza.cfdi._spec import Attribute, AttributeSpec, Child, ChildSpec, Node, spec_of


@attrs.frozen(kw_only=True)
class Wrong(Node):
    total: Annotated[str, Attribute("Total", T_IMPORTE)]


@attrs.frozen(kw_only=True)
class Marked(Node):
    total: Annotated[str, "Total"]


@attrs.frozen(kw_only=True)
class Right(Node):
    """`note` has no mark: it is no part of the XML."""

    note: str | None = None
    total: Annotated[Decimal | None, Attribute("Total", T_IMPORTE)] = None
    nombre: Annotated[str, Attribute("Nombre", T_TEXTO)]
    uno: Annotated[Emisor | None, Child("Uno")] = None
    varios: Annotated[tuple[Emisor, ...], Child("Grupo/Varios")] = ()


def test_a_type_that_does_not_fit_the_base() -> None:
    with pytest.raises(TypeError, match="total: Total has base decimal"):
        spec_of(Wrong)


def test_something_else_as_a_mark() -> None:
    with pytest.raises(TypeError, match=r"Marked\.total: 'Total' is no mark of a model"):
        spec_of(Marked)


def test_what_annotations_say() -> None:
    spec = spec_of(Right)
    assert spec.attributes == (
        AttributeSpec(
            field="total", name="Total", type=T_IMPORTE, required=False, fixed=None, unsealed=False
        ),
        AttributeSpec(
            field="nombre", name="Nombre", type=T_TEXTO, required=True, fixed=None, unsealed=False
        ),
    )
    assert spec.children == (
        ChildSpec(field="uno", groups=(), name="Uno", node=Emisor, many=False, required=False),
        ChildSpec(
            field="varios", groups=("Grupo",), name="Varios", node=Emisor, many=True, required=False
        ),
    )
    assert spec.ordered


def test_collected_once() -> None:
    assert spec_of(Comprobante) is spec_of(Comprobante)
