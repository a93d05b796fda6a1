"""The story of one invoice: what it says, in both languages, as text, HTML and rows."""

import tomllib
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from importlib.resources import files
from string import Formatter
from typing import get_args

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.errors import LedgerError
from cobranza.ledger import (
    Adjustment,
    AdjustmentKind,
    CashReceipt,
    EventKind,
    Installment,
    Ledger,
    LedgerDocument,
    Party,
    Tax,
)
from cobranza.ledger.events import DueSource
from cobranza.ledger.inconsistencies import Inconsistency
from cobranza.ledger.story import Language, Story, explain
from tests.ledger.makers import (
    cancelled,
    day,
    invoice,
    note,
    pays,
    receipt,
    relations,
    uid,
)
from tests.ledger.strategies import LAST_DAY, World, wild_worlds

LANGUAGES: tuple[Language, ...] = get_args(Language)

IVA = Tax(
    tax="002",
    factor="Tasa",
    rate=Decimal("0.160000"),
    base=Decimal("1000.00"),
    amount=Decimal("160.00"),
)
DOCUMENTS = (
    attrs.evolve(invoice(1, terms="30 DÍAS"), taxes=(IVA,)),
    attrs.evolve(
        receipt(
            21,
            pays(1, "500.00", installment=1, before="1160.00", after="700.00"),
            on=10,
            issued=12,
        ),
        number="P21",
    ),
    attrs.evolve(note(11, "60.00", 1, on=20), number="E11"),
)

SPANISH = """\
Factura A1, al 2026-02-09

UUID       00000000-0000-4000-8000-000000000001
Emisor     ESCUELA KEMPER URGATE (EKU9003173C9)
Cliente    UNIVERSIDAD ROBOTICA ESPAÑOLA (URE180429TM6)
Emitida    2026-01-01 10:00, PPD
Importe    1,160.00 MXN
Impuestos  IVA 16 %: 160.00 sobre 1,000.00
Vence      2026-01-31, según las condiciones de pago de la factura: «30 DÍAS»

Fecha       Movimiento                                                       Importe           Saldo
2026-01-01  Se emite la factura.                                            1,160.00        1,160.00
2026-01-10  Pago, según el REP P21.                                          -500.00          660.00
              UUID 00000000-0000-4000-8000-000000000015, emitido el 2026-01-12
              el REP declara: parcialidad 1, saldo anterior 1,160.00, saldo insoluto 700.00 (los
                movimientos dan 1,160.00 antes y 660.00 después)
              line 1
2026-01-20  Nota de crédito, según el egreso E11.                             -60.00          600.00
              UUID 00000000-0000-4000-8000-00000000000B, emitido el 2026-01-20

Documentos relacionados
  Nota de crédito: egreso E11, 2026-01-20, 60.00 MXN, UUID 00000000-0000-4000-8000-00000000000B

Lo que no cuadra
  2026-01-12 COB223: El REP P21 declara ImpSaldoInsoluto 700.00 para la factura A1; ImpSaldoAnt
    menos ImpPagado es 660.00.

Cómo está
  Debe 600.00 MXN con vencimiento el 2026-01-31: 9 días de atraso."""

ENGLISH = """\
Invoice A1, as of 2026-02-09

UUID      00000000-0000-4000-8000-000000000001
Issuer    ESCUELA KEMPER URGATE (EKU9003173C9)
Customer  UNIVERSIDAD ROBOTICA ESPAÑOLA (URE180429TM6)
Issued    2026-01-01 10:00, PPD
Amount    1,160.00 MXN
Taxes     IVA 16 %: 160.00 on 1,000.00
Due       2026-01-31, by the payment terms on the invoice: “30 DÍAS”

Date        Movement                                                          Amount         Balance
2026-01-01  The invoice is issued.                                          1,160.00        1,160.00
2026-01-10  Payment, by REP P21.                                             -500.00          660.00
              UUID 00000000-0000-4000-8000-000000000015, issued on 2026-01-12
              the REP declares: instalment 1, balance before 1,160.00, balance after 700.00 (the
                movements give 1,160.00 before and 660.00 after)
              line 1
2026-01-20  Credit, by credit note E11.                                       -60.00          600.00
              UUID 00000000-0000-4000-8000-00000000000B, issued on 2026-01-20

Related documents
  Credited by: credit note E11, 2026-01-20, 60.00 MXN, UUID 00000000-0000-4000-8000-00000000000B

What does not fit
  2026-01-12 COB223: REP P21 declares ImpSaldoInsoluto 700.00 for invoice A1; ImpSaldoAnt less
    ImpPagado is 660.00.

Where it stands
  Owes 600.00 MXN due on 2026-01-31: 9 days late."""


