"""What the code may import and call, checked over the syntax trees of `src`."""

import ast
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src"
MODULES = {
    ".".join(path.relative_to(SRC).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(SRC.rglob("*.py"))
}

# Unit below `cobranza` → the units that it may import; itself always.
BASE = {
    *("_frozen", "_garbage", "_html", "_latin", "_lazy", "_paper", "_records", "_toml"),
    *("_workbook", "_zip", "calendars", "errors", "money", "rates"),
}
LAYERS = {
    "_frozen": set[str](),
    "_garbage": set[str](),
    "_html": {"money"},
    "_latin": set[str](),
    "_lazy": set[str](),
    "_paper": {"_latin"},
    "_records": {"_toml", "errors"},
    "_toml": set[str](),
    "_workbook": {"errors", "money"},
    "_version": set[str](),
    "_zip": set[str](),
    "errors": set[str](),
    "calendars": {"errors"},
    "money": {"errors"},
    "rates": {"_frozen", "errors", "money"},
    "cfdi": BASE,
    "ledger": BASE,
    "ledger.intake": BASE | {"cfdi", "ledger"},
    "aging": BASE | {"ledger"},
    "credit": BASE | {"ledger", "aging"},
    "sat": BASE | {"cfdi", "ledger"},
    "plot": BASE | {"aging", "ledger"},
    "sources": BASE | {"aging", "cfdi", "ledger", "sat"},
    "store": BASE | {"ledger", "sources"},
    "report": BASE | {"cfdi", "ledger", "aging", "sources"},
    "testing": BASE | {"cfdi", "ledger", "aging", "sources", "report"},
    "cli": BASE
    | {"cfdi", "ledger", "aging", "sources", "store", "report", "testing"}
    | {"credit", "sat"},
    "__main__": {"cli"},
}
KNOW_NO_XML = ("cobranza.aging", "cobranza.credit", "cobranza.ledger")
XML = {"cryptography", "lxml", "xml", "xmlschema"}
HEAVY = {
    "altair",
    "httpx",
    "narwhals",
    "numpy",
    "pandas",
    "polars",
    "pyarrow",
    "pyspark",
    "sklearn",
    "xlsxwriter",
}
CLOCKS = {"now", "today", "utcnow"}
CLOCK = "cobranza.cli._clock"  # where a program asks what time it is, for the library


def unit(module: str) -> str:
    """The layer of a module: `cobranza.cfdi._reader` is in `cfdi`."""
    if module == "cobranza.ledger.intake":
        return "ledger.intake"
    return module.split(".")[1]


def imports(tree: ast.AST, module: str) -> Iterator[tuple[int, str]]:
    """Line and full name of everything that is imported, inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno} imports relatively"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def upward_imports(tree: ast.AST, module: str) -> Iterator[str]:
    """Imports of `cobranza` that do not point downward, or that go through its lazy names."""
    if module == "cobranza":  # the package itself only re-exports, lazily
        return
    here = unit(module)
    for line, name in imports(tree, module):
        package, _, rest = name.partition(".")
        if package != "cobranza" or rest == "__version__":
            continue
        there = rest.split(".")[0]
        if there != here.split(".")[0] and there not in LAYERS[here]:
            yield f"{module}:{line} imports {name}"


def xml_imports(tree: ast.AST, module: str) -> Iterator[str]:
    """Imports of XML and cryptography where only numbers and decisions belong."""
    if module.startswith(KNOW_NO_XML) and module != "cobranza.ledger.intake":
        for line, name in imports(tree, module):
            if name.split(".")[0] in XML:
                yield f"{module}:{line} imports {name}"


def forbidden_calls(tree: ast.AST, module: str) -> Iterator[str]:
    """Binary floats, half-even rounding and the clock: amounts are exact, dates are arguments."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="float" | "round" as name)):
                yield f"{module}:{node.lineno} calls {name}()"
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="builtins"), attr="float" | "round" as name)
            ):
                yield f"{module}:{node.lineno} calls builtins.{name}()"
            case ast.Call(func=ast.Attribute(attr=name)) if name in CLOCKS and module != CLOCK:
                yield f"{module}:{node.lineno} calls {name}()"
            case _:
                pass


