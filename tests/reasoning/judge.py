"""HermiT and the profile checkers of the OWL API, which know nothing of this software."""

from __future__ import annotations

import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import pytest
from rdflib import OWL, RDF

from tests.reasoning.seed import Triples

Question = Literal["consistency", "entailments", "profiles"]
Answers = dict[Path, list[tuple[str, ...]]]

_SOURCE = Path(__file__).parent / "java" / "Judge.java"
_NOT_MERGED = {str(OWL.imports), str(OWL.versionIRI)}


def document(triples: Triples, path: Path) -> Path:
    """Write an ontology, merged into one document, as the OWL API reads it best."""
    # A parser that streams takes a triple with a property not declared yet for no axiom at all.
    ordered = sorted(triples, key=lambda t: (t.predicate.value != str(RDF.type), str(t)))
    lines = [f"{t} .\n" for t in ordered if t.predicate.value not in _NOT_MERGED]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def judge(question: Question, *documents: Path) -> Answers:
    """Return the lines that the judge writes about each document."""
    answers: Answers = {path: [] for path in documents}
    for path, *fields in java(_SOURCE, question, *documents):
        answers[Path(path)].append(tuple(fields))
    return answers


def java(source: Path, *arguments: str | Path) -> list[list[str]]:
    """Return the lines, as fields, that a Java program writes which uses HermiT or the OWL API."""
    program = shutil.which("java")
    if program is None:
        pytest.fail(
            "There is no 'java' on the PATH. HermiT, the independent judge of the inferences, "
            "needs a JDK, version 17 or newer: install one, such as openjdk-17-jdk-headless."
        )
    command = [program, "-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8", "-cp", str(_jar())]
    done = subprocess.run(
        [*command, str(source), *map(str, arguments)],
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    if done.returncode:
        pytest.fail(
            f"{source.stem} stopped with code {done.returncode}. Where it misses the module "
            f"jdk.compiler, install a JDK in place of the runtime. It said:\n{done.stderr}"
        )
    return [line.split("\t") for line in done.stdout.splitlines()]


def _jar() -> Path:
    # Found without importing owlready2, which would build its own world of ontologies.
    spec = find_spec("owlready2")
    if spec is None or not spec.submodule_search_locations:
        pytest.fail(
            "owlready2, whose wheel carries HermiT, is not installed: it is in the dev extra."
        )
    return Path(spec.submodule_search_locations[0]) / "hermit" / "HermiT.jar"