def told(
    *documents: LedgerDocument, number: int = 1, on: int | None = None, lang: Language = "es"
) -> Story:
    as_of = None if on is None else day(on)
    return explain(Ledger.build(documents), uid(number), as_of=as_of, lang=lang)


def sentences(story: Story) -> list[str]:
    return [row.text for row in story.rows]


def evidence(story: Story) -> list[str]:
    return [line for row in story.rows for line in row.evidence]


def section(story: Story, heading: str) -> tuple[str, ...]:
    return dict(story.sections).get(heading, ())


def standing(story: Story) -> tuple[str, ...]:
    return section(story, "Cómo está")


class TestWhole:
    def test_spanish(self) -> None:
        assert str(told(*DOCUMENTS, on=40)) == SPANISH

    def test_english(self) -> None:
        assert str(told(*DOCUMENTS, on=40, lang="en")) == ENGLISH

    def test_an_unknown_language_is_refused(self) -> None:
        with pytest.raises(LedgerError, match="lang is 'fr', expected 'es' or 'en'"):
            told(*DOCUMENTS, lang="fr")  # type: ignore[arg-type]

    def test_rows_hold_what_an_event_knows(self) -> None:
        _, payment, _ = told(*DOCUMENTS).to_rows()
        assert payment == {
            "date": date(2026, 1, 10),
            "kind": "payment",
            "text": "Pago, según el REP P21.",
            "amount": Decimal("-500.00"),
            "balance": Decimal("660.00"),
            "currency": "MXN",
            "document": uid(21),
            "recorded": DOCUMENTS[1].issued,
            "path": "line 1",
            "reverses": None,
            "counterpart": None,
            "original_amount": None,
            "original_currency": None,
            "exchange_rate": None,
            "installment": 1,
            "previous_balance": Decimal("1160.00"),
            "remaining": Decimal("700.00"),
            "note": "",
        }

    def test_the_ledger_tells_stories_too(self) -> None:
        ledger = Ledger.build(DOCUMENTS)
        assert ledger.explain(uid(1), day(40)) == explain(ledger, uid(1), as_of=day(40))


class TestName:
    """Which invoice a person means."""

    LONG = "5FB2822E-396D-4725-8521-CDC4BDD20CCF"
    OTHER = "5FB2822E-396D-4725-8521-000000000000"
    LEDGER = Ledger.build(
        [
            attrs.evolve(invoice(1), uuid=LONG, number="F77"),
            attrs.evolve(invoice(2), uuid=OTHER, number="F78"),
            attrs.evolve(invoice(3), number="f78"),
            note(11, "10.00", 3),
            note(12, "10.00"),
        ]
    )

    @pytest.mark.parametrize("name", [LONG, LONG.lower(), f" {LONG[:25]} ", "F77", "f77"])
    def test_found(self, name: str) -> None:
        assert explain(self.LEDGER, name).receivable.uuid == self.LONG

    @pytest.mark.parametrize(
        ("name", "message"),
        [
            (LONG[:8], r"2 invoices go by '5FB2822E': .* F78, .* F77; expected a UUID"),
            ("F78", r"2 invoices go by 'F78'"),
            ("5FB2822", "no invoice goes by '5FB2822'; near it: 5FB2822E-396D-4725-8521-0000"),
            (LONG[:-1] + "0", rf"near it: {LONG} F77$"),
            ("", "no invoice goes by ''$"),
            ("XYZ", "no invoice goes by 'XYZ'$"),
            (uid(11), rf"{uid(11)} is a CreditNote, not an invoice: it moves {uid(3)} f78$"),
            (uid(12), "is a CreditNote, not an invoice: it moves no invoice"),
        ],
    )
    def test_not_found(self, name: str, message: str) -> None:
        with pytest.raises(LedgerError, match=message):
            explain(self.LEDGER, name)

    def test_only_some_are_named(self) -> None:
        ledger = Ledger.build([attrs.evolve(invoice(number), number="A") for number in range(1, 9)])
        with pytest.raises(LedgerError, match=r"8 invoices go by 'A': .* and 3 more; expected"):
            explain(ledger, "A")