def shape(tree: ast.AST, module: str) -> Iterator[str]:
    """Every module says what it is; a public one says, in order, what it offers."""
    assert isinstance(tree, ast.Module)
    if not ast.get_docstring(tree):
        yield f"{module} has no docstring"
    if module.rpartition(".")[2].startswith("_") or not tree.body[1:]:
        return
    for node in tree.body:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id="__all__")], value=value)
                | ast.AnnAssign(target=ast.Name(id="__all__"), value=ast.expr() as value)
            ):
                names = list(ast.literal_eval(value))
                # Constants, then classes, then the rest: the order that ruff keeps.
                if names != sorted(names, key=lambda n: (not n.isupper(), n[0].islower(), n)):
                    yield f"{module}.__all__ is not sorted"
                return
            case _:
                pass
    yield f"{module} has no __all__"


Guard = Callable[[ast.AST, str], Iterator[str]]
GUARDS: tuple[Guard, ...] = (upward_imports, xml_imports, forbidden_calls, shape)


@pytest.mark.parametrize("guard", GUARDS)
def test_src_passes(guard: Guard) -> None:
    found = [
        offence
        for module, path in MODULES.items()
        for offence in guard(ast.parse(path.read_text("utf-8")), module)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("guard", "module", "code"),
    [
        (upward_imports, "cobranza.money", "from cobranza.cfdi import read"),
        (upward_imports, "cobranza.aging.dso", "import cobranza.cfdi"),
        (upward_imports, "cobranza.ledger.ledger", "def f():\n from cobranza.cfdi import read"),
        (upward_imports, "cobranza.ledger.intake", "from cobranza import aging"),
        (upward_imports, "cobranza.cfdi._reader", "from cobranza import Ledger"),
        (upward_imports, "cobranza.cfdi", "from cobranza.ledger import Ledger"),
        (xml_imports, "cobranza.aging", "import lxml.etree"),
        (xml_imports, "cobranza.ledger.events", "from cryptography import x509"),
        (forbidden_calls, "cobranza.money", "x = float('1')"),
        (forbidden_calls, "cobranza.money", "x = round(y, 2)"),
        (forbidden_calls, "cobranza.money", "import builtins\nx = builtins.round(y)"),
        (forbidden_calls, "cobranza.aging", "x = date.today()"),
        (forbidden_calls, "cobranza.aging", "x = datetime.datetime.now(tz)"),
        (forbidden_calls, "cobranza.aging", "x = datetime.utcnow()"),
        (forbidden_calls, "cobranza.cli._sat", "x = datetime.now(UTC)"),
        (shape, "cobranza.money", "__all__ = ['a']"),
        (shape, "cobranza.money", "'''Money.'''\nx = 1"),
        (shape, "cobranza.money", "'''Money.'''\n__all__ = ['b', 'a']"),
        (shape, "cobranza.money", "'''Money.'''\n__all__ = ['Age', 'Buckets', 'ALL']"),
        (shape, "cobranza.cfdi._reader", "x = 1"),
    ],
)
def test_each_guard_can_fail(guard: Guard, module: str, code: str) -> None:
    assert len(list(guard(ast.parse(code), module))) == 1


@pytest.mark.parametrize(
    ("guard", "module", "code"),
    [
        (upward_imports, "cobranza.ledger.intake", "from cobranza.cfdi import Document"),
        (upward_imports, "cobranza.aging", "from cobranza.ledger import Receivable"),
        (upward_imports, "cobranza.aging", "from cobranza.aging.dso import dso"),
        (xml_imports, "cobranza.cfdi._reader", "from lxml import etree"),
        (forbidden_calls, "cobranza.money", "isinstance(x, float); quantize(x, 2)"),
        (forbidden_calls, "cobranza.cli._clock", "x = datetime.now(UTC)"),
        (shape, "cobranza.money", "'''Money.'''\n__all__ = ['ALL', 'Age', 'Buckets', 'age']"),
        (shape, "cobranza.cfdi._reader", "'''Reader.'''\nx = 1"),
        (shape, "cobranza.testing", "'''Only a folder.'''"),
    ],
)
def test_no_guard_fails_what_is_right(guard: Guard, module: str, code: str) -> None:
    assert list(guard(ast.parse(code), module)) == []


@pytest.mark.parametrize(
    "module", ["cobranza", "cobranza.aging", "cobranza.credit", "cobranza.ledger"]
)
def test_importing_loads_nothing_heavy(module: str) -> None:
    heavy = sorted((XML | HEAVY) - {"xml"})
    code = f"import sys, {module}; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
