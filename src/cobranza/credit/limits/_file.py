"""The credit file: which documents a customer gave, and which are missing, old or about to be."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import attrs

from cobranza.credit.limits._checks import check_text
from cobranza.credit.limits._rules import RequiredDocument
from cobranza.errors import CreditError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from cobranza.credit.limits._policy import CreditPolicy

__all__ = [
    "STANDARD_DOCUMENTS",
    "FileCheck",
    "FileDocument",
    "FileRow",
    "FileStatus",
    "check_file",
]

_CUSTOM: Final = "plazo usual en crédito comercial"

STANDARD_DOCUMENTS: Final = (
    RequiredDocument(
        kind="solicitud",
        name="Solicitud de crédito",
    ),
    RequiredDocument(
        kind="csf",
        name="Constancia de situación fiscal",
        max_age_days=90,
        warn_days=15,
        source=_CUSTOM,
    ),
    RequiredDocument(
        kind="opinion_32d",
        name="Opinión del cumplimiento, artículo 32-D del CFF",
        max_age_days=30,
        warn_days=5,
        source="RMF 2026, regla 2.1.36 (RMF 2021, regla 2.1.39): la positiva tiene vigencia de "
        "30 días naturales desde su emisión",
    ),
    RequiredDocument(
        kind="estados_financieros",
        name="Estados financieros",
        max_age_days=480,
        warn_days=30,
        source=f"desde su cierre, hasta que haya los del siguiente; {_CUSTOM}",
    ),
    RequiredDocument(
        kind="declaracion_anual",
        name="Declaración anual",
        max_age_days=395,
        warn_days=30,
        source=_CUSTOM,
    ),
    RequiredDocument(
        kind="referencia_comercial",
        name="Referencias comerciales",
        count=3,
        max_age_days=365,
        source=_CUSTOM,
    ),
    RequiredDocument(kind="acta_constitutiva", name="Acta constitutiva"),
    RequiredDocument(kind="poderes", name="Poderes del representante legal"),
    RequiredDocument(kind="identificacion", name="Identificación del representante legal"),
    RequiredDocument(
        kind="comprobante_domicilio",
        name="Comprobante de domicilio",
        max_age_days=90,
        source=_CUSTOM,
    ),
    RequiredDocument(kind="contrato", name="Contrato de crédito o pagaré"),
    RequiredDocument(
        kind="autorizacion_buro",
        name="Autorización de consulta al buró de crédito",
        max_age_days=1095,
        warn_days=30,
        source="LRSIC, artículo 28: exige autorización expresa; los tres años son los que los "
        "formatos usuales acuerdan",
    ),
)
"""What a credit file in Mexico usually has; a policy takes from it what it asks for.

Only the age of the 32-D opinion is taken from a rule, which is renewed every year. Its text counts
30 natural days «a partir de la fecha de emisión»: they are taken here as the 30 days after that
date, and 29 is the stricter reading. All other ages are custom, for a company to choose.

Source: Resolución Miscelánea Fiscal para 2026, DOF 28 December 2025, rule 2.1.36, and for 2021,
rule 2.1.39, seventh paragraph, both as quoted by third parties, not compared with the DOF; Ley para
Regular las Sociedades de Información Crediticia, article 28, the same.
"""


class FileStatus(StrEnum):
    """How a document of a credit file stands, the worst first."""

    MISSING = "missing"
    ADVERSE = "adverse"  # it is there and speaks against the customer
    EXPIRED = "expired"
    EXPIRES_SOON = "expires_soon"
    PRESENT = "present"

    @property
    def is_good(self) -> bool:
        """Whether the document counts today."""
        return self in (FileStatus.EXPIRES_SOON, FileStatus.PRESENT)


@attrs.frozen(kw_only=True)
class FileDocument:
    """A document that a customer gave: of which kind, and of which day.

    The day of statements is the one on which they close. `until` is the last day that the document
    itself names, such as that of an identification. An `adverse` one, such as a negative 32-D
    opinion, does not count. `reference` says where it is kept.

    >>> FileDocument(kind="opinion_32d", issued=date(2026, 3, 2)).adverse
    False
    """

    kind: str = attrs.field(validator=check_text)
    issued: date
    until: date | None = None
    adverse: bool = False
    reference: str = ""

    def __attrs_post_init__(self) -> None:
        if self.until is not None and self.until < self.issued:
            raise CreditError(f"until is {self.until}, expected {self.issued} or later")


@attrs.frozen(kw_only=True)
class FileRow:
    """One line of the checklist; `until` is the last day on which it is good, if it ends.

    `found` documents count out of `needed`; `references` are those of the documents that decide.
    """

    kind: str
    name: str
    status: FileStatus
    needed: int
    found: int
    until: date | None
    references: tuple[str, ...]


@attrs.frozen(kw_only=True)
class FileCheck:
    """The checklist of one customer's file as of a day."""

    customer: str
    as_of: date
    rows: tuple[FileRow, ...]

    @property
    def complete(self) -> bool:
        """Whether every document that is needed counts."""
        return not self.lacking

    @property
    def lacking(self) -> tuple[FileRow, ...]:
        """The lines that are missing, adverse or expired."""
        return tuple(row for row in self.rows if not row.status.is_good)

    def _repr_html_(self) -> str:
        from cobranza.credit.limits._html import file_html  # noqa: PLC0415 - only when asked

        return file_html(self)


