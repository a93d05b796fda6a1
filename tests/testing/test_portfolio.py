"""The sample portfolio: the same bytes everywhere, valid documents, and a truth that ties.

Expected values are computed here from the XML, with fractions, by the formulas of SAT's Anexo 20
and Pagos 2.0 guides; the shape is judged by SAT's own schemas.
"""

import csv
import zipfile
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from itertools import islice
from pathlib import Path

import pytest
from lxml import etree

from cobranza.cfdi import read, write
from cobranza.errors import SourceError
from cobranza.ledger import Ledger
from cobranza.sources import read_status, read_terms
from cobranza.testing._company import check_digit, invented_rfc
from cobranza.testing.portfolio import Account, Portfolio, Reason, main, write_portfolio

AS_OF = date(2026, 6, 30)
SAMPLE = Portfolio(size=60, seed=17, as_of=AS_OF)
EXAMPLES = Path(__file__).parents[2] / "examples" / "portfolio"
NS = {
    "cfdi": "http://www.sat.gob.mx/cfd/4",
    "pago20": "http://www.sat.gob.mx/Pagos20",
    "tfd": "http://www.sat.gob.mx/TimbreFiscalDigital",
}


def xml_of(portfolio: Portfolio) -> dict[str, bytes]:
    return {document.name: write(document.comprobante) for document in portfolio}


def accounts_of(portfolio: Portfolio) -> list[Account]:
    return [account for branch in portfolio.branches() for account in branch.accounts]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


@pytest.fixture(scope="module")
def trees() -> list[etree._Element]:
    """Documents of a full branch of test taxpayers and the start of one of invented ones."""
    return [
        etree.fromstring(xml) for xml in xml_of(Portfolio(size=800, seed=5, as_of=AS_OF)).values()
    ]


class TestRepeatability:
    def test_the_committed_sample_is_what_the_generator_writes(self, tmp_path: Path) -> None:
        write_portfolio(tmp_path, SAMPLE)
        written = {path.relative_to(tmp_path): path for path in tmp_path.rglob("*.*")}
        committed = {path.relative_to(EXAMPLES): path for path in EXAMPLES.rglob("*.*")}
        assert written.keys() == committed.keys() - {Path("README.md")}
        for name, path in written.items():
            assert path.read_bytes() == committed[name].read_bytes(), name

    def test_the_decimal_context_of_the_caller_does_not_matter(self) -> None:
        expected = xml_of(SAMPLE)
        with localcontext(prec=3):
            assert xml_of(SAMPLE) == expected

    def test_a_larger_portfolio_begins_with_the_same_full_branches(self) -> None:
        small = [write(each.comprobante) for each in Portfolio(size=600, seed=3, as_of=AS_OF)]
        large = Portfolio(size=700, seed=3, as_of=AS_OF)
        assert [write(each.comprobante) for each in islice(large, 600)] == small

    def test_another_seed_gives_other_documents(self) -> None:
        other = Portfolio(size=60, seed=18, as_of=AS_OF)
        assert not set(xml_of(SAMPLE).values()) & set(xml_of(other).values())

    @pytest.mark.parametrize("size", [0, 1, 2, 59, 601])
    def test_the_size_is_exact_and_names_and_uuids_are_unique(self, size: int) -> None:
        documents = list(Portfolio(size=size, seed=1, as_of=AS_OF))
        assert len(documents) == size
        assert len({document.name for document in documents}) == size
        assert len({write(document.comprobante) for document in documents}) == size


