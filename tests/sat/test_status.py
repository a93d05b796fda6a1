"""The status service: words, messages, one question, sync and async, and every way to fail."""

import asyncio
import gzip
import pickle
import random
import sys
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from cobranza.errors import MissingExtraError, SatError
from cobranza.ledger.documents import DocumentState
from cobranza.sat._http import Call
from cobranza.sat.errors import (
    SatAnswerError,
    SatEndedError,
    SatFaultError,
    SatHttpError,
    SatNotReadyError,
    SatRefusedError,
    SatServiceError,
    SatTimeoutError,
    SatUnreachableError,
)
from cobranza.sat.status import (
    EsCancelable,
    Estado,
    EstatusCancelacion,
    Patience,
    StatusAnswer,
    build_request,
    parse_answer,
    query_status,
    query_status_async,
)
from tests.sat import answers
from tests.sat.server import TLS, Reply, Server

EXPRESSION = (
    "?id=5803EB8D-81CD-4557-8719-26632D2FA434&re=Ñ&amp;A010101AAA&rr=XAXX010101000&tt=1160.0"
)
CALL = Call(operation="Consulta", url="", action="", body=b"")
Ask = Callable[..., StatusAnswer]
Error = tuple[type[SatServiceError], str]


def ask_sync(server: Server, patience: Patience, slept: list[float]) -> StatusAnswer:
    with httpx.Client(verify=TLS) as client:
        return query_status(
            client, EXPRESSION, endpoint=server.url, patience=patience, sleep=slept.append
        )


def ask_async(server: Server, patience: Patience, slept: list[float]) -> StatusAnswer:
    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async def ask() -> StatusAnswer:
        async with httpx.AsyncClient(verify=TLS) as client:
            return await query_status_async(
                client, EXPRESSION, endpoint=server.url, patience=patience, sleep=sleep
            )

    return asyncio.run(ask())


@pytest.fixture(params=[ask_sync, ask_async], ids=["sync", "async"])
def ask(request: pytest.FixtureRequest) -> Ask:
    found: Ask = request.param
    return found


class TestWords:
    def test_all_of_an_answer(self) -> None:
        found = parse_answer(
            answers.consulta("Cancelado", cancelable="No cancelable", cancelacion="Plazo vencido")
        )
        assert found == StatusAnswer(
            codigo_estatus="S - Comprobante obtenido satisfactoriamente.",
            estado=Estado.CANCELADO,
            es_cancelable=EsCancelable.NO_CANCELABLE,
            estatus_cancelacion=EstatusCancelacion.PLAZO_VENCIDO,
            validacion_efos="200",
        )

    @pytest.mark.parametrize(
        ("estado", "cancelacion", "state"),
        [
            # The table of states in the README of phpcfdi/sat-estado-cfdi.
            ("Vigente", "", DocumentState.IN_FORCE),
            ("Vigente", "En proceso", DocumentState.CANCELLATION_REQUESTED),
            ("Vigente", "Solicitud rechazada", DocumentState.CANCELLATION_REJECTED),
            ("Cancelado", "Plazo vencido", DocumentState.CANCELLED),
            ("Cancelado", "Cancelado con aceptación", DocumentState.CANCELLED),
            ("Cancelado", "Cancelado sin aceptación", DocumentState.CANCELLED),
            ("Cancelado", "", DocumentState.CANCELLED),
            # Estado is what the SAT holds; how it came to that does not change it.
            ("Vigente", "Cancelado con aceptación", DocumentState.IN_FORCE),
            ("Cancelado", "En proceso", DocumentState.CANCELLED),
        ],
    )
    def test_what_a_ledger_makes_of_it(
        self, estado: str, cancelacion: str, state: DocumentState
    ) -> None:
        status = parse_answer(answers.consulta(estado, cancelacion=cancelacion)).document_status()
        assert status is not None
        assert (status.state, status.cancelled_on) == (state, None)

    @pytest.mark.parametrize("codigo", ["N - 602: Comprobante no encontrado.", ""])
    def test_not_found_is_no_status(self, codigo: str) -> None:
        """The service has answered both ways, the second with everything else empty."""
        found = parse_answer(
            answers.consulta("No Encontrado", codigo=codigo, cancelable="", efos="")
        )
        assert found == StatusAnswer(codigo_estatus=codigo, estado=Estado.NO_ENCONTRADO)
        assert (found.document_status(), found.efos_listed) == (None, None)

    @pytest.mark.parametrize(
        ("efos", "listed"),
        [
            # The table of the SAT's documentation, version 1.4, section 3.
            *((code, True) for code in ("100", "101", "102", "103", "104")),
            ("200", False),
            ("201", False),
            ("", None),
            (None, None),
            ("999", None),
        ],
    )
    def test_efos(self, efos: str | None, *, listed: bool | None) -> None:
        assert parse_answer(answers.consulta(efos=efos)).efos_listed is listed

    def test_capitals_and_accents_do_not_matter(self) -> None:
        found = parse_answer(answers.consulta("VIGENTE", cancelable="Cancelable sin aceptacion"))
        assert (found.estado, found.es_cancelable) == (Estado.VIGENTE, EsCancelable.SIN_ACEPTACION)


