"""Forms at the desk: what they explain, what they complete, and what they tell all at once."""

from __future__ import annotations

import html
import re
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from pathlib import Path

import yaml
from httpx2 import Response
from starlette.testclient import TestClient

from tests.test_contribution import PUBLICATION
from tests.web.contributors import BROWSER, CODING, Contributor, text_of
from tests.web.test_contributing import decide

OTHER = CODING | {"mechanism": "Screening", "statement": "It is screened.", "id": "screened"}
COMPARE = "/contribute/compare/Zou2023"
SOLUTION = {
    "key": "red-teaming",
    "label": "Red teaming",
    "definition": "An attack on a model by those who are to defend it.",
    "sources": "Zou2023",
}


def test_check_tells_all_that_is_wrong_at_once(people: list[Contributor]) -> None:
    jane = people[0]
    jane.get("/contribute/coding")
    wrong = {"publication": "Nobody1900", "id": "two words", "mechanism": ""}
    page = jane.post("/contribute/coding", CODING | wrong, action="check").text
    summary = text_of(page.partition('role="alert"')[2].partition("</section>")[0])
    assert "'Nobody1900' is not a known publication" in summary
    assert "two words" in summary
    assert "'mechanism' is missing" in summary


def test_id_is_made_where_none_is_given(people: list[Contributor], desk_folder: Path) -> None:
    jane = people[0]
    jane.save(CODING | {"id": ""})
    jane.save(CODING | {"id": " ", "mechanism": "Screening"})
    jane.hand_in("Zou2023")
    (file,) = desk_folder.glob(".sealed/jane-doe/*.yaml")
    said = yaml.safe_load(file.read_text())["codings"]
    name = "dataset-analysis-in-model-development"
    assert [coding["id"] for coding in said] == [name, f"{name}-2"]


def test_made_id_follows_what_it_is_made_from(people: list[Contributor]) -> None:
    jane = people[0]
    field = re.compile(r'name="id" value="([^"]*)"')
    jane.get("/contribute/coding")
    begun = {"publication": "Zou2023", "statement": CODING["statement"], "id": ""}
    page = jane.post("/contribute/coding", begun, action="check").text
    assert field.findall(page) == [""]
    page = jane.save(begun).text
    assert field.findall(page) == [""]
    own = dict(re.findall(r'name="desk\.(draft|stored)" value="([^"]+)"', page))
    page = jane.post("/contribute/coding", CODING | {"id": ""}, action="check", **own).text
    assert field.findall(page) == [""]
    assert "id: dataset-analysis-in-model-development" in page
    later = CODING | {"id": "", "phase": "ModelSelection"}
    jane.post("/contribute/coding", later, action="save", **own)
    page = jane.get("/contribute/hand-in/Zou2023").text
    assert "id: dataset-analysis-in-model-selection" in page


def test_made_id_is_not_kept_without_a_sign_in(desk_server: TestClient) -> None:
    for phase in ("", "ModelDevelopment"):
        sent = CODING | {"id": "", "phase": phase, "coder": "seed-paper-authors"}
        page = desk_server.post("/contribute/coding", data=sent, headers=BROWSER).text
        assert 'name="id" value=""' in page
    told = desk_server.post("/contribute/coding.yaml", data=sent).text
    assert "id: dataset-analysis-in-model-development" in told


def test_who_signed_in_decides_where_codings_stand_side_by_side(people: list[Contributor]) -> None:
    jane, john, ann = people
    jane.code(CODING)
    john.code(OTHER)
    page = ann.get("/contribute/adjudication").text
    assert "What waits for a decision" in page
    assert f'href="{COMPARE}"' in page
    assert 'name="codings"' not in page


