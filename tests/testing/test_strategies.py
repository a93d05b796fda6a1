"""Generated comprobantes: right by our rules and by SAT's schemas, varied, quick to shrink."""

import importlib
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

import cobranza.testing
from cobranza.cfdi import Comprobante, ImpuestosLocales, Pagos, TimbreFiscalDigital, read, write
from cobranza.errors import MissingExtraError
from cobranza.testing import comprobantes
from tests.cfdi.conftest import Errors
from tests.testing.judging import NOTHING

pytestmark = pytest.mark.property

DAYS: Final = (date(2022, 6, 1), date(2023, 12, 31), date(2025, 7, 1), date(2026, 12, 31))
"""Before and after c_ObjetoImp and c_TasaOCuota grew, and after PACs changed CRP20268."""


@given(comprobantes())
def test_a_generated_document_has_no_findings(comprobante: Comprobante) -> None:
    assert NOTHING.findings(write(comprobante)) == ()


@settings(max_examples=20)
@given(comprobante=st.sampled_from(DAYS).flatmap(lambda day: comprobantes(day=day)))
def test_it_has_none_on_other_days(comprobante: Comprobante) -> None:
    assert NOTHING.findings(write(comprobante)) == ()


@settings(max_examples=30)
@given(comprobante=comprobantes())
def test_sats_schemas_accept_it(xsd_errors: Errors, comprobante: Comprobante) -> None:
    assert xsd_errors(write(comprobante)) == []


@given(comprobantes())
def test_it_reads_back_as_it_was_written(comprobante: Comprobante) -> None:
    assert read(write(comprobante)).comprobante == comprobante


@pytest.mark.parametrize("stamped", [True, False])
def test_stamps_are_there_when_they_are_asked_for(*, stamped: bool) -> None:
    for comprobante in _sample("IEPTN", 20, stamped=stamped):
        stamps = [e for e in comprobante.complemento if isinstance(e, TimbreFiscalDigital)]
        assert len(stamps) == stamped


def test_only_the_types_asked_for_are_drawn() -> None:
    assert {each.tipo_de_comprobante for each in _sample("EP", 40)} == {"E", "P"}


def test_the_day_is_the_one_asked_for() -> None:
    day = date(2024, 2, 29)
    assert {each.fecha.date() for each in _sample("IEPTN", 20, day=day)} == {day}


Seen = Callable[[Comprobante], Iterator[str]]


def _of_sales(comprobante: Comprobante) -> Iterator[str]:
    yield f"moneda {comprobante.moneda}"
    yield f"método {comprobante.metodo_pago}"
    yield f"a {comprobante.receptor.rfc}"[:6]
    for concepto in comprobante.conceptos:
        yield f"objeto {concepto.objeto_imp}"
        yield from (name for name in _NODES if getattr(concepto, name))
        if concepto.impuestos is not None:
            for traslado in concepto.impuestos.traslados:
                yield f"traslado {traslado.impuesto} {traslado.tipo_factor}"
                if traslado.impuesto == "002":
                    yield f"iva {traslado.tasa_o_cuota}"
            for retencion in concepto.impuestos.retenciones:
                yield f"retención {retencion.impuesto}"
    if comprobante.informacion_global is not None:
        yield f"global {comprobante.informacion_global.periodicidad == '05'}"
    if comprobante.cfdi_relacionados:
        yield "relacionados"
    if any(isinstance(each, ImpuestosLocales) for each in comprobante.complemento):
        yield "impuestos locales"


_NODES: Final = (
    "descuento", "a_cuenta_terceros", "informacion_aduanera", "cuenta_predial", "parte",
)  # fmt: skip


def _of_receipts(comprobante: Comprobante) -> Iterator[str]:
    (pagos,) = (each for each in comprobante.complemento if isinstance(each, Pagos))
    yield f"pagos {len(pagos.pago)}"
    for pago in pagos.pago:
        yield f"moneda {pago.moneda_p}"
        yield f"documentos {len(pago.docto_relacionado)}"
        yield from (name for name in _BANK_DATA if getattr(pago, name) is not None)
        for docto in pago.docto_relacionado:
            yield f"objeto {docto.objeto_imp_dr}"
            yield f"convierte {docto.moneda_dr != pago.moneda_p}"
            if docto.impuestos_dr is not None:
                for traslado in docto.impuestos_dr.traslados_dr:
                    yield f"traslado {traslado.impuesto_dr} {traslado.tipo_factor_dr}"
                    if traslado.impuesto_dr == "002":
                        yield f"iva {traslado.tasa_o_cuota_dr}"
                for retencion in docto.impuestos_dr.retenciones_dr:
                    yield f"retención {retencion.impuesto_dr}"