class TestMessages:
    @given(st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=80))
    @pytest.mark.property
    def test_the_expression_arrives_as_it_is(self, expression: str) -> None:
        message = etree.fromstring(build_request(expression))
        found = message.findtext(".//{http://tempuri.org/}expresionImpresa")
        assert found == expression

    def test_an_expression_that_xml_cannot_carry(self) -> None:
        with pytest.raises(SatError, match="expected no control characters"):
            build_request("?id=\0")

    @pytest.mark.parametrize(
        ("data", "found"),
        [
            (b"", "found ''"),
            (b"\x00\xff garbage", "unreadable"),
            (b"<html><body>Mantenimiento</body></html>", "a document of 'html'"),
            (answers.BOMB, "unreadable"),
            (answers.consulta()[:-20], "unreadable"),
            (answers.soap("<Otra/>"), "an answer without ConsultaResult"),
            (answers.consulta("Suspendido"), "Estado 'Suspendido'"),
            (answers.consulta(cancelable="Quizá"), "EsCancelable 'Quizá'"),
            (answers.consulta(""), "Estado ''"),
        ],
    )
    def test_what_cannot_be_understood(self, data: bytes, found: str) -> None:
        with pytest.raises(SatAnswerError) as caught:
            parse_answer(data)
        assert str(caught.value).startswith("Consulta: ")
        assert found in str(caught.value)
        assert "expected " in str(caught.value)

    def test_fault_with_status_200(self) -> None:
        with pytest.raises(SatFaultError, match="a:InvalidSecurity"):
            parse_answer(answers.fault("a:InvalidSecurity"))

    @given(st.binary(max_size=200))
    @pytest.mark.property
    def test_any_bytes_give_an_answer_or_one_error(self, data: bytes) -> None:
        with pytest.raises(SatServiceError):
            parse_answer(data)


