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

from cobranza.cfdi import check, read, write
from cobranza.errors import SourceError
from cobranza.ledger.inconsistencies import CODES
from cobranza.testing._company import FOREIGN, PUBLIC, check_digit, invented_rfc
from cobranza.testing.portfolio import Account, Branch, Portfolio, Reason, main, write_portfolio

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
def branches() -> list[Branch]:
    """Full branches of test taxpayers and of invented ones, and the start of a third."""
    return list(Portfolio(size=1300, seed=5, as_of=AS_OF).branches())


@pytest.fixture(scope="module")
def trees(branches: list[Branch]) -> list[etree._Element]:
    return [
        etree.fromstring(write(document.comprobante))
        for branch in branches
        for document in branch.documents
    ]


def uuid_of(tree: etree._Element) -> str:
    [stamp] = tree.iterfind("cfdi:Complemento/tfd:TimbreFiscalDigital", NS)
    return stamp.get("UUID", "")


def planted_with(branches: list[Branch], *codes: str) -> set[str]:
    """UUIDs of the documents in which something is planted."""
    return {each.document for branch in branches for each in branch.planted if each.code in codes}


# The mistakes that are in a document itself, and what `check` finds of them.
WRONG = {
    "COB202": {"CFDI40119", "CFDI40999"},
    "COB223": {"CRP20244"},
    "COB233": {"CFDI40115"},
    "COB242": {"COB116"},
}


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
    def test_each_is_accepted_but_for_what_is_planted_in_it(self, branches: list[Branch]) -> None:
        wrong = {code: planted_with(branches, code) for code in WRONG}
        for branch in branches:
            for document in branch.documents:
                xml = write(document.comprobante)
                expected = [WRONG[code] for code in WRONG if read(xml).uuid in wrong[code]]
                found = {finding.code for finding in check(xml).findings}
                assert found == set().union(*expected), document.name
        assert all(wrong.values())

    def test_they_are_valid_by_the_official_schemas(
        self, official_schemas: Path, branches: list[Branch], trees: list[etree._Element]
    ) -> None:
        negative = planted_with(branches, "COB202")
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
            if uuid_of(tree) not in negative:
                schema.assertValid(tree)
                kinds[tree.get("TipoDeComprobante", "")] += 1
        assert set(kinds) == {"I", "E", "P"}

    def test_they_read_back_as_they_were_made(self) -> None:
        for document in SAMPLE:
            assert read(write(document.comprobante)).comprobante == document.comprobante

    def test_sums_of_sales(self, branches: list[Branch], trees: list[etree._Element]) -> None:
        wrong = planted_with(branches, "COB202", "COB233")
        sales = [
            tree
            for tree in trees
            if tree.get("TipoDeComprobante") != "P" and uuid_of(tree) not in wrong
        ]
        for tree in sales:
            check_sale(tree)
        rates = {
            traslado.get("TasaOCuota", "Exento")
            for tree in sales
            for traslado in tree.iterfind("cfdi:Impuestos//cfdi:Traslado", NS)
        }
        assert rates == {"0.160000", "0.080000", "0.000000", "Exento"}

    def test_sums_of_payments(self, branches: list[Branch], trees: list[etree._Element]) -> None:
        wrong = planted_with(branches, "COB212", "COB223", "COB225")
        unassigned = {
            each.document: Fraction(each.cents, 100)
            for branch in branches
            for each in branch.unapplied
            if each.document not in planted_with(branches, "COB210")
        }
        seen: set[tuple[str | None, str | None]] = set()
        for tree in trees:
            if uuid_of(tree) in wrong:
                continue
            for pagos in tree.iterfind("cfdi:Complemento/pago20:Pagos", NS):
                check_payments(pagos, unassigned.get(uuid_of(tree), Fraction(0)))
                for docto in pagos.iterfind("pago20:Pago/pago20:DoctoRelacionado", NS):
                    pago = docto.getparent()
                    assert pago is not None
                    seen.add((docto.get("MonedaDR"), pago.get("MonedaP")))
        assert seen == {("MXN", "MXN"), ("USD", "USD"), ("USD", "MXN"), ("MXN", "USD")}

    def test_every_reference_points_to_an_earlier_document(
        self, branches: list[Branch], trees: list[etree._Element]
    ) -> None:
        """But for invoices that never turned up, and one that names itself."""
        lost = planted_with(branches, "COB210", "COB231", "COB241")
        itself = planted_with(branches, "COB242")
        issued: dict[str, str] = {}
        missing: set[str] = set()
        for tree in trees:
            uuid, fecha = uuid_of(tree), tree.get("Fecha", "")
            named = {
                *(node.get("UUID", "") for node in tree.iterfind(".//cfdi:CfdiRelacionado", NS)),
                *(
                    node.get("IdDocumento", "")
                    for node in tree.iterfind(".//pago20:DoctoRelacionado", NS)
                ),
            }
            if uuid in itself:
                named.remove(uuid)
            missing |= {uuid for each in named if each not in issued}
            assert all(issued[each] < fecha for each in named if each in issued)
            [stamp] = tree.iterfind("cfdi:Complemento/tfd:TimbreFiscalDigital", NS)
            issued[uuid] = fecha
            assert fecha < stamp.get("FechaTimbrado", "") < str(AS_OF + timedelta(days=1))
        assert missing == lost

    def test_folios_follow_the_dates(
        self, branches: list[Branch], trees: list[etree._Element]
    ) -> None:
        """Each once, but for what is stamped again; those that are missing never turned up."""
        again = planted_with(branches, "COB204")
        series: defaultdict[str, dict[str, tuple[str, int]]] = defaultdict(dict)
        for tree in trees:
            if uuid_of(tree) not in again:
                issued = tree.get("Fecha", ""), int(tree.get("Folio", ""))
                series[tree.get("Serie", "")][uuid_of(tree)] = issued
        assert series.keys() == {f"{kind}{branch}" for kind in "FNP" for branch in "ABC"}
        for name, documents in series.items():
            issued_in_order = sorted(documents.values())
            folios = [folio for _, folio in issued_in_order]
            assert folios == sorted(set(folios))
            gaps = folios[-1] - 1000 - len(folios)
            assert 0 <= gaps <= (4 if name.startswith("F") else 0)


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