class TestStanding:
    def test_without_a_day_nothing_is_late(self) -> None:
        assert standing(told(*DOCUMENTS)) == ("Debe 600.00 MXN con vencimiento el 2026-01-31.",)

    def test_before_the_due_date(self) -> None:
        story = told(*DOCUMENTS, on=15)
        assert story.running == (Decimal("1160.00"), Decimal("660.00"))
        assert standing(story) == (
            "Debe 660.00 MXN con vencimiento el 2026-01-31: faltan 16 días.",
        )

    @pytest.mark.parametrize(
        ("on", "end"), [(30, "falta 1 día."), (31, "faltan 0 días."), (32, "1 día de atraso.")]
    )
    def test_one_day(self, on: int, end: str) -> None:
        (line,) = standing(told(*DOCUMENTS, on=on))
        assert line.endswith(end)

    def test_before_it_was_issued(self) -> None:
        story = told(invoice(1, on=5), on=4)
        assert story.running == ()
        assert standing(story) == ("Todavía no se había emitido.",)
        assert "Todavía" in str(story)

    def test_paid_before_it_was_issued(self) -> None:
        story = told(invoice(1, on=9), receipt(21, pays(1, "60.00"), on=5), on=6)
        assert standing(story) == (
            "Todavía no se había emitido.",
            "Saldo a favor del cliente: 60.00 MXN.",
        )

    def test_paid(self) -> None:
        assert standing(told(invoice(1), receipt(21, pays(1, "1160.00")))) == (
            "Saldada: no debe nada.",
        )

    def test_paid_twice(self) -> None:
        story = told(invoice(1), receipt(21, pays(1, "1160.00"), pays(1, "1160.00")))
        assert standing(story) == ("Saldo a favor del cliente: 1,160.00 MXN.",)

    def test_instalments(self) -> None:
        ledger = Ledger.build([invoice(1)])
        schedule = (
            Installment(due=day(30), amount=Decimal("500.00")),
            Installment(due=day(60), amount=Decimal("660.00")),
        )
        (receivable,) = ledger.receivables
        ledger = attrs.evolve(
            ledger,
            receivables=(attrs.evolve(receivable, schedule=schedule, due=schedule[-1].due),),
        )
        story = explain(ledger, uid(1), as_of=day(40))
        assert dict(story.facts)["Parcialidades"] == "2026-01-30 500.00; 2026-03-01 660.00"
        assert standing(story) == (
            "Debe 1,160.00 MXN:",
            "500.00 MXN con vencimiento el 2026-01-30: 10 días de atraso.",
            "660.00 MXN con vencimiento el 2026-03-01: faltan 20 días.",
        )

    def test_no_due_date(self) -> None:
        ledger = Ledger.build([invoice(1)])
        (receivable,) = ledger.receivables
        undated = attrs.evolve(receivable, due=None, schedule=())
        story = explain(attrs.evolve(ledger, receivables=(undated,)), uid(1), as_of=day(9))
        assert standing(story) == ("Debe 1,160.00 MXN sin fecha de vencimiento.",)
        assert dict(story.facts)["Vence"].startswith("sin fecha, ")


