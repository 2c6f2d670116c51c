"""The OWL API opens ontology documents as Protégé does, without a network, and judges them."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from tests.reasoning.judge import java

_SOURCE = Path(__file__).parent / "java" / "Editor.java"

JUDGEMENTS = ("unparsed", "OWL 2 DL", "OWL 2 RL", "unsatisfiable")
"""What must be said of nothing in a document."""


def opened(document: Path, *catalog: Path) -> dict[str, list[str]]:
    """Return what the OWL API and HermiT say of a document and of what it imports.

    The keys are those of `JUDGEMENTS`, and ``module``, ``individuals`` and ``consistent``.
    """
    said: defaultdict[str, list[str]] = defaultdict(list)
    for question, answer in java(_SOURCE, document, *catalog):
        said[question].append(answer)
    return {name: [] for name in JUDGEMENTS} | said