def check_payments(pagos: etree._Element, unassigned: Fraction) -> None:
    """Monto, EquivalenciaDR, ImpuestosDR → ImpuestosP → Totales (CRP20201 to 20276)."""
    totals: dict[str, Fraction] = {}
    [pago] = pagos.iterfind("pago20:Pago", NS)
    rate = number(pago, "TipoCambioP")
    monto = number(pago, "Monto")
    if pago.get("MonedaP") == "MXN":
        assert pago.get("TipoCambioP") == "1"
    bases: defaultdict[str, Fraction] = defaultdict(Fraction)
    taxes: defaultdict[str, Fraction] = defaultdict(Fraction)
    lowest = highest = unassigned
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
    def test_the_sample_shows_what_people_meet_every_day(self) -> None:
        [branch] = SAMPLE.branches()
        relations = Counter(
            (document.comprobante.tipo_de_comprobante, group.tipo_relacion)
            for document in branch.documents
            for group in document.comprobante.cfdi_relacionados
        )
        assert relations.keys() == {("E", "01"), ("E", "03"), ("I", "04"), ("I", "07"), ("E", "07")}
        reasons = {each.reason for account in branch.accounts for each in account.movements}
        assert reasons >= {
            *(Reason.ISSUED, Reason.PAID_AT_ISSUE, Reason.PAID, Reason.CREDITED),
            *(Reason.CANCELLED, Reason.PAYMENT_CANCELLED, Reason.REPLACED),
        }
        assert {status.status for status in branch.statuses} == {"cancelado", "vigente"}
        assert not branch.facts
        open_accounts = [account for account in branch.accounts if account.cents(AS_OF)]
        assert {account.currency for account in open_accounts} == {"MXN", "USD"}
        assert any(account.balance(AS_OF) < account.total for account in open_accounts)
        late = sorted((AS_OF - account.due).days for account in open_accounts)
        for first, last in [(-200, 0), (1, 30), (31, 60), (61, 90), (91, 200)]:
            assert any(first <= days <= last for days in late)

    def test_some_branches_show_every_kind_of_story(self, branches: list[Branch]) -> None:
        relations = {
            (document.comprobante.tipo_de_comprobante, group.tipo_relacion)
            for branch in branches
            for document in branch.documents
            for group in document.comprobante.cfdi_relacionados
        }
        assert relations == {
            *(("I", "02"), ("I", "04"), ("I", "07"), ("P", "04")),
            *(("E", "01"), ("E", "03"), ("E", "04"), ("E", "07")),
        }
        accounts = [account for branch in branches for account in branch.accounts]
        assert {each.reason for account in accounts for each in account.movements} == set(Reason)
        assert {
            (status.status, status.cancelled_on is None, status.requested_on is None)
            for branch in branches
            for status in branch.statuses
        } == {
            *(("vigente", True, True), ("en proceso", True, False), ("rechazada", True, False)),
            *(("cancelado", False, False), ("cancelado", True, True)),
        }

    def test_balances_stay_between_nothing_and_the_total(self, branches: list[Branch]) -> None:
        """On every day, but where what is planted makes a balance negative."""
        codes = {"COB203", "COB213", "COB240"}
        for branch in branches:
            wrong = {each.receivable for each in branch.planted if each.code in codes}
            for account in branch.accounts:
                for day in {each.on for each in account.movements}:
                    assert account.balance(day) <= account.total
                    assert account.balance(day) >= 0 or account.uuid in wrong
                if account.uuid not in wrong:
                    assert account.balance(account.issued - timedelta(days=1)) == 0

    def test_the_last_receipt_declares_what_is_left(self, branches: list[Branch]) -> None:
        """A REP's ImpSaldoInsoluto is the balance of that day, if nothing happened after it."""
        codes = {"COB212", "COB213", "COB222", "COB223", "COB224"}
        for branch in branches:
            wrong = {each.receivable for each in branch.planted if each.code in codes}
            left = {
                docto.id_documento: docto.imp_saldo_insoluto
                for document in branch.documents
                for pago in read(write(document.comprobante)).pagos
                for docto in pago.docto_relacionado
            }
            paid = [
                each
                for each in branch.accounts
                if each.movements[-1].reason is Reason.PAID and each.uuid not in wrong
            ]
            assert len(paid) > 10
            for account in paid:
                assert account.balance(AS_OF) == left[account.uuid]

    def test_what_was_paid_is_worth_what_the_receipt_says(self, branches: list[Branch]) -> None:
        """In MXN, at the rates that are printed: Monto and TipoCambioP, one payment for each."""
        for branch in branches:
            worth: defaultdict[str, Fraction] = defaultdict(Fraction)
            for account in branch.accounts:
                for each in account.movements:
                    if each.reason is Reason.PAID and each.pesos is not None:
                        worth[each.document] -= Fraction(each.pesos, 100)
            unassigned = {each.document for each in branch.unapplied}
            for document in branch.documents:
                tree = etree.fromstring(write(document.comprobante))
                if uuid_of(tree) in worth and uuid_of(tree) not in unassigned:
                    [totals] = tree.iterfind(".//pago20:Totales", NS)
                    # A cent of dollars is worth twenty of pesos.
                    stated = number(totals, "MontoTotalPagos")
                    assert abs(worth[uuid_of(tree)] - stated) < Fraction(20, 100)

    def test_every_code_is_planted_but_one(self) -> None:
        """COB217 is what one policy adds, and is kept apart."""
        branches = list(Portfolio(size=3600, seed=1, as_of=AS_OF).branches())
        assert {each.code for branch in branches for each in branch.planted} == set(CODES) - {
            "COB217"
        }
        assert {each.code for branch in branches for each in branch.alerts} == {"COB217"}

    def test_tables_tie_to_each_other(self, tmp_path: Path) -> None:
        portfolio = Portfolio(size=1300, seed=4, as_of=AS_OF)
        written = write_portfolio(tmp_path, portfolio)
        balances = rows_of(tmp_path / "balances.csv")
        totals = rows_of(tmp_path / "totals.csv")
        assert len(balances) == written.invoices
        for column, picked in [("customer_rfc", True), ("", False)]:
            sums: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
            for row in balances:
                sums[row.get(column, ""), row["currency"]] += Decimal(row["balance"])
            stated: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
            for row in totals:  # foreigners of several branches share an RFC
                if bool(row["customer_rfc"]) == picked:
                    stated[row["customer_rfc"], row["currency"]] += Decimal(row["balance"])
            assert stated == sums
        assert written.balances == {
            row["currency"]: Decimal(row["balance"]) for row in totals if not row["customer_rfc"]
        }
        for row in balances:
            days = (AS_OF - date.fromisoformat(row["due"])).days
            assert row["days_past_due"] == (str(days) if Decimal(row["balance"]) else "")


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
        generic = {FOREIGN, PUBLIC}
        branches = [
            {each.customer_rfc for each in branch.accounts} - generic
            for branch in portfolio.branches()
        ]
        assert len(set[str]().union(*branches)) == sum(map(len, branches)) == 36
        foreign = [
            row.tax_id for b in portfolio.branches() for row in b.customers if row.rfc == FOREIGN
        ]
        assert len(set(foreign)) == len(foreign) == 3