class TestFacts:
    def test_a_foreign_currency_says_its_rate(self) -> None:
        story = told(invoice(1, currency="USD", rate="17.2500"))
        assert dict(story.facts)["Importe"] == "1,160.00 USD, a 17.25 MXN por USD"

    @pytest.mark.parametrize(
        ("tax", "written"),
        [
            (attrs.evolve(IVA, base=None), "IVA 16 %: 160.00"),
            (
                attrs.evolve(IVA, factor="Exento", rate=None, amount=None),
                "IVA exento: base de 1,000.00",
            ),
            (Tax(tax="001", amount=Decimal(100), withheld=True), "ISR retenido: 100.00"),
            (
                attrs.evolve(IVA, tax="003", factor="Cuota", rate=Decimal("6.4555")),
                "IEPS 6.4555: 160.00 sobre 1,000.00",
            ),
            (Tax(tax="9", amount=Decimal("1.5")), "9 : 1.50"),
        ],
    )
    def test_taxes(self, tax: Tax, written: str) -> None:
        story = told(attrs.evolve(invoice(1), taxes=(tax,)))
        assert dict(story.facts)["Impuestos"] == written

    def test_parties_without_a_name_and_no_method(self) -> None:
        story = told(invoice(1, method=None, customer=Party(rfc="XAXX010101000")))
        assert dict(story.facts)["Cliente"] == "XAXX010101000"
        assert dict(story.facts)["Emitida"] == "2026-01-01 10:00"

    def test_dimensions(self) -> None:
        ledger = Ledger.build([invoice(1)])
        (receivable,) = ledger.receivables
        placed = attrs.evolve(receivable, dimensions={"región": "norte", "vendedor": "7"})
        story = explain(attrs.evolve(ledger, receivables=(placed,)), uid(1))
        assert dict(story.facts)["Clasificación"] == "región: norte; vendedor: 7"

    @pytest.mark.parametrize("source", DueSource)
    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_every_source_of_a_due_date_is_told(self, source: DueSource, lang: Language) -> None:
        ledger = Ledger.build([invoice(1, terms="30 días")])
        (receivable,) = ledger.receivables
        ledger = attrs.evolve(ledger, receivables=(attrs.evolve(receivable, due_source=source),))
        due = explain(ledger, uid(1), lang=lang).facts[-1][1]
        assert due.startswith("2026-01-31, ")
        assert ("30 días" in due) == (source is DueSource.DOCUMENT)

    def test_terms_without_the_document(self) -> None:
        ledger = attrs.evolve(Ledger.build([invoice(1, terms="30 días")]), documents=())
        story = explain(ledger, uid(1))
        assert dict(story.facts)["Vence"].endswith("«»")