class TestDocuments:
    def test_they_are_valid_by_the_official_schemas(
        self, official_schemas: Path, trees: list[etree._Element]
    ) -> None:
        cfd = official_schemas / "www.sat.gob.mx" / "sitio_internet" / "cfd"
        imports = "".join(
            f'<xs:import namespace="{NS[prefix]}" schemaLocation="{(cfd / path).as_uri()}"/>'
            for prefix, path in {
                "cfdi": "4/cfdv40.xsd",
                "pago20": "Pagos/Pagos20.xsd",
                "tfd": "TimbreFiscalDigital/TimbreFiscalDigitalv11.xsd",
            }.items()
        )
        schema = etree.XMLSchema(
            etree.fromstring(
                f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>'
            )
        )
        kinds: Counter[str] = Counter()
        for tree in [*trees[:150], *trees[-150:]]:
            schema.assertValid(tree)
            kinds[tree.get("TipoDeComprobante", "")] += 1
        assert set(kinds) == {"I", "E", "P"}

    def test_they_read_back_as_they_were_made(self) -> None:
        for document in SAMPLE:
            assert read(write(document.comprobante)).comprobante == document.comprobante

    def test_sums_of_sales(self, trees: list[etree._Element]) -> None:
        sales = [tree for tree in trees if tree.get("TipoDeComprobante") != "P"]
        for tree in sales:
            check_sale(tree)
        rates = {
            traslado.get("TasaOCuota", "Exento")
            for tree in sales
            for traslado in tree.iterfind("cfdi:Impuestos//cfdi:Traslado", NS)
        }
        assert rates == {"0.160000", "0.080000", "0.000000", "Exento"}

    def test_sums_of_payments(self, trees: list[etree._Element]) -> None:
        seen: set[tuple[str | None, str | None]] = set()
        for tree in trees:
            for pagos in tree.iterfind("cfdi:Complemento/pago20:Pagos", NS):
                check_payments(pagos)
                for docto in pagos.iterfind("pago20:Pago/pago20:DoctoRelacionado", NS):
                    pago = docto.getparent()
                    assert pago is not None
                    seen.add((docto.get("MonedaDR"), pago.get("MonedaP")))
        assert seen == {("MXN", "MXN"), ("USD", "USD"), ("USD", "MXN")}

    def test_every_reference_points_to_an_earlier_document(
        self, trees: list[etree._Element]
    ) -> None:
        issued: dict[str, str] = {}
        for tree in trees:
            fecha = tree.get("Fecha", "")
            for related in tree.iterfind("cfdi:CfdiRelacionados/cfdi:CfdiRelacionado", NS):
                assert issued[related.get("UUID", "")] < fecha
            for docto in tree.iterfind(".//pago20:DoctoRelacionado", NS):
                assert issued[docto.get("IdDocumento", "")] < fecha
            [stamp] = tree.iterfind("cfdi:Complemento/tfd:TimbreFiscalDigital", NS)
            issued[stamp.get("UUID", "")] = fecha
            assert fecha < stamp.get("FechaTimbrado", "") < str(AS_OF + timedelta(days=1))

    def test_folios_follow_the_dates(self, trees: list[etree._Element]) -> None:
        series: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        for tree in trees:
            folio = int(tree.get("Folio", ""))
            series[tree.get("Serie", "")].append((tree.get("Fecha", ""), folio))
        assert series.keys() == {"FA", "NA", "PA", "FB", "NB", "PB"}
        for issued in series.values():
            assert issued == sorted(issued)
            assert [folio for _, folio in issued] == list(range(1001, 1001 + len(issued)))


def number(node: etree._Element, name: str) -> Fraction:
    """An attribute as an exact number; 0 where it is absent."""
    return Fraction(node.get(name, "0"))


def cents(value: Fraction, places: int = 2) -> Fraction:
    """Half-up to that many decimals, through Decimal and not through the code under test."""
    unit = Decimal(1).scaleb(-places)
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return Fraction(exact.quantize(unit, ROUND_HALF_UP))


def rate_of(traslado: etree._Element, suffix: str = "") -> str:
    assert traslado.get(f"Impuesto{suffix}") == "002"
    exempt = traslado.get(f"TipoFactor{suffix}") == "Exento"
    assert exempt == (traslado.get(f"TasaOCuota{suffix}") is None)
    assert exempt == (traslado.get(f"Importe{suffix}") is None)
    return traslado.get(f"TasaOCuota{suffix}", "Exento")


