"""Validation with SAT's own schema files, for those who have them.

cobranza ships none of SAT's schemas. Whoever keeps a copy (the folder may have any shape) can have
`check` ask it too: `check(document, schemas="…/schemas")`.
"""

from __future__ import annotations

import copy
import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from cobranza.cfdi.comprobante import Comprobante
from cobranza.errors import SourceError

if TYPE_CHECKING:
    import os

    from cobranza.cfdi._xml import XmlElement

__all__ = ["OfficialSchemas"]

XS: Final = "http://www.w3.org/2001/XMLSchema"
ADDENDA: Final = f"{{{Comprobante.ELEMENT.namespace}}}Addenda"


class OfficialSchemas:
    """SAT's schema files in a folder, compiled as documents need them.

    A document is judged by cfdv40.xsd with the schema of every complement that it carries; a
    complement whose schema is not in the folder is not judged. The Addenda is left out: it is no
    part of the fiscal document.

    Raises:
        SourceError: The folder holds no schema of CFDI 4.0, or a file in it is no XML.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder: Final = Path(folder)
        self._files = _schemas_below(self.folder)
        if Comprobante.ELEMENT.namespace not in self._files:
            raise SourceError(f"{self.folder}: no schema of {Comprobante.ELEMENT.namespace} there")
        self._compiled: dict[frozenset[str], etree.XMLSchema] = {}

    def errors(self, root: XmlElement) -> tuple[tuple[int, str], ...]:
        """Give what libxml2 says against the document, each with its line."""
        bare = copy.deepcopy(root)
        for addenda in bare.findall(ADDENDA):
            bare.remove(addenda)
        schema = self._schema_for(bare)
        schema.validate(bare)
        return tuple((each.line, each.message) for each in schema.error_log)

    def _schema_for(self, root: XmlElement) -> etree.XMLSchema:
        used = {etree.QName(each).namespace or "" for each in root.iter(etree.Element)}
        known = frozenset(used & self._files.keys())
        if known not in self._compiled:
            self._compiled[known] = self._compile(known)
        return self._compiled[known]

    def _compile(self, namespaces: frozenset[str]) -> etree.XMLSchema:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        parser.resolvers.add(_Local(self._files))
        imports = "".join(
            f'<xs:import namespace="{each}" schemaLocation="{each}"/>'
            for each in sorted(namespaces)
        )
        text = f'<xs:schema xmlns:xs="{XS}">{imports}</xs:schema>'
        try:
            return etree.XMLSchema(etree.fromstring(text, parser))
        except etree.XMLSchemaParseError as error:
            raise SourceError(f"{self.folder}: {error}") from error


class _Local(etree.Resolver):
    """Finds every schema by its namespace or file name, so that no address is ever followed."""

    def __init__(self, files: dict[str, Path]) -> None:
        self._by_namespace = files
        self._by_name = {path.name: path for path in files.values()}

    def resolve(self, system_url: str | None, public_id: str | None, context: Any) -> Any:  # noqa: ANN401, ARG002 - lxml's signature, of classes without a public name
        url = system_url or ""
        path = self._by_namespace.get(url) or self._by_name.get(Path(url).name)
        if path is None:
            return self.resolve_empty(context)
        return self.resolve_filename(str(path), context)


def _schemas_below(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        raise SourceError(f"{folder}: no such folder")
    files: dict[str, Path] = {}
    for path in sorted(folder.rglob("*.xsd"), key=lambda each: each.name):
        namespace = _target_namespace(path)
        if namespace is not None:
            files[namespace] = path  # the last name is the latest version: …Digitalv11.xsd
    return files


def _target_namespace(path: Path) -> str | None:
    """Read no further than the first tag: SAT's largest schema is 5 MB of keys."""
    try:
        with path.open("rb") as file:
            for _, element in etree.iterparse(file, events=("start",), no_network=True):
                return element.get("targetNamespace")
    except etree.XMLSyntaxError as error:
        raise SourceError(f"{path}: {error}") from error
    return None


@functools.lru_cache(maxsize=8)
def official_schemas(folder: str) -> OfficialSchemas:
    """Open a folder of schemas, once."""
    return OfficialSchemas(folder)
