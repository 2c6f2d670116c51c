"""The evidence of the real graph, and of one in which people have coded the same."""

from __future__ import annotations

import pytest

from atlas_kg.dataset import Sources
from atlas_kg.evidence import Evidence, evidence_of
from atlas_kg.knowledge_graph import build
from atlas_kg.problem_solution_space import ProblemSolutionSpace, problem_solution_space
from atlas_kg.store import EmbeddedStore
from tests.coded_twice import add_adjudication, add_codings, coded_twice


@pytest.fixture(scope="session")
def evidence(store: EmbeddedStore, space: ProblemSolutionSpace) -> Evidence:
    return evidence_of(store, space)


@pytest.fixture(scope="session")
def contested(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    """A store in which statements have every status that people bring about."""
    data = coded_twice(tmp_path_factory.mktemp("contested"))
    add_adjudication(data, "Zou2023", ["jane.c1", "john.c1"], "jane.c1")
    add_codings(data, "mary", "Liang2023", "ModelDevelopment Model Monitoring model-cards 2")
    for coder in ("jane", "john", "mary"):
        for file in (data / "codings" / coder).iterdir():
            # Where nobody writes a status, it follows from what the others say.
            kept = file.read_text("utf-8").replace("  status: Tentative\n", "")
            file.write_text(kept, "utf-8")
    add_codings(data, "john", "Liang2023", "ModelSelection Model Screening model-cards 2")
    return EmbeddedStore(build(Sources.carried(data)).store)


@pytest.fixture(scope="session")
def contested_space(contested: EmbeddedStore) -> ProblemSolutionSpace:
    return problem_solution_space(contested)


@pytest.fixture(scope="session")
def contested_evidence(contested: EmbeddedStore, contested_space: ProblemSolutionSpace) -> Evidence:
    return evidence_of(contested, contested_space)
