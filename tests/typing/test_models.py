"""What type checkers say of the models: an `ignore` that is not needed is itself an error.

The same lines run, so that checker and interpreter agree.
"""

# pyright: reportUnnecessaryTypeIgnoreComment=true

from datetime import datetime
from decimal import Decimal
from typing import assert_type

import attrs
import pytest

from cobranza.cfdi.comprobante import Comprobante, Concepto, Emisor, Impuestos


def test_a_missing_argument_is_an_error() -> None:
    with pytest.raises(TypeError, match="rfc"):
        Emisor(nombre="ESCUELA KEMPER URGATE", regimen_fiscal="601")  # type: ignore[call-arg]


def test_an_unknown_argument_is_an_error() -> None:
    with pytest.raises(TypeError, match="TotalImpuestosTrasladados"):
        Impuestos(TotalImpuestosTrasladados=Decimal(16))  # type: ignore[call-arg]


def test_a_positional_argument_is_an_error() -> None:
    with pytest.raises(TypeError, match="positional"):
        Impuestos(None)  # type: ignore[call-arg]


def test_an_assignment_is_an_error() -> None:
    emisor = Emisor(rfc="EKU9003173C9", nombre="ESCUELA KEMPER URGATE", regimen_fiscal="601")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        emisor.rfc = "URE180429TM6"  # type: ignore[misc]


def test_an_optional_field_may_stay_out() -> None:
    assert Impuestos().total_impuestos_trasladados is None


def fields_have_plain_types(comprobante: Comprobante) -> None:
    """Checked, never run: the marks inside `Annotated` do not show in the types."""
    assert_type(comprobante.fecha, datetime)
    assert_type(comprobante.total, Decimal)
    assert_type(comprobante.descuento, Decimal | None)
    assert_type(comprobante.emisor, Emisor)
    assert_type(comprobante.conceptos, tuple[Concepto, ...])
    assert_type(comprobante.impuestos, Impuestos | None)