class TestEvents:
    def test_payment_of_several_invoices(self) -> None:
        paid = receipt(21, pays(1, "100.00"), pays(2, "900.00"))
        (payment,) = paid.payments
        paid = attrs.evolve(paid, payments=(attrs.evolve(payment, form="03", operation="SPEI 88"),))
        assert "forma de pago 03, operación SPEI 88, parte de un pago de 1,000.00 MXN" in evidence(
            told(invoice(1), invoice(2), paid)
        )

    def test_payment_after_its_due_date(self) -> None:
        assert sentences(told(invoice(1, on=9), receipt(21, pays(1, "100.00"), on=10)))[1] == (
            "Pago, según el REP 00000000, 1 día después de vencer."
        )

    def test_payment_in_another_currency(self) -> None:
        paid = receipt(
            21,
            pays(1, "100.00", currency="USD", equivalence="0.05", before="1160.00"),
            currency="MXN",
            amount="2000.00",
        )
        story = told(invoice(1, currency="USD", rate="18"), paid)
        assert evidence(story)[1:3] == [
            "pagado o acreditado en otra moneda: 2,000.00 MXN, a 20 MXN por USD",
            "el REP declara: saldo anterior 1,160.00",
        ]

    def test_payment_in_its_own_currency_says_its_rate(self) -> None:
        paid = receipt(21, pays(1, "100.00", currency="USD"), currency="USD", rate="20.10")
        assert "a 20.1 MXN por USD" in evidence(told(invoice(1, currency="USD", rate="18"), paid))

    def test_what_a_rep_declares_in_another_currency_is_not_compared(self) -> None:
        line = pays(1, "200.00", currency="MXN", before="2320.00", after="2120.00")
        paid = receipt(21, line, amount="200.00")
        assert "el REP declara: saldo anterior 2,320.00 MXN, saldo insoluto 2,120.00 MXN" in (
            evidence(told(invoice(1, currency="USD", rate="20"), paid))
        )

    def test_what_a_rep_declares_agrees(self) -> None:
        paid = receipt(21, pays(1, "1160.00", before="1160.00", after="0.00"))
        assert (
            "el REP declara: saldo anterior 1,160.00, saldo insoluto 0.00 (coincide)"
            in evidence(told(invoice(1), paid))
        )

    def test_assumed_payment_gives_way_to_a_credit_note(self) -> None:
        story = told(invoice(1, method="PUE"), note(11, "60.00", 1))
        assert sentences(story) == [
            "Se emite la factura.",
            "Se da por pagada al emitirse: es PUE, y ningún REP ni cobro habla de ella.",
            "Nota de crédito, según el egreso 00000000.",
            "Deja de darse por pagada la parte que mueve el egreso 00000000.",
        ]

    def test_a_return(self) -> None:
        story = told(invoice(1), note(11, "60.00", 1, kind="03"))
        assert sentences(story)[-1] == "Devolución, según el egreso 00000000."

    def test_assumed_payment_takes_back_its_part(self) -> None:
        ledger = Ledger.build(
            [invoice(1, method="PUE"), note(11, "60.00", 1)], status=cancelled(11, on=9)
        )
        assert sentences(explain(ledger, uid(1)))[-2:] == [
            "Se cancela el egreso 00000000: lo que había hecho se deshace.",
            "Vuelve a darse por pagada la parte que mueve el egreso 00000000.",
        ]

    def test_cancelled(self) -> None:
        ledger = Ledger.build([invoice(1, method="PUE")], status=cancelled(1, on=20))
        story = explain(ledger, uid(1))
        assert sentences(story)[-2:] == [
            "La factura se cancela y deja de deberse.",
            "Con la factura termina lo que se daba por pagado.",
        ]
        assert standing(story) == ("Cancelada el 2026-01-20.",)
        assert standing(explain(ledger, uid(1), as_of=day(19))) == ("Saldada: no debe nada.",)

    def test_replaced(self) -> None:
        documents = (
            invoice(1),
            receipt(21, pays(1, "500.00"), on=1),
            invoice(2, on=12, replaces=[1]),
        )
        old, new = told(*documents), told(*documents, number=2)
        assert sentences(old)[-2:] == [
            "La sustituye la factura A2: deja de deberse aquí.",
            "Lo acreditado pasa a la factura A2, por la sustitución.",
        ]
        assert standing(old) == ("Sustituida el 2026-01-12.",)
        assert sentences(new)[-1] == "Llega lo acreditado en la factura A1, por la sustitución."

    def test_replaced_receipt(self) -> None:
        documents = (
            invoice(1),
            attrs.evolve(receipt(21, pays(1, "500.00"), on=1), number="P1"),
            attrs.evolve(
                receipt(22, pays(1, "500.00"), on=1, issued=11, replaces=[9, 21]), number="P2"
            ),
        )
        undone = "Se deshace lo que había hecho el REP P1: lo sustituye el REP P2."
        assert undone in sentences(told(*documents))
        without = attrs.evolve(Ledger.build(documents), documents=())
        assert (
            "Se deshace lo que había hecho el documento anterior: lo sustituye el documento "
            f"{uid(22)}." in sentences(explain(without, uid(1)))
        )

    def test_an_advance(self) -> None:
        documents = (
            attrs.evolve(invoice(1, "100.00", method="PUE"), is_advance=True),
            attrs.evolve(invoice(2), relations=relations("07", [1])),
            attrs.evolve(note(11, "100.00", 2, kind="07"), payment_form="30"),
        )
        sale = told(*documents, number=2)
        assert "Se aplica un anticipo, según el egreso 00000000." in sentences(sale)
        assert section(sale, "Documentos relacionados") == (
            f"Usa el anticipo: factura A1, 2026-01-01, 100.00 MXN, UUID {uid(1)}",
            f"Aplicación de anticipo: egreso 00000000, 2026-01-05, 100.00 MXN, UUID {uid(11)}",
        )

    def test_facts(self) -> None:
        cash = CashReceipt(
            invoice=uid(1), date=day(5), amount=Decimal("500.00"), reference="SPEI 1"
        )
        moves = [
            Adjustment(
                invoice=uid(1),
                date=day(20 + place),
                amount=Decimal(amount),
                kind=kind,
                reference=f"PD {place}",
                reason="acta 3",
            )
            for place, (amount, kind) in enumerate(
                (amount, kind) for kind in AdjustmentKind for amount in (-10, 4)
            )
        ]
        ledger = Ledger.build(
            [invoice(1, on=5, terms="60 días"), receipt(21, pays(1, "500.00"))],
            cash=[cash],
            adjustments=moves,
        )
        story = explain(ledger, uid(1))
        assert sentences(story)[1:] == [
            "Cobro visto (SPEI 1), sin REP que lo diga.",
            "Pago, según el REP 00000000.",
            "El cobro visto se deja de contar: lo dice ahora el REP 00000000.",
            "Se da por incobrable (PD 0).",
            "Se recupera lo dado por incobrable (PD 1).",
            "Ajuste a favor del cliente (PD 2).",
            "Ajuste a cargo del cliente (PD 3).",
            "Se cede en factoraje (PD 4).",
            "Regresa del factoraje (PD 5).",
        ]
        assert story.rows[-1].evidence == ("nota: acta 3",)