def check_sale(tree: etree._Element) -> None:
    """SubTotal, Descuento, Impuestos and Total by Anexo 20 (CFDI40108 to 40119, 40203 to 40221)."""
    conceptos = tree.findall("cfdi:Conceptos/cfdi:Concepto", NS)
    bases: defaultdict[str, Fraction] = defaultdict(Fraction)
    taxes: defaultdict[str, Fraction] = defaultdict(Fraction)
    for concepto in conceptos:
        importe = number(concepto, "Importe")
        assert importe == number(concepto, "Cantidad") * number(concepto, "ValorUnitario")
        [traslado] = concepto.iterfind(".//cfdi:Traslado", NS)
        base = number(traslado, "Base")
        assert base == importe - number(concepto, "Descuento") > 0
        assert number(traslado, "Importe") == cents(base * number(traslado, "TasaOCuota"))
        bases[rate_of(traslado)] += base
        taxes[rate_of(traslado)] += number(traslado, "Importe")
    rows = tree.findall("cfdi:Impuestos/cfdi:Traslados/cfdi:Traslado", NS)
    assert {rate_of(row): number(row, "Base") for row in rows} == bases
    assert {rate_of(row): number(row, "Importe") for row in rows} == taxes

    impuestos = tree.find("cfdi:Impuestos", NS)
    assert impuestos is not None
    assert number(impuestos, "TotalImpuestosTrasladados") == sum(taxes.values())
    assert (impuestos.get("TotalImpuestosTrasladados") is None) == (set(bases) == {"Exento"})
    discounts = [concepto for concepto in conceptos if concepto.get("Descuento")]
    assert number(tree, "Descuento") == sum(number(each, "Descuento") for each in discounts)
    assert (tree.get("Descuento") is None) == (not discounts)
    assert number(tree, "SubTotal") == sum(number(concepto, "Importe") for concepto in conceptos)
    assert number(tree, "Total") == sum(bases.values()) + sum(taxes.values())
    assert (tree.get("TipoCambio") is None) == (tree.get("Moneda") == "MXN")
    if tree.get("TipoDeComprobante") == "I":
        assert (tree.get("MetodoPago") == "PPD") == (tree.get("FormaPago") == "99")


# Rate → the attributes of Totales that hold its base and its tax.
TOTALES = {
    "0.160000": ("TotalTrasladosBaseIVA16", "TotalTrasladosImpuestoIVA16"),
    "0.080000": ("TotalTrasladosBaseIVA8", "TotalTrasladosImpuestoIVA8"),
    "0.000000": ("TotalTrasladosBaseIVA0", "TotalTrasladosImpuestoIVA0"),
    "Exento": ("TotalTrasladosBaseIVAExento", None),
}


def check_payments(pagos: etree._Element) -> None:
    """Monto, EquivalenciaDR, ImpuestosDR → ImpuestosP → Totales (CRP20201 to 20276)."""
    totals: dict[str, Fraction] = {}
    [pago] = pagos.iterfind("pago20:Pago", NS)
    rate = number(pago, "TipoCambioP")
    monto = number(pago, "Monto")
    if pago.get("MonedaP") == "MXN":
        assert pago.get("TipoCambioP") == "1"
    bases: defaultdict[str, Fraction] = defaultdict(Fraction)
    taxes: defaultdict[str, Fraction] = defaultdict(Fraction)
    lowest = highest = Fraction(0)
    for docto in pago.iterfind("pago20:DoctoRelacionado", NS):
        paid = number(docto, "ImpPagado")
        left = number(docto, "ImpSaldoAnt") - paid
        assert number(docto, "ImpSaldoInsoluto") == left >= 0
        equivalence = docto.get("EquivalenciaDR", "")
        places = len(equivalence.partition(".")[2])
        if docto.get("MonedaDR") == pago.get("MonedaP"):
            assert equivalence == "1"
            lowest, highest = lowest + paid, highest + paid
        else:
            assert places == 10
            half_cent, half_unit = Fraction(1, 200), Fraction(1, 2 * 10**places)
            lowest += (paid - half_cent) / (Fraction(equivalence) + half_unit)
            highest += (paid + half_cent) / (Fraction(equivalence) - half_unit)
        settled = Fraction(0)
        for traslado in docto.iterfind(".//pago20:TrasladoDR", NS):
            base, tax = number(traslado, "BaseDR"), number(traslado, "ImporteDR")
            assert tax == cents(base * number(traslado, "TasaOCuotaDR"), 6)
            bases[rate_of(traslado, "DR")] += base / Fraction(equivalence)
            taxes[rate_of(traslado, "DR")] += tax / Fraction(equivalence)
            settled += base + tax
        # Lines are rounded to the cent one by one, so a document of few lines is off by little.
        assert abs(settled - paid) < Fraction(3, 100)
    assert lowest - Fraction(1, 100) <= monto <= highest + Fraction(1, 100)
    for traslado in pago.iterfind("pago20:ImpuestosP/pago20:TrasladosP/pago20:TrasladoP", NS):
        key = rate_of(traslado, "P")
        assert number(traslado, "BaseP") == cents(bases.pop(key), 6)
        assert number(traslado, "ImporteP") == cents(taxes.pop(key), 6)
        base_name, tax_name = TOTALES[key]
        totals[base_name] = cents(number(traslado, "BaseP") * rate)
        if tax_name:
            totals[tax_name] = cents(number(traslado, "ImporteP") * rate)
    assert not bases
    totals["MontoTotalPagos"] = cents(monto * rate)
    [node] = pagos.iterfind("pago20:Totales", NS)
    assert {str(name): Fraction(str(value)) for name, value in node.attrib.items()} == totals