_BANK_DATA: Final = (
    "rfc_emisor_cta_ord", "nom_banco_ord_ext", "cta_ordenante", "rfc_emisor_cta_ben",
    "cta_beneficiario", "tipo_cad_pago",
)  # fmt: skip

_OBJETOS: Final = [f"objeto 0{number}" for number in range(1, 9)]
_RATES: Final = ["iva 0.160000", "iva 0.080000", "iva 0.000000", "iva None"]
_CURRENCIES: Final = [f"moneda {each}" for each in ("MXN", "USD", "EUR", "JPY", "KWD")]


@pytest.mark.parametrize(
    ("tipo", "seen", "expected"),
    [
        (
            "I",
            _of_sales,
            [
                *(*_OBJETOS, *_RATES, *_CURRENCIES, *_NODES, "método PUE", "método PPD"),
                *(
                    "a XAXX",
                    "a XEXX",
                    "global False",
                    "global True",
                    "relacionados",
                    "impuestos locales",
                ),
                *("traslado 003 Tasa", "traslado 003 Cuota", "retención 001", "retención 002"),
            ],
        ),
        (
            "P",
            _of_receipts,
            [
                *(*_OBJETOS, *_RATES, *_CURRENCIES, *_BANK_DATA, "pagos 1", "pagos 2"),
                *("documentos 1", "documentos 3", "convierte True", "convierte False"),
                *("traslado 003 Tasa", "traslado 003 Cuota"),
                *("retención 001", "retención 002", "retención 003"),
            ],
        ),
    ],
)
def test_generated_documents_are_of_every_kind(tipo: str, seen: Seen, expected: list[str]) -> None:
    counts = Counter(each for comprobante in _sample(tipo, 600) for each in seen(comprobante))
    assert [each for each in expected if not counts[each]] == []


def test_what_is_found_shrinks_to_a_plain_document() -> None:
    plain = find(
        comprobantes("IEP"),
        lambda each: len(each.conceptos) > 1,
        settings=settings(max_examples=200, derandomize=True, database=None),
    )
    assert plain.tipo_de_comprobante == "I"
    assert (plain.moneda, plain.metodo_pago, plain.serie) == ("MXN", "PUE", None)
    assert plain.complemento == ()
    assert [each.objeto_imp for each in plain.conceptos] == ["02", "02"]
    assert {each.parte for each in plain.conceptos} == {()}


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("from cobranza.testing import comprobantes", "MissingExtraError"),
        ("from cobranza.testing import mutations", "MissingExtraError"),
        ("from cobranza.testing import ledgers", "MissingExtraError"),
        ("from cobranza.testing import MUTATIONS, LedgerCase, mutation", ""),
        ("import cobranza.testing.portfolio", ""),
    ],
)
def test_only_the_strategies_need_hypothesis(code: str, said: str) -> None:
    without = f"import sys; sys.modules['hypothesis'] = None\n{code}"
    done = subprocess.run(
        [sys.executable, "-c", without], capture_output=True, text=True, check=False, timeout=60
    )
    last = done.stderr.strip().rpartition("\n")[2]
    assert (done.returncode != 0) == bool(said), done.stderr
    if said:
        assert last.startswith(f"cobranza.errors.{said}")
        assert last.endswith("needs hypothesis: pip install 'cobranza[testing]'")


def test_what_is_missing_is_said_in_this_process_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def not_there(module: str) -> None:
        raise ModuleNotFoundError(module, name=missing)

    monkeypatch.setattr(importlib, "import_module", not_there)
    missing = "hypothesis"
    with pytest.raises(MissingExtraError, match="comprobantes needs hypothesis"):
        cobranza.testing.__getattr__("comprobantes")
    missing = "lxml"
    with pytest.raises(ModuleNotFoundError, match="strategies"):
        cobranza.testing.__getattr__("comprobantes")


def test_other_names_are_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'facturas'"):
        cobranza.testing.__getattr__("facturas")
    assert {*cobranza.testing.__all__} <= {*dir(cobranza.testing)}


def _sample(
    tipos: str, examples: int, *, day: date = date(2026, 1, 31), stamped: bool | None = None
) -> list[Comprobante]:
    """Draw so many documents, the same in every run."""
    drawn: list[Comprobante] = []

    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(comprobantes(tipos, day=day, stamped=stamped))
    def draw(comprobante: Comprobante) -> None:
        drawn.append(comprobante)

    draw()
    return drawn
