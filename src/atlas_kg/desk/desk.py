"""The desk: takes contributions, seals first codings, and opens them when a second one comes.

A coding that was handed in lies in a hidden folder until another coder has handed in theirs of the
same publication, or the published data hold one; then both are moved to where everybody sees them.
Whether a coding is sealed follows from where it lies, so that a server that died half-way goes on
where it stopped.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from atlas_kg.contribution import Contribution, file_text
from atlas_kg.desk.drafts import Draft, Drafts
from atlas_kg.desk.names import is_name
from atlas_kg.desk.refusal import BUSY, RefusedError
from atlas_kg.desk.statements import coders_of
from atlas_kg.desk.typed import Leaves
from atlas_kg.desk.waiting import Waiting
from atlas_kg.desk.waiting_file import Origin, joined, now, origin_of, signed
from atlas_kg.errors import UsageError
from atlas_kg.findings import Finding
from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.literature import CODINGS, Literature, read_proposal
from atlas_kg.model import Record
from atlas_kg.namespaces import GRAPH_LITERATURE, thing
from atlas_kg.record_files import create, rewrite, writable

__all__ = ["Desk"]

_DRAFTS, _SEALED, _PUBLISHED, _AWAY = ".drafts", ".sealed", ".published", ".away"
_LOCK = ".lock"
_CODERS = "coders"
_SCHEMA = "schema: 1\n"


class Desk:
    """A folder in which contributions wait, kept by one process.

    Args:
        folder: The folder; it is made if it is missing.
        graph: The published data.

    Attributes:
        leaves: Who is away to sign in elsewhere, with what they had typed.

    Raises:
        UsageError: Another process keeps the folder, or it cannot be written.
    """

    def __init__(self, folder: Path, graph: KnowledgeGraph) -> None:
        self.folder = writable(folder)
        self.graph = graph
        self._lock = RLock()
        self._proposals = RLock()
        self.leaves = Leaves(folder / _AWAY)
        self._drafts = Drafts(folder / _DRAFTS)
        self._held = _hold(folder)
        self._waiting: Waiting | None = None
        self._is_publishing = False
        self._known: dict[Path, tuple[bytes, Literature]] = {}
        for publication in self.sealed_publications():
            self._open(publication)
        # What was published meanwhile, here or elsewhere, waits no more.
        done = set(self._paths()) - set(self.waiting.files)
        self._put_aside(path for path in done if self._known[path][1].records)

    def close(self) -> None:
        """Let another process keep the folder."""
        if self._held >= 0:
            os.close(self._held)
            self._held = -1

    def drafts(self, coder: str) -> tuple[Draft, ...]:
        """Return the drafts of a coder."""
        with self._lock:
            return self._drafts.of(coder)

    def draft(self, coder: str, key: str) -> Draft | None:
        """Return a draft of a coder, or None where the coder has none of that name."""
        with self._lock:
            return self._drafts.get(coder, key)

    def save(
        self,
        coder: str,
        kind: str,
        values: Mapping[str, tuple[str, ...]],
        before: tuple[str, str] | None = None,
    ) -> Draft:
        """Save a draft; see `Drafts.save`."""
        with self._lock:
            return self._drafts.save(coder, kind, values, before)

    def discard(self, coder: str, key: str) -> None:
        """Throw a draft away."""
        with self._lock:
            self._drafts.discard(coder, key)

    def is_known_coder(self, coder: str) -> bool:
        """Tell whether somebody has a record as coder, published or waiting."""
        published = (thing("coder", coder).value, None, None) in self.graph.dataset.origins
        return published or self._file(Path(_CODERS, f"{coder}.yaml")).is_file()

    @contextmanager
    def proposing(self) -> Iterator[None]:
        """Let nobody else hand in such a record as `propose` takes, from its review to its file."""
        with self._proposals:
            yield

    def propose(self, contribution: Contribution, coder: str) -> None:
        """Take a record that need not be sealed: a publication, a solution, a coder.

        Args:
            contribution: The record, which has been reviewed.
            coder: Who hands it in.

        Raises:
            UsageError: There is such a file already; nothing is written.
        """
        text = file_text((contribution,), self.graph.dataset.record_shapes)
        _named(contribution.slug)
        with self._lock:
            self._create(contribution.path, signed(text, coder, now()))

    def hand_in(self, statements: Sequence[Contribution], drafts: Sequence[Draft]) -> bool:
        """Take the coding of a publication by a coder, and seal it if it is the first.

        Args:
            statements: What the coder states, which has been reviewed.
            drafts: The drafts of it, which are no longer needed.

        Returns:
            Whether everybody may see it now.

        Raises:
            UsageError: The coder has handed in a coding of this publication already, or a draft
                was changed since it was reviewed; nothing is written.
        """
        first = statements[0]
        coder, publication = first.names["coder"], first.names["publication"]
        when = now()
        text = file_text(statements, self.graph.dataset.record_shapes)
        text = text.replace(_SCHEMA, f"{_SCHEMA}date: '{when}'\n", 1)
        with self._lock:
            if self.has_handed_in(coder, publication):
                raise RefusedError("You have handed in a coding of this publication already.")
            if any(self._drafts.get(coder, draft.key) != draft for draft in drafts):
                raise RefusedError(
                    "A draft was changed meanwhile in another window. Look at the file again, "
                    "then hand it in."
                )
            sealed = self._sealed(coder, publication)
            create(sealed, signed(text, coder, when))
            for draft in drafts:
                self._drafts.discard(coder, draft.key)
            return self._open(publication)

    def adjudicate(self, decision: Contribution, coder: str) -> None:
        """Take an adjudication.

        Args:
            decision: The adjudication, which has been reviewed.
            coder: Who decides.

        Raises:
            UsageError: There is one of this name already, or the file was changed meanwhile.
        """
        shapes = self.graph.dataset.record_shapes
        text = signed(file_text((decision,), shapes), coder, now())
        with self._lock:
            if self._is_publishing:
                raise RefusedError(BUSY)
            file = self._file(decision.path)
            if not file.exists():
                self._create(decision.path, text)
                return
            old = file.read_bytes()
            grown = joined(old.decode(), text, str(decision.shape.section))
            read = read_proposal(decision.path, grown.encode(), shapes)
            if read.findings:
                raise RefusedError("This was adjudicated meanwhile. Load the page anew.")
            rewrite(file, old, grown)
            self._waiting = None

    @contextmanager
    def publishing(self) -> Iterator[Waiting]:
        """Hold what waits while it is published: nothing is decided meanwhile.

        All else goes on, since a file that was handed in stays as it is.
        """
        with self._lock:
            self._is_publishing = True
            waiting = self.waiting
        try:
            yield waiting
        finally:
            with self._lock:
                self._is_publishing = False

    def publish(self, graph: KnowledgeGraph, files: Sequence[Path]) -> None:
        """Go on with published data that hold what waited.

        The files are kept where nobody reads them but those who handed them in.

        Args:
            graph: The published data.
            files: The files whose records they hold.
        """
        with self._lock:
            self.graph = graph
            self._waiting = None
            self._put_aside(files)
            # A coding that waited for a second one may have it now.
            for publication in self.sealed_publications():
                self._open(publication)

    def has_handed_in(self, coder: str, publication: str) -> bool:
        """Tell whether a coder has handed in a coding of a publication, or published one."""
        return (
            self._sealed(coder, publication).is_file()
            or self._file(_coding(coder, publication)).is_file()
            or coder in self._published(publication)
        )

    def own(self, coder: str, publication: str) -> str | None:
        """Return what a coder has handed in about a publication, for that coder's eyes."""
        with self._lock:
            for file in (
                self._sealed(coder, publication),
                self._file(_coding(coder, publication)),
                self.folder / _PUBLISHED / _coding(coder, publication),
            ):
                if file.is_file():
                    return file.read_text("utf-8")
        return None

    def handed_in_by(self, coder: str) -> tuple[str, ...]:
        """Return the publications of which a coder has handed in a coding."""
        inside = (Path(_SEALED, coder), Path(CODINGS, coder), Path(_PUBLISHED, CODINGS, coder))
        folders = (self.folder / path for path in inside)
        return tuple(sorted({f.stem for folder in folders for f in folder.glob("*.yaml")}))

    def sealed_publications(self) -> tuple[str, ...]:
        """Return the publications that wait for a second coder."""
        return tuple(sorted({f.stem for f in (self.folder / _SEALED).glob("*/*.yaml")}))

    def is_awaited(self, publication: str, coder: str) -> bool:
        """Tell whether somebody else has handed in a coding, whoever it is."""
        return bool(self._coders(publication) - {coder})

    @property
    def waiting(self) -> Waiting:
        """What waits and everybody may see."""
        with self._lock:
            if self._waiting is None:
                self._waiting = self._read()
            return self._waiting

    def _put_aside(self, files: Iterable[Path]) -> None:
        for path in files:
            kept = self.folder / _PUBLISHED / path
            kept.parent.mkdir(parents=True, exist_ok=True)
            # What was decided later stands in a file of the same name.
            if kept.exists():
                kept = kept.with_stem(f"{kept.stem}.{now().replace(':', '')}")
            self._file(path).rename(kept)

    def _open(self, publication: str) -> bool:
        """Show the codings of a publication to everybody if there are two; tell whether."""
        if len(self._coders(publication)) < 2:  # noqa: PLR2004 - two coders make a comparison
            return False
        for sealed in sorted((self.folder / _SEALED).glob(f"*/{publication}.yaml")):
            text, shown = sealed.read_text("utf-8"), _coding(sealed.parent.name, publication)
            # A server that died here may have written it already.
            if not self._file(shown).exists():
                create(self._file(shown), text)
            sealed.unlink()
        self._waiting = None
        return True

    def _coders(self, publication: str) -> set[str]:
        folders = (self.folder / _SEALED, self.folder / CODINGS)
        found = {f.parent.name for folder in folders for f in folder.glob(f"*/{publication}.yaml")}
        return found | self._published(publication)

    def _published(self, publication: str) -> set[str]:
        node = thing("publication", publication)
        coders = coders_of(self.graph.store, node, GRAPH_LITERATURE)
        return {iri.rpartition("/")[2] for iri in coders}

    def _create(self, path: Path, text: str) -> None:
        try:
            create(self._file(path), text)
        except UsageError as error:
            if not self._file(path).exists():
                raise
            raise RefusedError(
                f"Somebody has handed in {path.as_posix()} already. Choose another name, or leave "
                "this record to them."
            ) from error
        self._waiting = None

    def _read(self) -> Waiting:
        shapes = self.graph.dataset.record_shapes
        files: dict[Path, str] = {}
        records: list[Record] = []
        origins: list[Origin] = []
        findings: list[Finding] = []
        for path in self._paths():
            content = self._file(path).read_bytes()
            # Most files stay as they are, and reading them takes longest.
            before = self._known.get(path)
            read = before[1] if before and before[0] == content else None
            read = read or read_proposal(path, content, shapes)
            self._known[path] = (content, read)
            findings += read.findings
            new = [record for record in read.records if not self._is_published(record)]
            if new:
                files[path] = content.decode()
                records += new
                origins += origin_of(path, files[path])
        return Waiting(shapes, files, tuple(records), tuple(origins), tuple(findings))

    def _paths(self) -> Iterator[Path]:
        for file in sorted(self.folder.rglob("*.yaml")):
            inside = file.relative_to(self.folder)
            if not any(part.startswith(".") for part in inside.parts):
                yield inside

    def _is_published(self, record: Record) -> bool:
        iri = thing(record.kind, record.slug).value
        return (iri, None, None) in self.graph.dataset.origins

    def _file(self, path: Path) -> Path:
        return self.folder / path

    def _sealed(self, coder: str, publication: str) -> Path:
        return self.folder / _SEALED / _named(coder) / f"{_named(publication)}.yaml"


def _coding(coder: str, publication: str) -> Path:
    return Path(CODINGS, _named(coder), f"{_named(publication)}.yaml")


def _named(name: str) -> str:
    """Return a name that may be part of a path."""
    if not is_name(name):
        raise RefusedError(f"'{name[:50]}' cannot be the name of a file. Choose a shorter one.")
    return name


def _hold(folder: Path) -> int:
    """Keep a folder for this process; the system lets go of it when the process ends."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for hidden in (_DRAFTS, _SEALED, _PUBLISHED, _AWAY):
            # Nobody else who uses the machine reads them.
            (folder / hidden).mkdir(mode=0o700, exist_ok=True)
        held = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise UsageError(
            f"{folder} cannot be written: {error.strerror}. Name a folder that you may write to."
        ) from error
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(held)
        raise UsageError(
            f"Another server keeps {folder}. Stop it first, or name another folder."
        ) from error
    return held