class TestTruth:
    def test_the_sample_shows_every_kind_of_story(self) -> None:
        [branch] = SAMPLE.branches()
        relations = Counter(
            (document.comprobante.tipo_de_comprobante, group.tipo_relacion)
            for document in branch.documents
            for group in document.comprobante.cfdi_relacionados
        )
        assert relations.keys() == {("E", "01"), ("E", "03"), ("I", "04"), ("I", "07"), ("E", "07")}
        reasons = {each.reason for account in branch.accounts for each in account.movements}
        assert reasons == set(Reason)
        assert {status.cancelled_on is None for status in branch.statuses} == {True, False}
        open_accounts = [account for account in branch.accounts if account.cents(AS_OF)]
        assert {account.currency for account in open_accounts} == {"MXN", "USD"}
        assert any(account.balance(AS_OF) < account.total for account in open_accounts)
        late = sorted((AS_OF - account.due).days for account in open_accounts)
        for first, last in [(-200, 0), (1, 30), (31, 60), (61, 90), (91, 200)]:
            assert any(first <= days <= last for days in late)

    def test_balances_are_never_negative_on_any_day(self) -> None:
        for account in accounts_of(Portfolio(size=600, seed=8, as_of=AS_OF)):
            for day in {each.on for each in account.movements}:
                assert 0 <= account.balance(day) <= account.total
            assert account.balance(account.issued - timedelta(days=1)) == 0

    def test_the_last_receipt_declares_what_is_left(self) -> None:
        """A REP's ImpSaldoInsoluto is the balance of that day, if nothing happened after it."""
        for branch in Portfolio(size=600, seed=8, as_of=AS_OF).branches():
            left = {
                docto.id_documento: docto.imp_saldo_insoluto
                for document in branch.documents
                for pago in read(write(document.comprobante)).pagos
                for docto in pago.docto_relacionado
            }
            paid = [each for each in branch.accounts if each.movements[-1].reason is Reason.PAID]
            assert len(paid) > 100
            for account in paid:
                assert account.balance(AS_OF) == left[account.uuid]

    def test_tables_tie_to_each_other(self, tmp_path: Path) -> None:
        portfolio = Portfolio(size=1300, seed=4, as_of=AS_OF)
        written = write_portfolio(tmp_path, portfolio)
        balances = rows_of(tmp_path / "balances.csv")
        totals = rows_of(tmp_path / "totals.csv")
        assert len(balances) == written.invoices
        for column, picked in [("customer_rfc", 1), ("", 0)]:
            sums: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
            for row in balances:
                sums[row.get(column, ""), row["currency"]] += Decimal(row["balance"])
            stated = {
                (row["customer_rfc"], row["currency"]): Decimal(row["balance"])
                for row in totals
                if bool(row["customer_rfc"]) == picked
            }
            assert stated == sums
        assert written.balances == {
            row["currency"]: Decimal(row["balance"]) for row in totals if not row["customer_rfc"]
        }
        for row in balances:
            days = (AS_OF - date.fromisoformat(row["due"])).days
            assert row["days_past_due"] == (str(days) if Decimal(row["balance"]) else "")


@pytest.fixture(scope="module", params=[(60, 17), (1900, 11)], ids=["sample", "branches"])
def portfolio(request: pytest.FixtureRequest) -> Portfolio:
    size, seed = request.param
    return Portfolio(size=size, seed=seed, as_of=AS_OF)


