"""From CFDI to ledger: on public documents, and on what no ledger can hold."""

import csv
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from lxml import etree

from cobranza.cfdi import NAMESPACES, Document, read
from cobranza.errors import CfdiReadError
from cobranza.ledger import (
    CreditNote,
    Invoice,
    Ledger,
    LedgerDocument,
    Party,
    PaymentReceipt,
    Skipped,
    SkipReason,
    Tax,
)
from cobranza.ledger.intake import digest

STAMP = """
  <cfdi:Complemento>
    <tfd:TimbreFiscalDigital xmlns:tfd="http://www.sat.gob.mx/TimbreFiscalDigital" Version="1.1"
      UUID="5fb2822e-396d-4725-8521-cdc4bdd20ccf" FechaTimbrado="2026-03-02T10:31:00"
      RfcProvCertif="SPR190613I52" SelloCFD="c2VsbG8=" NoCertificadoSAT="30001000000500003456"
      SelloSAT="c2VsbG8="/>
    {more}
  </cfdi:Complemento>"""

PAGOS = """
    <pago20:Pagos xmlns:pago20="http://www.sat.gob.mx/Pagos20" Version="2.0">
      <pago20:Totales MontoTotalPagos="600.00"/>
      <pago20:Pago FechaPago="2026-03-01T12:00:00" FormaDePagoP="03" MonedaP="MXN" TipoCambioP="1"
          Monto="500.00">
        <pago20:DoctoRelacionado IdDocumento="6ac2f5c0-1b52-4a4b-9d3e-0c8a4f2f9d11" MonedaDR="MXN"
          EquivalenciaDR="1" NumParcialidad="2" ImpSaldoAnt="900.00" ImpPagado="300.00"
          ImpSaldoInsoluto="600.00" ObjetoImpDR="01"/>
        <pago20:DoctoRelacionado IdDocumento="0B9D6F0E-7F5E-4C39-8F86-3F8F0F2B6A77" MonedaDR="MXN"
          NumParcialidad="1" ImpSaldoAnt="200.00" ImpPagado="200.00"
          ImpSaldoInsoluto="0.00" ObjetoImpDR="01"/>
      </pago20:Pago>
      <pago20:Pago FechaPago="2026-03-31T23:59:59" FormaDePagoP="02" MonedaP="USD"
          TipoCambioP="17.50" Monto="100.00">
        <pago20:DoctoRelacionado IdDocumento="6AC2F5C0-1B52-4A4B-9D3E-0C8A4F2F9D11" MonedaDR="EUR"
          NumParcialidad="3" ImpSaldoAnt="600.00" ImpPagado="90.00" ImpSaldoInsoluto="510.00"
          ObjetoImpDR="01"/>
      </pago20:Pago>
    </pago20:Pagos>"""


CONCEPT = """
    <cfdi:Concepto ClaveProdServ="84111506" Cantidad="1" ClaveUnidad="ACT" Descripcion="Pago"
      ValorUnitario="0" Importe="0" ObjetoImp="01"/>"""


def cfdi(
    kind: str,
    *,
    stamp: str = STAMP.format(more=""),
    more: str = "",
    concepts: str = CONCEPT,
    receiver: str = "",
    **changes: str,
) -> Document:
    """A small CFDI of a kind; changes are attributes of the root."""
    values = {
        "Serie": "A",
        "Folio": "12",
        "Fecha": "2026-03-02T10:30:00",
        "SubTotal": "1000.00",
        "Total": "1160.00",
        "Moneda": "MXN",
        "Exportacion": "01",
        "LugarExpedicion": "64000",
        "TipoDeComprobante": kind,
        **changes,
    }
    attributes = " ".join(f'{name}="{value}"' for name, value in values.items() if value)
    return read(
        f"""<cfdi:Comprobante xmlns:cfdi="http://www.sat.gob.mx/cfd/4" Version="4.0" {attributes}>
  {more}
  <cfdi:Emisor Rfc="EKU9003173C9" Nombre="ESCUELA KEMPER URGATE" RegimenFiscal="601"/>
  <cfdi:Receptor Rfc="URE180429TM6" Nombre="UNIVERSIDAD ROBOTICA ESPAÑOLA"
    DomicilioFiscalReceptor="86991" RegimenFiscalReceptor="601" UsoCFDI="G03" {receiver}/>
  <cfdi:Conceptos>{concepts}</cfdi:Conceptos>{stamp}
</cfdi:Comprobante>""".encode()
    )