class TestNetwork:
    def test_a_question(self, server: Server, ask: Ask, hasty: Patience) -> None:
        server.replies(Reply(body=answers.consulta(cancelacion="En proceso")))
        assert ask(server, hasty, []).estatus_cancelacion is EstatusCancelacion.EN_PROCESO
        (asked,) = server.asked
        action = '"http://tempuri.org/IConsultaCFDIService/Consulta"'
        assert asked.headers["SOAPAction"] == action
        assert asked.headers["Content-Type"] == 'text/xml; charset="utf-8"'
        sent = etree.fromstring(asked.body).findtext(".//{http://tempuri.org/}expresionImpresa")
        assert sent == EXPRESSION

    @pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
    def test_what_may_pass_is_tried_again(
        self, server: Server, ask: Ask, hasty: Patience, status: int
    ) -> None:
        busy = Reply(status=status, body=b"<html>", content_type="text/html")
        server.replies(busy, busy, Reply(body=answers.consulta()))
        slept: list[float] = []
        assert ask(server, hasty, slept).estado is Estado.VIGENTE
        # Full jitter: a random part of 1 s, then of 2 s.
        numbers = random.Random(7)
        assert slept == [numbers.random() * 1, numbers.random() * 2]

    def test_compressed(self, server: Server, ask: Ask, hasty: Patience) -> None:
        body = gzip.compress(answers.consulta())
        server.replies(Reply(body=body, headers={"Content-Encoding": "gzip"}))
        assert ask(server, hasty, []).estado is Estado.VIGENTE

    def test_given_up_after_the_attempts(self, server: Server, ask: Ask, hasty: Patience) -> None:
        server.replies(Reply(status=503))
        with pytest.raises(SatHttpError) as caught:
            ask(server, hasty, [])
        assert (caught.value.status, len(server.asked)) == (503, 3)

    @pytest.mark.parametrize(
        ("headers", "waits"),
        [
            ({"Retry-After": "7"}, 7),
            (
                {
                    "Retry-After": "Sun, 01 Mar 2026 12:00:30 GMT",
                    "Date": "Sun, 01 Mar 2026 12:00:10 GMT",
                },
                20,
            ),
        ],
    )
    def test_the_service_says_when(
        self, server: Server, ask: Ask, hasty: Patience, headers: dict[str, str], waits: int
    ) -> None:
        server.replies(Reply(status=429, headers=headers), Reply(body=answers.consulta()))
        slept: list[float] = []
        ask(server, hasty, slept)
        assert slept == [waits]

    def test_a_wait_beyond_measure_is_not_waited(
        self, server: Server, ask: Ask, hasty: Patience
    ) -> None:
        server.replies(Reply(status=429, headers={"Retry-After": "3600"}))
        with pytest.raises(SatHttpError) as caught:
            ask(server, hasty, [])
        assert (caught.value.retry_after, len(server.asked)) == (3600, 1)

    @pytest.mark.parametrize(
        ("reply", "error"),
        [
            (Reply(status=404), (SatHttpError, "HTTP status 404, expected 200")),
            (
                Reply(status=302, headers={"Location": "/mantenimiento"}),
                (SatHttpError, "HTTP status 302, expected 200"),
            ),
            (
                Reply(body=b"<html>", content_type="text/html"),
                (SatAnswerError, "content type 'text/html', expected text/xml"),
            ),
            (
                Reply(body=answers.consulta(), content_type=None),
                (SatAnswerError, "content type ''"),
            ),
            (Reply(body=b"\x1f\x8b not xml"), (SatAnswerError, "unreadable")),
            (Reply(body=answers.BOMB), (SatAnswerError, "unreadable")),
            (Reply(body=b"x" * (1024 * 1024 + 1)), (SatAnswerError, "more than 1048576 bytes")),
            (
                Reply(body=answers.consulta(), headers={"Content-Encoding": "gzip"}),
                (SatAnswerError, "damaged Content-Encoding"),
            ),
            (
                Reply(body=answers.consulta(), headers={"Content-Encoding": "gzip, gzip"}),
                (SatAnswerError, "Content-Encoding 'gzip, gzip', expected gzip or none"),
            ),
            (
                Reply(status=500, body=answers.fault("s:Client", "bad")),
                (SatFaultError, "SOAP fault s:Client: 'bad'"),
            ),
        ],
    )
    def test_what_will_not_pass_is_not_tried_again(
        self, server: Server, ask: Ask, hasty: Patience, reply: Reply, error: Error
    ) -> None:
        kind, found = error
        server.replies(reply)
        with pytest.raises(kind) as caught:
            ask(server, hasty, [])
        assert found in str(caught.value)
        assert len(server.asked) == 1

    def test_a_fault_of_the_service_is_tried_again(
        self, server: Server, ask: Ask, hasty: Patience
    ) -> None:
        broken = Reply(status=500, body=answers.fault("a:InternalServiceFault"))
        server.replies(broken, Reply(body=answers.consulta()))
        assert ask(server, hasty, []).estado is Estado.VIGENTE

    def test_silence(self, server: Server, ask: Ask) -> None:
        server.replies(Reply(silent=True))
        with pytest.raises(SatTimeoutError, match=r"ReadTimeout: nothing for 0\.5 s") as caught:
            ask(server, Patience(timeout=0.5, attempts=2), [])
        assert (len(server.asked), caught.value.untouched) == (2, False)

    def test_an_answer_in_drops_has_a_deadline(self, server: Server, ask: Ask) -> None:
        ticks = iter(range(100))
        patience = Patience(attempts=1, deadline=3, monotonic=lambda: next(ticks))
        server.replies(Reply(body=answers.consulta(), drip=50))
        with pytest.raises(SatTimeoutError, match="no whole answer in 3 s"):
            ask(server, patience, [])

    def test_a_connection_that_breaks_off(self, server: Server, ask: Ask, hasty: Patience) -> None:
        whole = answers.consulta()
        server.replies(Reply(body=whole, cut=40), Reply(body=whole))
        assert ask(server, hasty, []).estado is Estado.VIGENTE
        assert len(server.asked) == 2

    def test_nobody_there(self, server: Server, ask: Ask, hasty: Patience) -> None:
        server.url = "http://127.0.0.1:9"  # discard: nothing listens there
        slept: list[float] = []
        with pytest.raises(SatUnreachableError, match="ConnectError") as caught:
            ask(server, hasty, slept)
        assert (caught.value.untouched, len(slept)) == (True, 2)

    @pytest.mark.parametrize("url", ["ftp://example.org", "no address", "http://x\n"])
    def test_an_endpoint_that_is_none(
        self, server: Server, ask: Ask, hasty: Patience, url: str
    ) -> None:
        server.url = url
        with pytest.raises(SatAnswerError, match="expected an https address"):
            ask(server, hasty, [])