class TestRelations:
    def test_both_ways(self) -> None:
        debit = attrs.evolve(invoice(2, "50.00", on=7), relations=relations("02", [1, 8]))
        odd = attrs.evolve(receipt(21, on=9), relations=relations("99", [1]))
        assert section(told(invoice(1), debit, odd), "Documentos relacionados") == (
            f"Nota de débito: factura A2, 2026-01-07, 50.00 MXN, UUID {uid(2)}",
            f"La nombra (TipoRelacion 99): REP 00000000, 2026-01-09, UUID {uid(21)}",
        )
        assert section(told(invoice(1), debit, number=2), "Documentos relacionados") == (
            f"Es nota de débito de: factura A1, 2026-01-01, 1,160.00 MXN, UUID {uid(1)}",
            f"Es nota de débito de: documento {uid(8)}, que no está aquí",
        )

    def test_later_documents_are_not_related_yet(self) -> None:
        documents = (invoice(1), attrs.evolve(invoice(2, on=7), relations=relations("02", [1])))
        assert section(told(*documents, on=6), "Documentos relacionados") == ()


class TestCases:
    LEDGER = attrs.evolve(
        Ledger.build([invoice(1), attrs.evolve(receipt(21, pays(1, "60.00")), number="A1")]),
        inconsistencies=(
            Inconsistency(
                code="COB211",
                document=uid(21),
                receivable=uid(1),
                since=day(12),
            ),
            Inconsistency(
                code="COB241", document=uid(8), since=day(11), values=(("invoice", uid(1)),)
            ),
            Inconsistency(code="COB242", document=uid(9), since=day(10)),
        ),
        deadlines=(
            Inconsistency(
                code="COB217",
                document=uid(1),
                receivable=uid(1),
                since=day(32),
                until=day(40),
                values=(("balance", Decimal("1100.00")), ("currency", "MXN")),
            ),
        ),
    )

    def cases(self, on: int | None) -> list[str]:
        story = explain(self.LEDGER, uid(1), as_of=None if on is None else day(on))
        assert len(story.inconsistencies) == len(section(story, "Lo que no cuadra"))
        return [each.code for each in story.inconsistencies]

    def test_those_that_name_the_invoice_in_order_of_time(self) -> None:
        assert self.cases(None) == ["COB241", "COB211", "COB217"]

    def test_on_a_day_those_that_had_shown(self) -> None:
        assert self.cases(11) == ["COB241"]
        assert self.cases(10) == []
        assert self.cases(60) == ["COB241", "COB211", "COB217"]

    def test_what_ended_says_until_when(self) -> None:
        last = section(explain(self.LEDGER, uid(1)), "Lo que no cuadra")[-1]
        assert last.startswith(f"{day(32)} (hasta {day(40)}) COB217: ")
        assert "1,100.00 MXN" in last

    def test_documents_with_one_number_keep_their_uuids(self) -> None:
        told = section(explain(self.LEDGER, uid(1)), "Lo que no cuadra")[1]
        assert uid(21) in told
        assert uid(1) in told