RELATED = """
  <cfdi:CfdiRelacionados TipoRelacion="04">
    <cfdi:CfdiRelacionado UUID="6ac2f5c0-1b52-4a4b-9d3e-0c8a4f2f9d11"/>
  </cfdi:CfdiRelacionados>
  <cfdi:CfdiRelacionados TipoRelacion="01">
    <cfdi:CfdiRelacionado UUID="0B9D6F0E-7F5E-4C39-8F86-3F8F0F2B6A77"/>
    <cfdi:CfdiRelacionado UUID="1B9D6F0E-7F5E-4C39-8F86-3F8F0F2B6A77"/>
  </cfdi:CfdiRelacionados>"""


def digested(document: Document) -> LedgerDocument:
    result = digest(document)
    assert isinstance(result, LedgerDocument)
    return result


def test_invoice() -> None:
    document = cfdi(
        "I", MetodoPago="PPD", FormaPago="99", CondicionesDePago="30 días", TipoCambio="1"
    )
    assert digest(document) == Invoice(
        uuid="5FB2822E-396D-4725-8521-CDC4BDD20CCF",
        issuer=Party(rfc="EKU9003173C9", name="ESCUELA KEMPER URGATE", regime="601"),
        customer=Party(rfc="URE180429TM6", name="UNIVERSIDAD ROBOTICA ESPAÑOLA", regime="601"),
        issued=datetime.fromisoformat("2026-03-02T10:30:00"),
        number="A12",
        currency="MXN",
        total=Decimal("1160.00"),
        exchange_rate=Decimal(1),
        payment_method="PPD",
        payment_form="99",
        payment_terms_text="30 días",
    )


@pytest.mark.parametrize(
    ("serie", "folio", "number"),
    [("A", "12", "A12"), ("", "12", "12"), ("A", "", "A"), ("", "", "")],
)
def test_number(serie: str, folio: str, number: str) -> None:
    assert digested(cfdi("I", Serie=serie, Folio=folio)).number == number


def test_credit_note_with_its_relations() -> None:
    document = cfdi("E", more=RELATED, FormaPago="15", Moneda="USD", TipoCambio="17.5")
    result = digest(document)
    assert isinstance(result, CreditNote)
    assert (result.currency, result.exchange_rate) == ("USD", Decimal("17.5"))
    assert (result.total, result.payment_form) == (Decimal("1160.00"), "15")
    assert [(each.kind, each.uuid[:8]) for each in result.relations] == [
        ("04", "6AC2F5C0"),
        ("01", "0B9D6F0E"),
        ("01", "1B9D6F0E"),
    ]
    for each in result.relations:
        assert found_by(document, each.path).get("UUID", "").upper() == each.uuid


@pytest.mark.parametrize("method", ["PUE", "PPD", ""])
def test_a_credit_note_whatever_its_method(method: str) -> None:
    assert isinstance(digest(cfdi("E", MetodoPago=method)), CreditNote)


def test_receipt() -> None:
    document = cfdi("P", stamp=STAMP.format(more=PAGOS), Moneda="XXX", SubTotal="0", Total="0")
    result = digest(document)
    assert isinstance(result, PaymentReceipt)
    first, second = result.payments
    assert (first.date, second.date) == (date(2026, 3, 1), date(2026, 3, 31))
    assert (first.amount, first.currency, first.form) == (Decimal("500.00"), "MXN", "03")
    assert (second.currency, second.exchange_rate) == ("USD", Decimal("17.50"))
    one, two = first.applications
    assert one.invoice == "6AC2F5C0-1B52-4A4B-9D3E-0C8A4F2F9D11"
    assert (one.installment, one.previous_balance, one.paid, one.remaining) == (
        2,
        Decimal("900.00"),
        Decimal("300.00"),
        Decimal("600.00"),
    )
    assert (one.equivalence, two.equivalence) == (Decimal(1), Decimal(1))
    assert second.applications[0].equivalence is None  # EUR to USD, and none given


def test_the_number_of_the_operation() -> None:
    pagos = PAGOS.replace('FormaDePagoP="03"', 'FormaDePagoP="03" NumOperacion="SPEI 8846"')
    result = digest(cfdi("P", stamp=STAMP.format(more=pagos)))
    assert isinstance(result, PaymentReceipt)
    assert [each.operation for each in result.payments] == ["SPEI 8846", None]


