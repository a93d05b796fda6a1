"""One update: what is new is read, what it touches is built again, the rest is carried over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

import attrs
import polars as pl

from cobranza.ledger import LedgerDocument, SkipReason
from cobranza.sources import Refused
from cobranza.store._arrivals import Arrivals, content_of
from cobranza.store._facts import MOVEMENTS, changes, merged, rows_of
from cobranza.store._plan import make_plan
from cobranza.store._reading import FILE, Reading, read_source
from cobranza.store._rebuild import rebuild
from cobranza.store._tables import FILES
from cobranza.store._touch import touch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cobranza.sources import Limits
    from cobranza.store._draft import Draft
    from cobranza.store._manifest import Manifest, Part
    from cobranza.store._plan import Plan
    from cobranza.store._reading import Source
    from cobranza.store._tables import Stored

__all__ = ["Progress", "Update", "Updater"]


class Progress(Protocol):
    """Is told how far an update is: "reading" counts files, "building" counts documents."""

    def __call__(self, stage: str, done: int, total: int, /) -> None: ...


@attrs.frozen(kw_only=True)
class Update:
    """What an update did.

    `unchanged` files were known and not read again, or had the contents known; `new` files were
    not; `changed` names those with other contents than before, and `refused` those that gave no
    document, with the reason; `skipped` counts those whose document has no place in a ledger, by
    reason. `documents` are the contents that are new, `withdrawn` those that no
    file has any longer, `facts` how many were added, altered or taken back, by kind. All that
    touched `islands`, of `built` documents together, which were built again or for the first time.

    `generation` is that of the store now; the one before when there was nothing to do.

    >>> Update(generation=7, new=12).changed
    ()
    """

    generation: int
    unchanged: int = 0
    new: int = 0
    changed: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()
    skipped: Mapping[SkipReason, int] = attrs.field(factory=dict[SkipReason, int])
    documents: int = 0
    withdrawn: int = 0
    facts: Mapping[str, int] = attrs.field(factory=dict[str, int])
    islands: int = 0
    built: int = 0


class Updater:
    """Gathers what an update is about, and then writes the next generation into a draft."""

    def __init__(self, stored: Stored, draft: Draft, progress: Progress) -> None:
        self._stored = stored
        self._draft = draft
        self._progress = progress
        self._arrivals = Arrivals(draft.spill("arrivals"), stored.manifest.settings.issuer)
        self._reading = Reading()
        self._facts_before = self._facts = stored.facts()

    def learn(self, given: Mapping[str, Any], *, replace: bool) -> None:
        """Take facts, by kind."""
        rows = {kind: rows_of(kind, each) for kind, each in given.items()}
        self._facts = merged(self._facts_before, rows, replace=replace)

    def read(
        self, source: Source | Iterable[Source], *, workers: int, limits: Limits | None
    ) -> None:
        """Take the files of a source that are new or changed."""
        self._reading = read_source(
            source,
            self._stored.files(),
            self._arrivals,
            workers=workers,
            limits=limits,
            progress=lambda done, total: self._progress("reading", done, total),
        )

    def take(self, documents: Iterable[object]) -> None:
        """Take documents that are in no file.

        Raises:
            TypeError: something given is not a document.
        """
        for document in documents:
            if not isinstance(document, LedgerDocument):
                raise TypeError(f"got a {type(document).__name__}, expected a document of a ledger")
            self._arrivals.add(document, content_of(document))

    def finish(self) -> tuple[Manifest, Update]:
        """Write the next generation; the draft then waits to be committed.

        Where nothing is new, the manifest is the one there is.
        """
        self._arrivals.close()
        fresh = self._fresh()
        files = self._files()
        withdrawn = self._withdrawn(files)
        facts = changes(self._facts_before, self._facts)
        plan = self._plan(fresh, withdrawn, facts)
        manifest = self._stored.manifest
        if self._has_news_of_files():
            self._draft.write("files", files)
            manifest = attrs.evolve(manifest, files=self._draft.generation)
        if facts.height:
            self._draft.write("facts", self._facts)
            manifest = attrs.evolve(manifest, facts=self._draft.generation)
        if fresh.height or withdrawn.len() or plan.batches:
            parts = self._rebuild(plan, fresh, withdrawn)
            manifest = attrs.evolve(manifest, parts=parts, islands=plan.islands)
        if manifest != self._stored.manifest:
            manifest = attrs.evolve(manifest, generation=self._draft.generation)
        return manifest, Update(
            generation=manifest.generation,
            unchanged=self._reading.unchanged,
            new=self._reading.new,
            changed=self._reading.changed,
            refused=self._reading.refused,
            skipped=self._reading.skipped,
            documents=fresh.height,
            withdrawn=withdrawn.len(),
            facts=dict(facts.group_by("kind").len().sort("kind").iter_rows()),
            islands=plan.islands - self._stored.manifest.islands,
            built=plan.documents,
        )

    def _rebuild(self, plan: Plan, fresh: pl.DataFrame, withdrawn: pl.Series) -> tuple[Part, ...]:
        return rebuild(
            self._stored,
            self._draft,
            plan,
            arrivals=self._arrivals.frames(),
            others=fresh.filter(~pl.col("ours")),
            withdrawn=withdrawn,
            facts=self._facts,
            progress=lambda done, total: self._progress("building", done, total),
        )

    def _has_news_of_files(self) -> bool:
        """Tell whether anything was read that is not known just so."""
        news = self._reading.rows.lazy().join(self._stored.files(), on=[*FILES], how="anti")
        return not news.collect().is_empty()

    def _files(self) -> pl.DataFrame:
        """Put what was read in the place of what was known of the same files."""
        rows = self._reading.rows
        before = self._stored.files().join(rows.lazy(), on=FILE, how="anti").collect()
        return pl.concat([before, rows])

    def _fresh(self) -> pl.DataFrame:
        """Give the documents that arrived and whose contents are not here, each content once."""
        index = self._arrivals.index
        contents = self._stored.scan("documents").select("content")
        here = contents.join(index.lazy(), on="content", how="semi").collect()
        fresh = index.join(here, on="content", how="anti")
        return fresh.unique("content", keep="first", maintain_order=True)

    def _withdrawn(self, files: pl.DataFrame) -> pl.Series:
        """Give the contents that a file had and no file has any longer."""
        if not self._reading.changed:
            return pl.Series(dtype=pl.String)
        rows = self._reading.rows.lazy()
        return (
            self._stored.files()
            .filter(outcome="digested")
            .join(rows, on=FILE, how="semi")
            .join(files.lazy(), on="sha256", how="anti")
            .select(pl.col("sha256").unique())
            .collect()
            .to_series()
        )

    def _plan(self, fresh: pl.DataFrame, withdrawn: pl.Series, facts: pl.DataFrame) -> Plan:
        ours = fresh.filter("ours")
        links = self._arrivals.links.join(ours, on="arrival", how="semi")
        touched = touch(
            self._stored,
            keys=pl.concat([links["key"], facts["key"].drop_nulls()]).unique(),
            withdrawn=withdrawn,
            facts=(self._facts_before, self._facts),
        )
        movements = facts.filter(pl.col("kind").is_in(MOVEMENTS))
        return make_plan(
            ours, links, movements["key"], touched, first=self._stored.manifest.islands
        )
