"""Each link of the written site leads to a file, and each fragment to a place in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from atlas_kg.knowledge_graph import KnowledgeGraph
from atlas_kg.namespaces import DATASET
from atlas_kg.planner import open_planner
from atlas_kg.problem_solution_space import problem_solution_space
from atlas_kg.store import EmbeddedStore

LEADING = {"href", "src", "action", "xlink:href", "data-index"}
LOADING = {"script", "img", "link", "iframe", "source", "object"}


@dataclass(frozen=True)
class Link:
    """A link of a page."""

    tag: str
    value: str


@dataclass
class Read(HTMLParser):
    """What a page holds."""

    links: list[Link] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    forms: list[dict[str, str | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in LEADING:
                self.links.append(Link(tag, value or ""))
            elif name == "id" and value:
                self.ids.add(value)
        if tag == "form":
            self.forms.append(dict(attrs))


def read(file: Path) -> Read:
    page = Read()
    page.feed(file.read_text("utf-8"))
    return page


@pytest.fixture(scope="module")
def pages(written: Path) -> dict[Path, Read]:
    return {file: read(file) for file in sorted(written.rglob("*.html"))}


def local(pages: dict[Path, Read]) -> Iterator[tuple[Path, Link]]:
    for file, page in pages.items():
        for link in page.links:
            if not urlsplit(link.value).scheme:
                yield file, link


def test_each_link_leads_to_a_file(pages: dict[Path, Read], written: Path) -> None:
    dead = set()
    for file, link in local(pages):
        parts = urlsplit(link.value)
        target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
        if not link.value or not target.is_file() or not target.is_relative_to(written):
            dead.add((str(file.relative_to(written)), link.value))
    assert sorted(dead)[:20] == []


def test_each_fragment_leads_to_a_place(pages: dict[Path, Read], written: Path) -> None:
    lost = set()
    for file, link in local(pages):
        parts = urlsplit(link.value)
        target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
        if parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids:
            lost.add((str(file.relative_to(written)), link.value))
    assert sorted(lost)[:20] == []


def test_no_link_needs_the_server_or_its_address(pages: dict[Path, Read]) -> None:
    assert {link.value for _, link in local(pages) if link.value.startswith("/")} == set()
    texts = (file.read_text("utf-8") for file in pages)
    assert not any("//localhost" in text for text in texts)


def test_lists_are_cited_by_a_name_that_stays(written: Path) -> None:
    page = (written / "evidence" / "phase-ModelSelection.html").read_text("utf-8")
    (cited,) = re.findall(r'<details class="cite".*?<code>(.*?)</code>', page, re.DOTALL)
    assert cited.endswith(f"model selection? {DATASET}")


def test_no_page_loads_anything_from_elsewhere(pages: dict[Path, Read]) -> None:
    loaded = {link.value for page in pages.values() for link in page.links if link.tag in LOADING}
    assert loaded
    assert {value for value in loaded if urlsplit(value).scheme or value.startswith("//")} == set()


def test_only_the_search_is_a_form(pages: dict[Path, Read]) -> None:
    forms = [form for page in pages.values() for form in page.forms]
    assert forms
    assert all(form["class"] == "search" and form["data-index"] for form in forms)


def test_each_thing_has_a_page(pages: dict[Path, Read], written: Path, few_data: Path) -> None:
    for kind, folder in (("publication", "publications"), ("solution", "solutions")):
        for record in (few_data / folder).glob("*.yaml"):
            assert written / "id" / kind / f"{record.stem}.html" in pages
    for name in ("index", "search", "contribute", "download", "needs-a-server", "404"):
        assert written / f"{name}.html" in pages


def test_each_page_can_be_reached(pages: dict[Path, Read], written: Path) -> None:
    reached, waiting = set[Path](), [written / "index.html"]
    while waiting:
        file = waiting.pop()
        if file in reached or file not in pages:
            continue
        reached.add(file)
        for link in pages[file].links:
            parts = urlsplit(link.value)
            if not parts.scheme and parts.path:
                waiting.append((file.parent / unquote(parts.path)).resolve())
    lost = sorted(str(file.relative_to(written)) for file in {*pages} - reached)
    # Nobody links to these: a host shows the one, the form of the search leads to the other.
    assert [name for name in lost if name not in {"404.html", "search.html"}] == []


def test_plans_are_ready_for_each_answer_and_phase(
    pages: dict[Path, Read], written: Path, few: KnowledgeGraph
) -> None:
    listed = {link.value for link in pages[written / "plan.html"].links}
    store = EmbeddedStore(few.store)
    vocabulary = open_planner(store, problem_solution_space(store)).vocabulary
    features = [one for aspect in vocabulary.aspects for one in aspect.features]
    plans = [name for name in listed if name.startswith("plan/")]
    assert len(plans) == 1 + len(vocabulary.phases) + len(features)
    for name in plans:
        page = (written / name).read_text("utf-8")
        assert '<section class="ahead"' in page
        assert "localhost" not in page
        assert "Lasting address" not in page
