"""A site that was written as files."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from atlas_kg.dataset import Sources
from atlas_kg.knowledge_graph import KnowledgeGraph, build
from atlas_kg.static_site import write_site

FEW = ("awesome-hallucination-detection", "awesome-rlhf")
"""The shortest lists of identified works; with the others, thousands of pages are alike."""


@pytest.fixture(scope="session")
def few_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The literature that users get, with the shortest lists of identified works alone."""
    data = shutil.copytree(Sources.carried().data, tmp_path_factory.mktemp("few") / "data")
    for file in (data / "corpus").iterdir():
        if file.stem not in FEW:
            file.unlink()
    return data


@pytest.fixture(scope="session")
def few(few_data: Path) -> KnowledgeGraph:
    return build(Sources.carried(few_data))


@pytest.fixture(scope="session")
def written(few: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site. Tests must not change it."""
    folder = tmp_path_factory.mktemp("written") / "site"
    # The browser of an earlier test may have left a loop running in this thread.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(write_site, few, folder).result()
    return folder
