"""Verification of sources: everything that is wrong in them, before and after reasoning."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from atlas_kg.dataset import Sources, load
from atlas_kg.errors import FindingsError, UsageError
from atlas_kg.findings import Finding, blocks, sort_key
from atlas_kg.knowledge_graph import Progress, check, reason, told
from atlas_kg.repairs import with_patches
from atlas_kg.standings import reliability
from atlas_kg.validation import DEFAULT_VALIDATOR, validate_entailed, validate_style

__all__ = ["Verification", "verify"]


@dataclass(frozen=True)
class Verification:
    """What was found in sources.

    Attributes:
        data: The folder of contributed literature.
        findings: The findings in the order of files and lines, with patches where the repair is
            determined.
    """

    data: Path
    findings: tuple[Finding, ...]


def verify(
    paths: Iterable[Path] = (),
    data: Path | None = None,
    *,
    style: bool = False,
    engine: str = DEFAULT_VALIDATOR,
    progress: Progress = lambda _: None,
) -> Verification:
    """Check sources against the shapes.

    Args:
        paths: Files or folders for which alone findings are wanted; a folder of contributed
            literature, or a part of one, is taken as the data. Without any, all findings.
        data: The folder of contributed literature; by default the one that comes along.
        style: Check the terms of the ontology against the house style, too.
        engine: The name of the validator.
        progress: Called with one line for each shape that takes longer than others.

    Raises:
        UsageError: There is no such validator, a path is not there, or paths belong to different
            folders of literature.
    """
    wanted = [path.absolute() for path in paths]
    for path in wanted:
        if not path.exists():
            raise UsageError(f"There is no file or folder {path}.")
    sources = Sources.carried(_data_folder(wanted, data))
    findings = _findings(sources, engine, progress, style=style)
    if wanted:
        findings = tuple(
            finding
            for finding in findings
            if finding.location is None
            or any(finding.location.file.absolute().is_relative_to(path) for path in wanted)
        )
    return Verification(sources.data, with_patches(findings))


def _data_folder(wanted: list[Path], data: Path | None) -> Path | None:
    carried = Sources.carried()
    theory = [folder.absolute() for folder in (carried.ontology, carried.shapes)]
    own = carried.data.absolute()
    folders = {folder.name for folder in own.iterdir() if folder.is_dir()}
    roots = {data.absolute()} if data else set()
    for path in wanted:
        if any(path.is_relative_to(folder) for folder in theory):
            continue
        at_home = path.is_relative_to(own) or own.is_relative_to(path)
        inside = next((root for root in roots if path.is_relative_to(root)), None)
        roots.add(inside or (own if at_home else _root(path, folders)))
    if len(roots) > 1:
        listed = ", ".join(sorted(map(str, roots)))
        raise UsageError(
            f"These belong to different folders of literature: {listed}. Check one at a time."
        )
    return next(iter(roots), None)


def _root(path: Path, folders: set[str]) -> Path:
    """Return the folder of literature to which a path belongs."""
    if any((path / folder).is_dir() for folder in folders):
        return path
    for parent in (path, *path.parents):
        if parent.name in folders:
            return parent.parent
    return path if path.is_dir() else path.parent


def _findings(
    sources: Sources, engine: str, progress: Progress, *, style: bool
) -> tuple[Finding, ...]:
    manners: tuple[Finding, ...] = ()
    try:
        dataset = load(sources)
        found = check(dataset, engine, progress=progress)
        found += reliability(dataset.comparison)
        manners = told(validate_style(dataset, engine), progress) if style else ()
        if not blocks(found):
            reason(dataset)
            found += told(validate_entailed(dataset, engine), progress)
        found += manners
    except FindingsError as error:
        found = error.findings + manners
    return tuple(sorted(found, key=sort_key))