def test_the_registration_of_a_foreigner() -> None:
    document = cfdi("I", receiver='ResidenciaFiscal="USA" NumRegIdTrib="12-3456789"')
    assert digested(document).customer.tax_id == "12-3456789"


TAXES = """
  <cfdi:Impuestos TotalImpuestosRetenidos="100.00" TotalImpuestosTrasladados="80.00">
    <cfdi:Retenciones><cfdi:Retencion Impuesto="001" Importe="100.00"/></cfdi:Retenciones>
    <cfdi:Traslados>
      <cfdi:Traslado Base="500.00" Impuesto="002" TipoFactor="Tasa" TasaOCuota="0.160000"
        Importe="80.00"/>
      <cfdi:Traslado Base="500.00" Impuesto="002" TipoFactor="Exento"/>
    </cfdi:Traslados>
  </cfdi:Impuestos>"""


@pytest.mark.parametrize("kind", ["I", "E"])
def test_the_taxes_of_a_document(kind: str) -> None:
    assert digested(cfdi(kind, stamp=TAXES + STAMP.format(more=""))).taxes == (
        Tax(
            tax="002",
            factor="Tasa",
            rate=Decimal("0.160000"),
            base=Decimal("500.00"),
            amount=Decimal("80.00"),
        ),
        Tax(tax="002", factor="Exento", base=Decimal("500.00")),
        Tax(tax="001", amount=Decimal("100.00"), withheld=True),
    )
    assert digested(cfdi(kind)).taxes == ()


PAID_TAXES = """
          <pago20:ImpuestosDR>
            <pago20:RetencionesDR>
              <pago20:RetencionDR BaseDR="258.62" ImpuestoDR="001" TipoFactorDR="Tasa"
                TasaOCuotaDR="0.100000" ImporteDR="25.86"/>
            </pago20:RetencionesDR>
            <pago20:TrasladosDR>
              <pago20:TrasladoDR BaseDR="258.62" ImpuestoDR="002" TipoFactorDR="Tasa"
                TasaOCuotaDR="0.160000" ImporteDR="41.38"/>
            </pago20:TrasladosDR>
          </pago20:ImpuestosDR>
        </pago20:DoctoRelacionado>"""


def test_the_taxes_of_what_was_paid() -> None:
    pagos = PAGOS.replace(
        'ImpSaldoInsoluto="600.00" ObjetoImpDR="01"/>',
        f'ImpSaldoInsoluto="600.00" ObjetoImpDR="02">{PAID_TAXES}',
    )
    result = digest(cfdi("P", stamp=STAMP.format(more=pagos)))
    assert isinstance(result, PaymentReceipt)
    first, second = result.payments[0].applications
    assert first.taxes == (
        Tax(
            tax="002",
            factor="Tasa",
            rate=Decimal("0.160000"),
            base=Decimal("258.62"),
            amount=Decimal("41.38"),
        ),
        Tax(
            tax="001",
            factor="Tasa",
            rate=Decimal("0.100000"),
            base=Decimal("258.62"),
            amount=Decimal("25.86"),
            withheld=True,
        ),
    )
    assert second.taxes == ()


def concept(key: str, description: str) -> str:
    return CONCEPT.replace("84111506", key).replace("Pago", description)


@pytest.mark.parametrize(
    ("concepts", "is_advance"),
    [
        (concept("84111506", "Anticipo del bien o servicio"), True),
        (concept("84111506", "ANTICIPO DEL CLIENTE"), True),
        (concept("84111506", "Intereses moratorios"), False),
        (concept("84111506", "CFDI por remanente de un anticipo"), False),
        (concept("50211503", "Anticipo del bien o servicio"), False),
        (concept("84111506", "Anticipo") * 2, False),
    ],
)
def test_the_invoice_of_an_advance(concepts: str, *, is_advance: bool) -> None:
    """Anexo 20 guide, appendix 6: one concept, key 84111506, "Anticipo del bien o servicio"."""
    result = digest(cfdi("I", concepts=concepts))
    assert isinstance(result, Invoice)
    assert result.is_advance == is_advance


