"""The exceptions: one tree, messages that are sentences, attributes that survive pickling."""

import copy
import inspect
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from cobranza import errors
from cobranza.cfdi import read
from cobranza.errors import (
    CfdiReadError,
    CfdiWriteError,
    CobranzaError,
    MissingExtraError,
    Problem,
)

TOTAL = Problem(path="/cfdi:Comprobante/@Total", line=2, value="1E3", expected="a decimal number")
EMISOR = Problem(path="/cfdi:Comprobante/cfdi:Emisor", line=None, value=None, expected="an element")
SYNTAX = Problem(path="", line=7, value="mismatched tag", expected="well-formed XML")
EMPTY = Problem(path="", line=None, value="", expected="an XML document")

TREE = [
    each
    for _, each in inspect.getmembers(errors, inspect.isclass)
    if issubclass(each, BaseException) and each.__module__ == errors.__name__
]
WITH_PROBLEMS = (CfdiReadError, CfdiWriteError)


def pickled(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))  # noqa: S301


COPIES = pytest.mark.parametrize("copied", [pickled, copy.copy, copy.deepcopy])


def test_one_tree() -> None:
    assert all(issubclass(each, CobranzaError) for each in TREE)
    assert issubclass(CobranzaError, ValueError)
    assert issubclass(MissingExtraError, ImportError)
    assert {each.__name__ for each in TREE} <= set(errors.__all__)


def test_the_tree_is_drawn_in_the_docstring() -> None:
    assert errors.__doc__
    for each in TREE:
        assert each.__name__ in errors.__doc__


@pytest.mark.parametrize("error", [each for each in TREE if each not in WITH_PROBLEMS])
@COPIES
def test_messages_survive(error: type[CobranzaError], copied: Callable[[Any], Any]) -> None:
    raised = error("no receivable with UUID 0")
    assert type(copied(raised)) is error
    assert str(copied(raised)) == "no receivable with UUID 0"


class TestProblem:
    @pytest.mark.parametrize(
        ("problem", "sentence"),
        [
            (TOTAL, "/cfdi:Comprobante/@Total (line 2): found '1E3', expected a decimal number"),
            (EMISOR, "/cfdi:Comprobante/cfdi:Emisor: missing, expected an element"),
            (SYNTAX, "line 7: found 'mismatched tag', expected well-formed XML"),
            (EMPTY, "found '', expected an XML document"),
        ],
    )
    def test_one_sentence(self, problem: Problem, sentence: str) -> None:
        assert str(problem) == sentence

    def test_control_characters_are_shown_escaped(self) -> None:
        problem = Problem(path="x", line=None, value="\x1b[2J\n\u202e", expected="text")
        assert str(problem).isprintable()

    def test_a_long_value_is_cut_in_the_sentence_only(self) -> None:
        problem = Problem(path="x", line=None, value="9" * 10_000_000, expected="a number")
        assert len(str(problem)) < 300
        assert problem.value is not None
        assert len(problem.value) == 10_000_000

    @COPIES
    def test_is_a_value(self, copied: Callable[[Any], Any]) -> None:
        assert copied(TOTAL) == TOTAL
        assert len({copied(TOTAL), TOTAL}) == 1


class TestReadError:
    def test_one_problem_is_one_sentence(self) -> None:
        assert str(CfdiReadError([SYNTAX])) == (
            "not a readable CFDI 4.0: line 7: found 'mismatched tag', expected well-formed XML"
        )

    def test_several_problems_are_lines(self) -> None:
        assert str(CfdiReadError((TOTAL, EMISOR), "a.xml")).splitlines() == [
            "a.xml: not a readable CFDI 4.0, 2 problems:",
            "  /cfdi:Comprobante/@Total (line 2): found '1E3', expected a decimal number",
            "  /cfdi:Comprobante/cfdi:Emisor: missing, expected an element",
        ]

    @COPIES
    @pytest.mark.parametrize("source", [None, "año.xml"])
    def test_survives(self, copied: Callable[[Any], Any], source: str | None) -> None:
        raised = CfdiReadError([TOTAL, EMISOR], source)
        again = copied(raised)
        assert type(again) is CfdiReadError
        assert again.problems == (TOTAL, EMISOR)
        assert again.source == source
        assert str(again) == str(raised)

    def test_as_raised(self) -> None:
        with pytest.raises(CfdiReadError) as caught:
            read(b"<a/>")
        again = pickled(caught.value)
        assert again.problems == caught.value.problems
        assert isinstance(again, ValueError)


class TestWriteError:
    PROBLEM = Problem(path="comprobante.total", line=None, value="1.5", expected="a finite Decimal")

    def test_message(self) -> None:
        assert str(CfdiWriteError([self.PROBLEM])) == (
            "not a writable comprobante: comprobante.total: found '1.5', expected a finite Decimal"
        )

    @COPIES
    def test_survives(self, copied: Callable[[Any], Any]) -> None:
        again = copied(CfdiWriteError([self.PROBLEM, EMISOR]))
        assert type(again) is CfdiWriteError
        assert again.problems == (self.PROBLEM, EMISOR)
        assert "2 problems" in str(again)
