"""`orders.txt`: what it says is what SAT's XSLT files say, and how it is read."""

from pathlib import Path

import pytest

from cobranza.cfdi.sello import _cadena as engine
from cobranza.cfdi.sello._orders import Attribute, Below, Text, When, orders
from tests.cfdi.documents import CFDI
from tools import build_orders

DETALLISTA = "{http://www.sat.gob.mx/detallista}"
VENTA = "{http://www.sat.gob.mx/ventavehiculos}"


class TestTool:
    def test_the_official_files_give_the_file_that_is_shipped(
        self, sat_schemas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        written = tmp_path / "orders.txt"
        monkeypatch.setattr(build_orders, "ORDERS", written)
        shipped = Path(engine.__file__).with_name("orders.txt").read_text(encoding="utf-8")
        build_orders.main(sat_schemas)
        assert written.read_text(encoding="utf-8") == shipped


class TestReading:
    def test_every_kind_of_line(self) -> None:
        known = orders()
        assert known[f"{{{CFDI}}}CfdiRelacionados"] == (
            Attribute("TipoRelacion", required=True),
            Below(
                (f"{{{CFDI}}}CfdiRelacionado",),
                deep=False,
                steps=(Attribute("UUID", required=True),),
            ),
        )
        assert known[f"{{{CFDI}}}Complemento"] == (Below(("*",), deep=False, steps=None),)
        assert known[f"{{{CFDI}}}Parte"][-1] == Below(
            (f"{{{CFDI}}}InformacionAduanera",), deep=True, steps=None
        )
        assert known[f"{{{CFDI}}}Emisor"][-1] == Attribute("FacAtrAdquirente", required=False)
        assert known[f"{VENTA}VentaVehiculos"][2] == When(
            "version", "1.1", (Attribute("Niv", required=True),)
        )
        buyer = (f"{DETALLISTA}buyer", f"{DETALLISTA}gln")
        assert Text(buyer, required=True) in known[f"{DETALLISTA}detallista"]
        assert (
            Below(
                (f"{DETALLISTA}TotalAllowanceCharge", f"{DETALLISTA}Amount"),
                deep=False,
                steps=(Text((), required=False),),
            )
            == known[f"{DETALLISTA}detallista"][-1]
        )

    def test_every_element_that_is_gone_to_has_an_entry(self) -> None:
        known = orders()
        for steps in known.values():
            for step in steps:
                if isinstance(step, Below) and step.steps is None and step.path != ("*",):
                    assert step.path[-1] in known

    def test_the_complements_of_sats_list(self) -> None:
        namespaces = {tag[1:].partition("}")[0].rpartition("/")[2] for tag in orders()}
        assert namespaces == {
            *("4", "Pagos20", "TimbreFiscalDigital", "implocal", "donat", "divisas"),
            *("leyendasFiscales", "pfic", "ComercioExterior11", "ComercioExterior20", "nomina12"),
            *("CartaPorte20", "CartaPorte30", "CartaPorte31", "ine", "iedu", "detallista"),
            *("EstadoDeCuentaCombustible12", "ConsumoDeCombustibles11", "aerolineas"),
            *("TuristaPasajeroExtranjero", "registrofiscal", "pagoenespecie", "valesdedespensa"),
            *("notariospublicos", "vehiculousado", "servicioparcialconstruccion"),
            *("renovacionysustitucionvehiculos", "certificadodestruccion", "arteantiguedades"),
            *("ventavehiculos", "GastosHidrocarburos10", "IngresosHidrocarburos10"),
            "hidrocarburospetroliferos",
        }

    def test_what_is_taken_at_any_depth_is_what_the_engine_looks_for(self) -> None:
        deep = {
            step.path[-1]
            for tag, steps in orders().items()
            for step in steps
            if isinstance(step, Below) and step.deep and tag != f"{{{CFDI}}}Parte"
        }
        assert deep == set(engine._FOUND_AT_ANY_DEPTH)