def test_paths_resolve_even_in_two_complements() -> None:
    """Two Pagos nodes are not what SAT asks for, and are read all the same."""
    stamp = STAMP.format(more=PAGOS) + f"<cfdi:Complemento>{PAGOS}</cfdi:Complemento>"
    document = cfdi("P", stamp=stamp)
    result = digest(document)
    assert isinstance(result, PaymentReceipt)
    assert len(result.payments) == 4
    for payment in result.payments:
        assert found_by(document, payment.path).get("Monto") == str(payment.amount)
        for each in payment.applications:
            assert found_by(document, each.path).get("ImpPagado") == str(each.paid)


def found_by(document: Document, path: str | None) -> "etree._Element":
    assert path is not None
    element: etree._Element
    (element,) = etree.fromstring(document.xml).xpath(path, namespaces=dict(NAMESPACES))
    return element


class TestSkipped:
    @pytest.mark.parametrize("kind", ["T", "N", "Z"])
    def test_kinds_that_are_no_receivable(self, kind: str) -> None:
        assert digest(cfdi(kind)) == Skipped(
            reason=SkipReason.NOT_RECEIVABLE, kind=kind, uuid="5FB2822E-396D-4725-8521-CDC4BDD20CCF"
        )

    @pytest.mark.parametrize("kind", ["I", "E", "P"])
    def test_not_stamped(self, kind: str) -> None:
        document = attrs.evolve(cfdi(kind, stamp=""), source="a.xml")
        assert digest(document) == Skipped(reason=SkipReason.NO_UUID, kind=kind, source="a.xml")

    def test_neither_stamped_nor_receivable(self) -> None:
        assert digest(cfdi("T", stamp="")) == Skipped(reason=SkipReason.NOT_RECEIVABLE, kind="T")

    def test_absurd(self) -> None:
        result = digest(cfdi("I", Total="9" * 30))
        assert isinstance(result, Skipped)
        assert (result.reason, result.kind) == (SkipReason.UNUSABLE, "I")
        assert "18 integer digits" in result.detail


def test_the_ledger_digests_by_itself() -> None:
    documents = [cfdi("I", MetodoPago="PPD"), cfdi("T", stamp="")]
    ledger = Ledger.build(documents)
    assert ledger == Ledger.build([digested(documents[0]), documents[1]])
    assert ledger.balances() == {"MXN": Decimal("1160.00")}
    assert [each.reason for each in ledger.skipped] == [SkipReason.NOT_RECEIVABLE]


@pytest.fixture(scope="module")
def documents(corpus: Path) -> dict[str, Document]:
    """Every document of the corpus that says 4.0 and reads."""
    found: dict[str, Document] = {}
    with (corpus / "index.csv").open(encoding="utf-8", newline="") as index:
        for row in csv.DictReader(index):
            if row["version"] == "4.0":
                try:
                    found[row["file"]] = read((corpus / row["file"]).read_bytes())
                except CfdiReadError:
                    continue
    return found


class TestCorpus:
    def test_every_document_is_digested_or_skipped(self, documents: dict[str, Document]) -> None:
        classes: dict[str, type] = {"I": Invoice, "E": CreditNote, "P": PaymentReceipt}
        for document in documents.values():
            result = digest(document)
            kind = document.comprobante.tipo_de_comprobante
            expected = classes[kind] if document.uuid and kind in classes else Skipped
            assert type(result) is expected

    def test_a_ledger_of_all_of_it(self, documents: dict[str, Document]) -> None:
        """Documents of many test suites: nonsense as business, so only the sums can be checked."""
        ledger = Ledger.build(documents.values())
        digests = {
            result.uuid: result
            for result in map(digest, documents.values())
            if not isinstance(result, Skipped)
        }
        kinds = Counter(type(each) for each in digests.values())
        assert len(ledger.receivables) >= kinds[Invoice] - len(ledger.discarded)
        for currency, total in ledger.balances().items():
            owed = [each.balance() for each in ledger.receivables if each.currency == currency]
            assert sum(owed, Decimal(0)) == total
        for case in ledger.inconsistencies:
            assert case.message


def test_the_fixture_of_a_document_is_read_as_written(tmp_path: Path) -> None:
    file = tmp_path / "a.xml"
    file.write_bytes(cfdi("I", stamp="").xml)
    result = digest(read(file))
    assert isinstance(result, Skipped)
    assert result.source == str(file)
