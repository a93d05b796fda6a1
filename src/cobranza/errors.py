"""The exceptions of cobranza, one tree.

```text
CobranzaError (ValueError)
├── CatalogError       a SAT catalog or key that does not exist, or a catalog file that is damaged
├── CfdiReadError      a document that cannot be a typed Comprobante
├── CfdiWriteError     a Comprobante that holds what no XML can carry
├── SealError          a certificate, key or document that cannot be used for a seal
├── MoneyError         an amount, a rate or a currency that cannot be used
├── LedgerError        a ledger that was asked for something it cannot hold
├── CreditError        a plan, score, limit or policy that cannot be computed or makes no sense
├── SatError           an answer or file of the SAT that did not come or cannot be used
├── SourceError        a folder, ZIP or table that cannot be used
├── StoreError         a stored ledger that cannot be used, or that another process is changing
└── MissingExtraError  (also ImportError) an optional package is not installed
```

An exception means that an object could not be built or that a function was called wrongly. What is
wrong *inside* a readable document is a finding, and what does not fit between documents is an
inconsistency: neither is ever raised.
"""

from __future__ import annotations

from typing import Final

import attrs

__all__ = [
    "CatalogError",
    "CfdiReadError",
    "CfdiWriteError",
    "CobranzaError",
    "CreditError",
    "LedgerError",
    "MissingExtraError",
    "MoneyError",
    "Problem",
    "SatError",
    "SealError",
    "SourceError",
    "StoreError",
    "shorten",
]


LONGEST_SHOWN: Final = 80
"""The longest value that a message repeats, in characters."""


class CobranzaError(ValueError):
    """Base of every exception that cobranza raises on purpose.

    >>> issubclass(CfdiReadError, CobranzaError)
    True
    """


@attrs.frozen(kw_only=True)
class Problem:
    """One reason why a document cannot be typed: where, what was found, what was expected.

    `path` is an XPath that resolves in the document once the prefix `cfdi` (and `pago20`,
    `tfd`, `implocal`) is bound; `line` is the 1-based source line; `value` is the text found,
    `None` when something is missing.

    >>> print(Problem(path="/cfdi:Comprobante/@Total", line=2, value="1E3", expected="a decimal"))
    /cfdi:Comprobante/@Total (line 2): found '1E3', expected a decimal
    """

    path: str
    line: int | None
    value: str | None
    expected: str

    def __str__(self) -> str:
        line = None if self.line is None else f"line {self.line}"
        where = f"{self.path} ({line})" if self.path and line else self.path or line
        found = "missing" if self.value is None else f"found {shorten(self.value)!r}"
        return (
            f"{where}: {found}, expected {self.expected}"
            if where
            else (f"{found}, expected {self.expected}")
        )


def shorten(text: str, longest: int = LONGEST_SHOWN) -> str:
    """Cut a long value for display: hostile documents hold values of megabytes.

    >>> len(shorten("x" * 1000))
    80
    """
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _sentence(what: str, problems: tuple[Problem, ...]) -> str:
    if len(problems) == 1:
        return f"{what}: {problems[0]}"
    lines = "".join(f"\n  {problem}" for problem in problems)
    return f"{what}, {len(problems)} problems:{lines}"


class CfdiReadError(CobranzaError):
    """The bytes are not a CFDI 4.0 that can be typed; `problems` lists every reason.

    `source` names the file, when there was one.

    >>> error = CfdiReadError([Problem(path="", line=None, value="", expected="an XML document")])
    >>> print(error)
    not a readable CFDI 4.0: found '', expected an XML document
    """

    def __init__(
        self, problems: list[Problem] | tuple[Problem, ...], source: str | None = None
    ) -> None:
        self.problems = tuple(problems)
        self.source = source
        super().__init__(self.problems, source)

    def __str__(self) -> str:
        where = f"{self.source}: " if self.source else ""
        return where + _sentence("not a readable CFDI 4.0", self.problems)


class CfdiWriteError(CobranzaError):
    """A model holds values that cannot be written; `problems` lists every one.

    The path of a problem is the place in the model: `comprobante.conceptos[0].importe`.

    >>> where = "comprobante.total"
    >>> error = CfdiWriteError(
    ...     [Problem(path=where, line=None, value="1.5", expected="a finite Decimal")]
    ... )
    >>> print(error)
    not a writable comprobante: comprobante.total: found '1.5', expected a finite Decimal
    """

    def __init__(self, problems: list[Problem] | tuple[Problem, ...]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return _sentence("not a writable comprobante", self.problems)


class CatalogError(CobranzaError):
    """A SAT catalog cannot answer: no such catalog or key, or files that cannot be used.

    >>> raise CatalogError("no catalog 'c_Divisa'")
    Traceback (most recent call last):
        ...
    cobranza.errors.CatalogError: no catalog 'c_Divisa'
    """


class SealError(CobranzaError):
    """A certificate, key, password or document cannot be used for a seal; never shows a secret.

    >>> raise SealError("csd.key: the password does not open it")
    Traceback (most recent call last):
        ...
    cobranza.errors.SealError: csd.key: the password does not open it
    """


class MoneyError(CobranzaError):
    """An amount, rate or currency cannot be used as it was given.

    >>> raise MoneyError("amount is NaN")
    Traceback (most recent call last):
        ...
    cobranza.errors.MoneyError: amount is NaN
    """


class LedgerError(CobranzaError):
    """A ledger was asked for something that it does not hold or cannot take.

    >>> raise LedgerError("no receivable with UUID 0")
    Traceback (most recent call last):
        ...
    cobranza.errors.LedgerError: no receivable with UUID 0
    """


class CreditError(CobranzaError):
    """A plan, score, limit or policy cannot be computed from what was given.

    >>> raise CreditError("periods is 0, expected a whole number from 1")
    Traceback (most recent call last):
        ...
    cobranza.errors.CreditError: periods is 0, expected a whole number from 1
    """


class SatError(CobranzaError):
    """The SAT did not answer, or what it answered, or a file of its, cannot be used.

    >>> raise SatError("metadata.txt, line 3: 11 fields, expected 12")
    Traceback (most recent call last):
        ...
    cobranza.errors.SatError: metadata.txt, line 3: 11 fields, expected 12
    """


class SourceError(CobranzaError):
    """A folder, ZIP archive or table cannot be used; the message says why.

    >>> raise SourceError("terms.csv, row 3: days is 'x', expected a whole number")
    Traceback (most recent call last):
        ...
    cobranza.errors.SourceError: terms.csv, row 3: days is 'x', expected a whole number
    """


class StoreError(CobranzaError):
    """A stored ledger cannot be used: not one, damaged, too new, or being changed elsewhere.

    >>> raise StoreError("cartera/manifest.json is damaged: not JSON")
    Traceback (most recent call last):
        ...
    cobranza.errors.StoreError: cartera/manifest.json is damaged: not JSON
    """


class MissingExtraError(CobranzaError, ImportError):
    """An optional package is missing; the message names the extra to install.

    >>> raise MissingExtraError("the command line needs typer: pip install 'cobranza[cli]'")
    Traceback (most recent call last):
        ...
    cobranza.errors.MissingExtraError: the command line needs typer: pip install 'cobranza[cli]'
    """