def check_file(
    customer: str,
    documents: Iterable[FileDocument],
    policy: CreditPolicy,
    *,
    as_of: date,
    limit: Decimal,
) -> FileCheck:
    """Compare what a customer gave with what the policy asks for a limit of this amount.

    Documents of a later day than `as_of` are not there yet. Of several of a kind the newest count:
    a negative opinion speaks against the positive one before it.

    >>> from decimal import Decimal
    >>> from cobranza.credit.limits import CreditPolicy, ClassRules
    >>> policy = CreditPolicy(
    ...     name="Crédito comercial",
    ...     version="2026-1",
    ...     currency="MXN",
    ...     effective_from=date(2026, 1, 1),
    ...     classes=(ClassRules(name="A", cap=Decimal(1), terms_days=(30,), review_days=365),),
    ...     committee="Comité de Crédito",
    ...     documents=STANDARD_DOCUMENTS,
    ... )
    >>> opinion = FileDocument(kind="opinion_32d", issued=date(2026, 3, 2))
    >>> for day in (date(2026, 3, 20), date(2026, 4, 1), date(2026, 4, 2)):
    ...     found = check_file("XIA190128J61", [opinion], policy, as_of=day, limit=Decimal(1))
    ...     print(day, found.rows[2].status.value, found.rows[2].until)
    2026-03-20 present 2026-04-01
    2026-04-01 expires_soon 2026-04-01
    2026-04-02 expired 2026-04-01
    """
    given = sorted(
        (each for each in documents if each.issued <= as_of),
        key=lambda each: (each.issued, each.reference),
        reverse=True,
    )
    return FileCheck(
        customer=customer,
        as_of=as_of,
        rows=tuple(
            _row(rule, [each for each in given if each.kind == rule.kind], as_of)
            for rule in policy.documents
            if limit > rule.above
        ),
    )


def _row(rule: RequiredDocument, given: list[FileDocument], as_of: date) -> FileRow:
    """Judge the newest documents of one kind, as many as are needed, by the worst of them."""
    newest = given[: rule.count]
    states = [(_status(each, rule, as_of), each) for each in newest]
    lacks = len(newest) < rule.count
    ends = [end for each in newest if (end := _until(each, rule)) is not None]
    order = [*FileStatus]
    return FileRow(
        kind=rule.kind,
        name=rule.name,
        status=FileStatus.MISSING if lacks else min((each for each, _ in states), key=order.index),
        needed=rule.count,
        found=sum(each.is_good for each, _ in states),
        until=min(ends, default=None),
        references=tuple(each.reference for each in newest if each.reference),
    )


def _status(document: FileDocument, rule: RequiredDocument, as_of: date) -> FileStatus:
    if document.adverse:
        return FileStatus.ADVERSE
    until = _until(document, rule)
    if until is None:
        return FileStatus.PRESENT
    if until < as_of:
        return FileStatus.EXPIRED
    left = (until - as_of).days
    return FileStatus.EXPIRES_SOON if left < rule.warn_days else FileStatus.PRESENT


def _until(document: FileDocument, rule: RequiredDocument) -> date | None:
    """Give the last day on which a document is good: its own, or the one that its age allows."""
    ends = [document.until] if document.until is not None else []
    if rule.max_age_days is not None:
        ends.append(document.issued + timedelta(days=rule.max_age_days))
    return min(ends, default=None)
