"""A condition inside `agg` is ignored by some engines without a word, so none may be written."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).parents[3] / "src"
CONDITIONS = {"filter", "masked", "when"}
OF_FRAMES = {"agg", "group_by", "join", "select", "with_columns"}


def conditions_in_agg(tree: ast.Module) -> Iterator[int]:
    """Lines of calls of `agg` with a condition in them, written there or kept in a name."""
    functions: list[ast.AST] = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)
    ]
    for scope in functions or [tree]:
        kept = {
            target.id
            for node in ast.walk(scope)
            if isinstance(node, ast.Assign) and is_condition(node.value)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(scope):
            match node:
                case ast.Call(func=ast.Attribute(attr="agg"), args=args, keywords=keywords):
                    given = [*args, *(each.value for each in keywords)]
                    if any(is_condition(each) or kept & expressions(each) for each in given):
                        yield node.lineno
                case _:
                    pass


def is_condition(node: ast.AST) -> bool:
    """Whether an expression has a condition in it; what gives a frame is none."""
    called = {called_name(each) for each in ast.walk(node) if isinstance(each, ast.Call)}
    return bool(called & CONDITIONS) and not called & OF_FRAMES


def expressions(node: ast.AST) -> set[str]:
    """Names used other than as those of columns, in `col`."""
    if isinstance(node, ast.Name):
        return {node.id}
    if isinstance(node, ast.Call) and called_name(node) == "col":
        return set()
    return {name for child in ast.iter_child_nodes(node) for name in expressions(child)}


def called_name(node: ast.Call) -> str:
    match node.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""


def test_src_has_none() -> None:
    found = [
        f"{path.relative_to(SRC)}:{line}"
        for path in sorted(SRC.rglob("*.py"))
        for line in conditions_in_agg(ast.parse(path.read_text("utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "f.group_by('k').agg(nw.when(c).then(nw.col('a')).sum())",
        "f.group_by('k').agg(a=nw.when(c).then(nw.col('a')).otherwise(0).sum())",
        "f.group_by('k').agg(*[nw.when(c).then(x).sum() for c in cs])",
        "f.group_by('k').agg(**{n: masked(c, x).sum() for n, c in cs.items()})",
        "f.group_by('k').agg(nw.col('a').filter(nw.col('b') > 1).sum())",
        "late = nw.when(c).then(nw.col('a'))\nf.group_by('k').agg(late.sum())",
        "def g(f):\n cells = [when(c).then(x).sum() for c in cs]\n return f.agg(*cells)",
    ],
)
def test_the_lint_can_fail(code: str) -> None:
    assert len([*conditions_in_agg(ast.parse(code))]) == 1


@pytest.mark.parametrize(
    "code",
    [
        "f.with_columns(a=nw.when(c).then(x)).group_by('k').agg(nw.col('a').sum())",
        "g = f.with_columns(a=nw.when(c).then(x)).group_by('k')\ng.agg(nw.col('a').sum())",
        "f.filter(nw.col('a') > 1).group_by('k').agg(nw.len())",
        "cells = {'a': masked(c, x)}\nf.with_columns(**cells).agg(nw.col(*cells).sum())",
    ],
)
def test_the_lint_lets_masks_pass(code: str) -> None:
    assert not [*conditions_in_agg(ast.parse(code))]
