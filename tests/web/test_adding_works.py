"""A work is added at the desk: by identifier, or by a pasted reference."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from tests.registries.responses import CROSSREF
from tests.registries.servers import Reply, serving
from tests.web.contributors import Contributor, text_of

WORK = "/contribute/work"
BIBTEX = """@inproceedings{doe2031, title = {A Test of {Tests}}, author = {Doe, Jane and Roe, John},
  year = {2031}, booktitle = {Proceedings of Nothing}, doi = {10.5555/example.2031}}"""
RIS = """TY  - CONF
AU  - Doe, Jane
TI  - A Test of Tests
PY  - 2031
UR  - https://example.org/tests
ER  -
"""
CSL = {
    "type": "paper-conference",
    "title": "A Test of Tests",
    "author": [{"family": "Doe", "given": "Jane"}],
    "issued": {"date-parts": [[2031]]},
    "URL": "https://example.org/tests",
}
KNOWN = """@misc{zou, title={Whatever}, author={Zou, Andy}, year={2023}, eprint={2307.15043},
  archivePrefix={arXiv}}"""


def look(person: Contributor, **typed: str) -> str:
    person.get(WORK)
    return person.post(WORK, typed).text


@pytest.mark.parametrize("text", [BIBTEX, RIS, json.dumps(CSL), json.dumps([CSL])])
def test_reference_fills_the_form_in(
    people: list[Contributor], desk_folder: Path, text: str
) -> None:
    jane = people[0]
    page = look(jane, reference=text)
    assert "This is what was found" in text_of(page)
    sent = dict(re.findall(r'<input id="[^"]+" type="\w+" name="([^"]+)" value="([^"]+)"', page))
    sent |= {"title": "A Test of Tests", "type": "ConferencePaper"}
    assert sent["key"] == "Doe2031"
    assert "is handed in" in text_of(
        jane.post("/contribute/publication", sent, action="hand-in").text
    )
    record = yaml.safe_load((desk_folder / "publications/Doe2031.yaml").read_text())
    assert record["title"] == "A Test of Tests"
    # Whoever adds it again is led to it.
    page = text_of(look(people[1], reference=text))
    assert "there already, as Doe" in page
    assert "which waits" in page


def test_known_work_is_refused_with_a_link(people: list[Contributor]) -> None:
    page = look(people[0], reference=KNOWN)
    assert "has the same arXiv identifier" in text_of(page)
    assert '<a href="/id/publication/Zou2023">' in page
    assert '<a href="/contribute/coding?publication=Zou2023">' in page


def test_several_references_become_drafts(people: list[Contributor]) -> None:
    jane = people[0]
    page = look(jane, reference=f"{BIBTEX}\n{KNOWN}\n{BIBTEX}")
    told = text_of(page)
    assert "3 works" in told
    assert "saved as a draft" in told
    assert "Another one that you pasted has the same DOI" in told
    assert "Publication: Doe2031" in text_of(jane.get("/contribute").text)


@pytest.mark.parametrize("text", ["What?", "@", "[1, 2", "TY  - x", "{}", "@misc{a, title={B}}"])
def test_what_cannot_be_read_is_told_and_kept(people: list[Contributor], text: str) -> None:
    page = look(people[0], reference=text)
    told = text_of(page)
    assert "cannot be read" in told or "not taken" in told
    assert f"\n{text}</textarea>".replace("&", "&amp;") in page


def test_no_identifier_is_told_and_kept(people: list[Contributor]) -> None:
    page = look(people[0], identifier="<b>what</b>")
    assert "is no DOI and no arXiv identifier" in text_of(page)
    assert 'value="&lt;b&gt;what&lt;/b&gt;"' in page


def test_missing_network_is_told_and_nothing_is_lost(
    people: list[Contributor], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CROSSREF", "DATACITE", "ARXIV"):
        monkeypatch.setenv(f"ATLAS_KG_{name}_URL", "http://127.0.0.1:9")
    page = look(people[0], identifier="10.5555/example.2031")
    assert "The registries cannot be asked at this moment" in text_of(page)
    assert 'value="10.5555/example.2031"' in page


def test_identifier_is_looked_up_at_the_registries(
    people: list[Contributor], monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving() as registry:
        for name in ("CROSSREF", "DATACITE", "ARXIV", "DOI"):
            monkeypatch.setenv(f"ATLAS_KG_{name}_URL", registry.url)
        path = "/works/10.1126%2Fscience.169.3946.635"
        registry.answer(path, Reply(json.dumps({"message": CROSSREF}).encode()))
        page = look(people[0], identifier="https://doi.org/10.1126/science.169.3946.635")
        asked = [path for path, _ in registry.asked]
    assert "The Structure of Ordinary Water" in page
    assert "Frank1970" in page
    assert asked == [path]


def test_who_has_not_signed_in_loses_nothing(people: list[Contributor]) -> None:
    jane = people[0]
    jane.get(WORK)
    jane.cookies.clear()
    page = jane.post(WORK, {"identifier": "10.5555/kept"})
    assert page.status_code == 403
    assert 'value="10.5555/kept"' in page.text
