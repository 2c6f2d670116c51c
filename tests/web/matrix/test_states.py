"""What is shown while a graph is built, when it cannot be, and before anything is coded."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route

from atlas_kg.dataset import Sources
from atlas_kg.findings import Finding, Location
from atlas_kg.knowledge_graph import build
from atlas_kg.web import create_app
from atlas_kg.web.building import Construction, building_app
from benchmarks.addresses import Address
from tests.web.conftest import served
from tests.web.matrix.conftest import WIDTHS, Visitor
from tests.web.matrix.test_appearance import CUT, WCAG, barriers

RECORD = Path(
    "/srv/atlas/data/codings/jane-doe-of-the-institute/AnotherPublicationWithALongKey2025.yaml"
)
UNCODED = (
    Address("/", "what is hidden from you"),
    Address("/evidence", "What does the literature say"),
    Address("/solutions", "Solutions"),
    Address("/agreement", "How far do coders agree?"),
    Address("/screening", "Which works are identified"),
    Address("/cells/ModelSelection/Signaling", "Signaling in model selection"),
)


@pytest.fixture(scope="module")
def uncoded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site of publications that nobody has coded."""
    data = tmp_path_factory.mktemp("uncoded")
    for name in ("publications", "coders"):
        shutil.copytree(Sources.carried().data / name, data / name)
    with served(create_app(build(Sources.carried(data)))) as address:
        yield address


def stay(route: Route) -> None:
    """Answer as the server does, and do not look again while the page is looked at."""
    answer = route.fetch()
    told = {name: value for name, value in answer.headers.items() if name != "refresh"}
    route.fulfill(response=answer, headers=told)


def look_at(browser: Browser, site: str, *pages: Address) -> None:
    """See in both schemes and at all widths that pages fit and have no barrier."""
    for scheme in ("light", "dark"):
        page = browser.new_context(color_scheme=scheme).new_page()
        page.route(f"{site}/", stay)
        visitor = Visitor(page, site)
        for visited in pages:
            visitor.go(visited)
            for width in WIDTHS:
                assert visitor.ask(CUT, width) == []
                assert barriers(visitor, "tag", *WCAG) == []
            visitor.check_quiet(visited)
        page.context.close()


def test_progress_can_be_read(browser: Browser) -> None:
    construction = Construction()
    construction.note("Reading /srv/atlas/ontology and /srv/atlas/data …")
    construction.note("Validating 1,234,567 statements …")
    with served(building_app(construction)) as site:
        look_at(browser, site, Address("/", "being built", status=503))


def test_what_blocks_can_be_read(browser: Browser) -> None:
    construction = Construction()
    finding = Finding(
        "'ModelChoosing' is no phase.",
        "Write one of BusinessProblemDefinition, DataAcquisitionAndPreparation, ModelSelection.",
        Location(RECORD, 6),
    )
    construction.stop([finding])
    with served(building_app(construction)) as site:
        look_at(browser, site, Address("/", "do not pass the checks", status=503))


def test_site_without_codings_can_be_read(browser: Browser, uncoded: str) -> None:
    look_at(browser, uncoded, *UNCODED)