@pytest.fixture(scope="module")
def ledger(portfolio: Portfolio, tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    folder = tmp_path_factory.mktemp("portfolio")
    write_portfolio(folder, portfolio)
    return Ledger.build(
        map(read, sorted((folder / "cfdi").rglob("*.xml"))),
        status=read_status(folder / "status.csv"),
        terms=read_terms(folder / "terms.csv"),
    )


class TestLedger:
    """The ledger finds the truth from the documents alone."""

    def test_every_invoice_and_its_due_date(self, portfolio: Portfolio, ledger: Ledger) -> None:
        found = {
            (each.uuid, each.number, each.customer.rfc, each.currency, each.amount, each.due)
            for each in ledger.receivables
        }
        assert found == {
            (each.uuid, each.number, each.customer_rfc, each.currency, each.total, each.due)
            for each in accounts_of(portfolio)
        }

    @pytest.mark.parametrize("days_ago", [0, 1, 40, 75, 120, 200])
    def test_every_balance(self, portfolio: Portfolio, ledger: Ledger, days_ago: int) -> None:
        as_of = AS_OF - timedelta(days=days_ago)
        found = {each.uuid: each.balance(as_of) for each in ledger.receivables}
        assert found == {each.uuid: each.balance(as_of) for each in accounts_of(portfolio)}

    def test_a_balance_without_a_date_counts_everything(
        self, portfolio: Portfolio, ledger: Ledger
    ) -> None:
        found = {each.uuid: each.balance() for each in ledger.receivables}
        assert found == {each.uuid: each.balance(AS_OF) for each in accounts_of(portfolio)}

    def test_nothing_is_left_over_and_all_fits(self, ledger: Ledger) -> None:
        assert not ledger.inconsistencies
        assert not ledger.unapplied
        assert not ledger.skipped
        assert not ledger.discarded


class TestWriting:
    def test_many_documents_go_to_folders_of_a_thousand(self, tmp_path: Path) -> None:
        write_portfolio(tmp_path, Portfolio(size=1300, seed=4, as_of=AS_OF))
        counts = {path.name: len(list(path.iterdir())) for path in (tmp_path / "cfdi").iterdir()}
        assert counts == {"0000": 1000, "0001": 300}

    def test_an_archive_holds_the_same_documents(self, tmp_path: Path) -> None:
        write_portfolio(tmp_path / "zip", SAMPLE, zipped=True)
        with zipfile.ZipFile(tmp_path / "zip" / "cfdi.zip") as archive:
            packed = {name: archive.read(name) for name in archive.namelist()}
        assert packed == xml_of(SAMPLE)

    @pytest.mark.parametrize("zipped", [False, True])
    def test_documents_are_never_mixed_with_others(self, tmp_path: Path, *, zipped: bool) -> None:
        write_portfolio(tmp_path, SAMPLE, zipped=zipped)
        with pytest.raises(SourceError, match="exists already"):
            write_portfolio(tmp_path, SAMPLE, zipped=zipped)

    def test_command_line(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        arguments = [str(tmp_path), "--documents", "70", "--seed", "9", "--as-of", "2026-06-30"]
        assert main(arguments) == 0
        assert "70 documents" in capsys.readouterr().out
        assert len(list((tmp_path / "cfdi").iterdir())) == 70
        assert main(arguments) == 2
        assert "exists already" in capsys.readouterr().err
        assert main([*arguments, "--zip"]) == 0
        with pytest.raises(SystemExit):
            main([str(tmp_path), "--documents", "0", "--as-of", "2026-06-30"])


class TestInventedTaxpayers:
    @pytest.mark.parametrize(
        "rfc",
        ["EKU9003173C9", "URE180429TM6", "ZUÑ920208KL4", "H&E951128469", "KIJ0906199R1"],
    )
    def test_check_digit_of_the_public_test_taxpayers(self, rfc: str) -> None:
        assert check_digit(rfc[:-1]) == rfc[-1]

    def test_invented_rfcs_are_unique(self) -> None:
        serials = [*range(3000), *range(1_554_000, 1_555_200)]
        assert len({invented_rfc(serial) for serial in serials}) == 4200

    def test_no_customer_appears_in_two_branches(self) -> None:
        portfolio = Portfolio(size=1500, seed=2, as_of=AS_OF)
        branches = [{each.customer_rfc for each in b.accounts} for b in portfolio.branches()]
        assert len(set[str]().union(*branches)) == sum(map(len, branches)) == 30