def test_errors_are_written_for_a_form(people: list[Contributor], desk_server: TestClient) -> None:
    jane = people[0]
    empty = {"publication": "Zou2023", "phase": "Nothing"}
    page = desk_server.post("/contribute/coding", data=empty, headers=BROWSER).text
    told = re.findall(r'<p class="finding">(.*?)</p>', page)
    assert len(told) > 4
    assert not re.search(r"\.yaml|in quotes|file|folder|data/|Known are", " ".join(told))
    assert any("'section' is missing" in text_of(each) for each in told)
    work = {"title": "", "arxiv": "about 2023", "key": "Doe2031"}
    page = desk_server.post("/contribute/publication", data=work, headers=BROWSER).text
    of_work = " ".join(re.findall(r'<p class="finding">(.*?)</p>', page))
    assert "Write an arXiv identifier as 2307.15043, without version" in of_work
    assert "quotes" not in of_work
    jane.save(CODING | {"section": ""})
    page = jane.get("/contribute/hand-in/Zou2023").text
    alert = text_of(page.partition('role="alert"')[2].partition("</section>")[0])
    assert "such as 4.1" in alert or 'such as "4.1"' in alert
    assert "quotes" not in alert


def test_form_explains_in_its_own_words(people: list[Contributor]) -> None:
    page = people[0].get("/contribute/coding").text
    assert not re.search(r"\.yaml|in quotes|coding file|data/", page)
    words = text_of(page)
    assert "The section, page or figure of the publication in which it stands, such as 4.1" in words
    assert "Monitoring A mechanism in which the principal observes and checks" in words


def test_comparison_has_what_coders_cite_and_note(people: list[Contributor]) -> None:
    jane, john, ann = people
    jane.code(CODING)
    john.code(OTHER)
    assert not re.search(r'<th scope="row">(support|note)</th>', ann.get(COMPARE).text)
    jane.code(CODING | {"publication": "Gao2020", "support": ["Gao2020", "Zou2023"]})
    john.code(OTHER | {"publication": "Gao2020", "note": "Read it twice."})
    page = text_of(ann.get(COMPARE.replace("Zou2023", "Gao2020")).text)
    assert "support Gao et al. (2020); Zou et al. (2023) none" in page
    assert "note none Read it twice." in page


def test_records_and_decisions_are_listed_for_who_handed_them_in(people: list[Contributor]) -> None:
    jane, john, ann = people
    jane.get("/contribute/publication")
    jane.post("/contribute/publication", PUBLICATION | {"key": "Doe2031"}, action="hand-in")
    jane.code(CODING)
    john.code(OTHER)
    decide(ann)
    own = {
        person: person.get("/contribute")
        .text.partition("What you have handed in")[2]
        .partition("</ul>")[0]
        for person in people
    }
    assert 'href="/contribute/handed-in/Zou2023"' in own[jane]
    assert 'href="/contribute/waiting/publications/Doe2031.yaml">Publication: Doe2031' in own[jane]
    assert "Doe2031" not in own[john] + own[ann]
    assert f'href="{COMPARE}">Adjudication: ' in own[ann]
    assert "Adjudication" not in own[jane]


def test_of_those_with_one_label_at_once_the_first_is_taken(
    people: list[Contributor], desk_folder: Path
) -> None:
    def hand_in(number: int) -> Response:
        values = SOLUTION | {"key": f"measure-{number}", "label": "The same measure"}
        mine = copy(people[number % len(people)])
        mine.page = mine.get("/contribute/solution").text
        return mine.post("/contribute/solution", values, action="hand-in")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(hand_in, range(8)))
    assert sorted(answer.status_code for answer in answers) == [200, *[422] * 7]
    assert len(list(desk_folder.glob("solutions/*.yaml"))) == 1
    for number, answer in enumerate(answers):
        if answer.status_code == 422:
            beside = answer.text.partition('id="field-label-findings"')[2].partition("</div>")[0]
            told = html.unescape(beside)
            assert "has this label already" in told or "'Distinct labels'" in told
            assert f'value="measure-{number}"' in answer.text
            assert 'value="The same measure"' in answer.text


def test_form_of_another_session_is_forbidden_and_kept(people: list[Contributor]) -> None:
    jane, john = people[:2]
    john.get("/contribute/solution")
    for page in ("", john.page):
        jane.page = page
        answer = jane.post("/contribute/solution", SOLUTION, action="hand-in")
        assert answer.status_code == 403
        assert f'value="{SOLUTION["key"]}"' in answer.text
    # The page that was shown instead has a mark of its own.
    assert jane.post("/contribute/solution", SOLUTION, action="hand-in").status_code == 200