@pytest.mark.parametrize(
    "error",
    [
        SatAnswerError("Consulta", "a", "b"),
        SatEndedError("Verifica", "ERROR", "404", "a", "b"),
        SatNotReadyError("Verifica", "a", "b"),
        SatRefusedError("Descargar", "5008", "a", "b"),
        SatFaultError("Consulta", "s:Server", "b"),
        SatHttpError("Consulta", 503, 9),
        SatTimeoutError("Consulta", "a", untouched=True),
        SatUnreachableError("Consulta", "a", untouched=False),
    ],
)
def test_errors_survive_pickling(error: SatServiceError) -> None:
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - made a moment ago
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))
    assert isinstance(again, SatError)


@given(
    attempt=st.integers(1, 40),
    part=st.floats(0, 1),
    base=st.floats(0.01, 100),
    longest=st.floats(0.01, 100),
    asked=st.none() | st.integers(0, 200),
)
@pytest.mark.property
def test_waits_grow_up_to_a_limit_and_never_run_ahead(
    attempt: int, part: float, base: float, longest: float, asked: int | None
) -> None:
    patience = Patience(attempts=30, base=base, longest=longest, random=lambda: part)
    wait = patience.wait_after(attempt, SatHttpError("Consulta", 503, asked), CALL)
    if attempt >= 30 or (asked or 0) > longest:
        assert wait is None
    else:
        most = min(longest, base * 2 ** (attempt - 1))
        assert wait == max(asked or 0, part * most) <= longest


@pytest.mark.parametrize("name", ["timeout", "deadline", "attempts", "base", "longest"])
def test_patience_without_time(name: str) -> None:
    options: dict[str, Any] = {name: 0}
    with pytest.raises(SatError, match=f"{name} is 0, expected more than 0"):
        Patience(**options)


def test_without_httpx(monkeypatch: pytest.MonkeyPatch, hasty: Patience) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)
    client: httpx.Client = None  # type: ignore[assignment]
    with pytest.raises(MissingExtraError, match=r"pip install 'cobranza\[sat\]'"):
        query_status(client, EXPRESSION, patience=hasty)