class Tags(HTMLParser):
    """Checks that tags are balanced, and collects text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert [name for name, _ in attrs] in ([], ["style"])
        self.open.append(tag)
        self.seen.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


HOSTILE = '<script>alert("1")</script>\x1b[2J\nA & B'


class TestHtml:
    TAGS = frozenset(
        {"div", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "ul", "li"}
    )

    def test_it_says_what_the_text_says(self) -> None:
        story = told(*DOCUMENTS, on=40)
        page = Tags(story._repr_html_())
        assert page.open == []
        assert page.seen <= self.TAGS
        for line in (*sentences(story), *evidence(story), *standing(story), "1,160.00", "-500.00"):
            assert line in page.text

    def test_hostile_text_is_only_text(self) -> None:
        hostile = attrs.evolve(
            invoice(1, customer=Party(rfc="XAXX010101000", name=HOSTILE), terms=HOSTILE),
            number=HOSTILE,
        )
        ledger = Ledger.build([hostile])
        for html in (explain(ledger, uid(1))._repr_html_(), ledger._repr_html_()):
            page = Tags(html)
            assert page.open == []
            assert page.seen <= self.TAGS
        text = str(explain(ledger, uid(1)))
        assert "\x1b" not in text
        assert 'Cliente  <script>alert("1")</script> [2J A & B (XAXX010101000)' in text

    def test_a_ledger_in_short(self) -> None:
        ledger = Ledger.build([*DOCUMENTS, invoice(2, "50.5", currency="USD", rate="18")])
        page = Tags(ledger._repr_html_())
        for text in ("Cartera: 2 facturas", "600.00", "50.50", "COB223"):
            assert text in page.text
        assert "Lo que no cuadra" not in Ledger(receivables=())._repr_html_()

    def test_an_invoice_in_short(self) -> None:
        (receivable,) = Ledger.build(DOCUMENTS).receivables
        page = Tags(receivable._repr_html_())
        assert page.open == []
        for text in ("Factura A1, UNIVERSIDAD", "vence 2026-01-31, saldo 600.00 MXN", uid(21)):
            assert text in page.text
        odd = attrs.evolve(receivable, number="", customer=Party(rfc="XAXX010101000"), due=None)
        expected = f"Factura {uid(1)}, XAXX010101000, vence sin fecha, saldo 600.00 MXN"
        assert expected in Tags(odd._repr_html_()).text


TEXTS = tomllib.loads(files("cobranza.ledger._story").joinpath("story.toml").read_text("utf-8"))


@pytest.mark.parametrize("key", TEXTS)
def test_the_languages_fill_in_the_same_values(key: str) -> None:
    both: dict[str, str | list[str]] = TEXTS[key]
    assert tuple(both) == LANGUAGES
    names = {
        lang: {
            name
            for text in ([both[lang]] if isinstance(both[lang], str) else both[lang])
            for _, name, _, _ in Formatter().parse(str(text))
            if name
        }
        for lang in LANGUAGES
    }
    assert names["es"] == names["en"]


@pytest.mark.property
@given(wild_worlds, st.sampled_from(LANGUAGES), st.none() | st.integers(0, LAST_DAY + 1))
def test_every_invoice_has_a_story_that_ends_at_its_balance(
    world: World, lang: Language, number: int | None
) -> None:
    as_of = None if number is None else day(number)
    ledger = Ledger.build(world.documents, status=world.status)
    for receivable in ledger.receivables:
        story = explain(ledger, receivable.uuid, as_of=as_of, lang=lang)
        last = story.running[-1] if story.running else Decimal(0)
        assert last == receivable.balance(as_of)
        assert [row.event for row in story.rows] == [
            event for event in receivable.events if as_of is None or event.date <= as_of
        ]
        assert story.title in str(story)
        assert Tags(story._repr_html_()).open == []
        kinds = {row["kind"] for row in story.to_rows()}
        assert kinds <= set(EventKind)
