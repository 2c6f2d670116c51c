"""The pictures of the site in its documentation: taken from the pages when somebody asks for it.

``make screenshots`` writes them (ATLAS_SCREENSHOTS=1); a usual run sees that they are there.
"""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from atlas_kg.web import Settings
from benchmarks.addresses import Address
from tests.conftest import ROOT
from tests.web.matrix.conftest import Visit

FOLDER = ROOT / "docs" / "site"
TOUR = ROOT / "docs" / "site.md"
LARGEST = 100_000
COLOURS = 128
WIDE, PHONE = (1280, 800), (360, 740)

QUERY = """PREFIX atlas: <https://w3id.org/llm-atlas/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?phase (COUNT(?coding) AS ?statements) WHERE {
  ?coding a atlas:Coding ; atlas:codesPhase/rdfs:label ?phase
}
GROUP BY ?phase ORDER BY ?phase"""
PLAN = "/plan?phase=ModelSelection&phase=ModelDevelopment&hosting=DeploymentByApi"


@dataclass(frozen=True)
class Picture:
    """A picture of a page.

    Attributes:
        name: Its file, without suffix.
        address: The page.
        scheme: Light or dark.
        size: Width and height of the window.
    """

    name: str
    address: Address
    scheme: str = "light"
    size: tuple[int, int] = WIDE

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.name}.png"


MAP = Address("/", "what is hidden from you")
EVIDENCE = Address(
    "/evidence?phase=ModelSelection&mechanism=Signaling", "signaling in model selection"
)
PICTURES = (
    Picture("map-light", MAP),
    Picture("map-dark", MAP, "dark"),
    Picture("map-phone-light", MAP, size=PHONE),
    Picture("map-phone-dark", MAP, "dark", PHONE),
    Picture("cell", Address("/cells/ModelSelection/Signaling", "Signaling in model selection")),
    Picture("solution", Address("/id/solution/data-cards", "Data cards")),
    Picture("evidence", EVIDENCE),
    Picture("plan", Address(PLAN, "Plan an adoption")),
    Picture(
        "why",
        Address(
            "/explain?"
            + urlencode(
                {
                    "s": "atlas:Screening",
                    "p": "atlas:counters",
                    "o": "atlas:HiddenCharacteristicsOfDatasets",
                }
            ),
            "Why",
        ),
    ),
    Picture("editor", Address(f"/sparql?{urlencode({'query': QUERY})}", "Ask the graph")),
    Picture("contribute", Address("/contribute/coding", "Contribute a coding")),
)


def compact(png: bytes) -> bytes:
    """Return a picture with a palette, which is a third as large and looks the same."""
    out = io.BytesIO()
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def ready(page: Page) -> None:
    """Wait until the editor stands, where there is one."""
    if page.locator("script[src*='editor']").count():
        expect(page.locator(".cm-editor")).to_be_visible()


@pytest.mark.skipif("ATLAS_SCREENSHOTS" not in os.environ, reason="nobody asked for pictures")
@pytest.mark.skipif(not Settings().has_editor, reason="the editor has not been built")
@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_picture_is_taken(visitors: Visit, picture: Picture) -> None:
    visitor = visitors(color_scheme=picture.scheme, reduced_motion="reduce")
    page = visitor.go(picture.address)
    page.set_viewport_size({"width": picture.size[0], "height": picture.size[1]})
    ready(page)
    FOLDER.mkdir(exist_ok=True)
    picture.path.write_bytes(compact(page.screenshot(animations="disabled", caret="hide")))


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_picture_is_there_and_shown(picture: Picture) -> None:
    assert picture.path.stat().st_size <= LARGEST
    assert f"](site/{picture.path.name})" in TOUR.read_text("utf-8")


def test_no_picture_is_left_over() -> None:
    known = {picture.path for picture in PICTURES}
    assert set(FOLDER.iterdir()) == known
