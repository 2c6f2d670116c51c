"""The page of the plan: a form from the words of the graph, and the plan that its address holds."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

BROWSER = {"Accept": "text/html"}
PLAN = "/plan?phase=ModelDevelopment&further-training=WithoutFurtherTraining"


class Form(HTMLParser):
    """What the form of a page asks for, and what is chosen in it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.chosen: list[tuple[str, str]] = []
        self.method = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect the controls."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("action") == "/plan":
            self.method = given["method"]
        if tag == "input" and given.get("type") in ("radio", "checkbox"):
            self.values.setdefault(given["name"], []).append(given["value"])
            if "checked" in given:
                self.chosen.append((given["name"], given["value"]))


def page(client: TestClient, address: str, status: int = 200) -> str:
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer.text


def test_without_parameters_it_is_the_form(client: TestClient) -> None:
    text = page(client, "/plan")
    form = Form(text)
    assert form.method == "get"
    assert form.values["phase"][0] == "BusinessProblemDefinition"
    assert form.values["further-training"] == [
        "",
        "WithFurtherTraining",
        "WithoutFurtherTraining",
    ]
    assert form.values["users-of-the-system"] == ["Customer", "Employee"]
    assert {value for _, value in form.chosen} == {""}
    assert "does not say whether a solution is applicable, the plan says so" in text
    assert '<section class="ahead"' not in text


def test_every_control_has_a_label_and_the_help_of_the_graph(client: TestClient) -> None:
    text = page(client, "/plan")
    names = re.findall(r'<input type="[a-z]+" id="([^"]+)"', text)
    assert len(names) == len(set(names)) > 20
    assert all(f'<label for="{name}">' in text for name in names)
    assert "Whether the adopter trains the pre-trained model further." in text


def test_sending_the_form_makes_the_plan(client: TestClient) -> None:
    # What a browser sends where nothing is chosen.
    sent = "&".join(f"{name}=" for name, _ in Form(page(client, "/plan")).chosen)
    assert page(client, f"/plan?{sent}").count('<section class="ahead"') == 5


def test_plan_keeps_the_form_filled_in(client: TestClient) -> None:
    chosen = Form(page(client, PLAN)).chosen
    assert ("phase", "ModelDevelopment") in chosen
    assert ("further-training", "WithoutFurtherTraining") in chosen
    assert ("phase", "ModelSelection") not in chosen


def test_plan_tells_verdicts_with_proofs_and_places(client: TestClient) -> None:
    text = page(client, PLAN)
    prompting = text.split('href="/id/solution/prompting"')[1].split("</li>")[0]
    assert "“to LLMs to generate responses without further LLM training”" in prompting
    assert "section 3.1.1" in prompting
    assert 'href="/id/publication/Liu2023"' in prompting
    proof = re.search(r'href="(/explain\?s=[^"]*tentativelySuits[^"]*)"', prompting)
    assert proof
    shown = client.get(proof[1].replace("&amp;", "&"), headers=BROWSER)
    assert shown.status_code == 200
    assert "Prompting passes a task to a model as it is" in shown.text


def test_plan_says_what_the_literature_does_not_say(client: TestClient) -> None:
    text = page(client, f"{PLAN}&model-access=WithClosedSourceModel")
    assert "Of ‘model access’ the literature at hand says nothing" in text
    assert text.count("<h4>Not said</h4>") == 2
    assert "no accepted coding applies it: a gap." in text


def test_lasting_address_gives_the_same_plan(client: TestClient) -> None:
    text = page(client, f"{PLAN}&model-access=&labelers-at-hand=")
    address = re.search(r'<a href="([^"]+)">Lasting address', text)
    assert address
    lasting = address[1].replace("&amp;", "&")
    assert lasting.endswith(PLAN)
    assert page(client, lasting).split("<h2>")[1:] == text.split("<h2>")[1:]


@pytest.mark.parametrize(
    ("form", "media_type", "begins"),
    [
        ("md", "text/markdown; charset=utf-8", "# Plan of an adoption"),
        ("csv", "text/csv; charset=utf-8", "position,phase"),
        ("json", "application/json", "{"),
    ],
)
def test_other_forms_by_suffix_and_by_accept(
    client: TestClient, form: str, media_type: str, begins: str
) -> None:
    by_suffix = client.get(PLAN.replace("/plan?", f"/plan.{form}?"))
    by_accept = client.get(PLAN, headers={"Accept": media_type.partition(";")[0]})
    assert by_suffix.status_code == by_accept.status_code == 200
    assert by_suffix.headers["content-type"] == by_accept.headers["content-type"] == media_type
    assert by_suffix.text == by_accept.text
    assert by_suffix.text.startswith(begins)
    assert f"/plan.{form}?phase=ModelDevelopment&amp;further-training" in page(client, PLAN)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("phase=ModelSelecton", "Did you mean &#39;ModelSelection&#39;?"),
        ("hosting=Customer", "&#39;Customer&#39; is no answer to &#39;hosting&#39;."),
        ("users-of-the-system=Custmer", "Did you mean &#39;Customer&#39;?"),
        ("hostng=DeploymentByApi", "&#39;hostng&#39; is not asked here."),
        (
            "further-training=WithFurtherTraining&further-training=WithoutFurtherTraining",
            "exclude each other",
        ),
        ("phase=%3Cscript%3E", "&#39;&lt;script&gt;&#39; is not an adoption phase."),
    ],
)
def test_fault_is_told_and_the_form_stays(client: TestClient, query: str, told: str) -> None:
    text = page(client, f"/plan?labelers-at-hand=WithHumanLabelers&{query}", status=400)
    assert told in text
    assert '<div class="summary" role="alert">' in text
    assert ("labelers-at-hand", "WithHumanLabelers") in Form(text).chosen
    assert '<section class="ahead"' not in text


def test_fault_in_data_is_a_problem(client: TestClient) -> None:
    answer = client.get("/plan.json?phase=Nowhere")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    problem = json.loads(answer.text)
    assert problem["faults"] == [problem["detail"]]


def test_unknown_form_is_told(client: TestClient) -> None:
    assert client.get("/plan.pdf").status_code == 404
    assert client.get("/plan", headers={"Accept": "image/png"}).status_code == 406


def test_page_is_small(client: TestClient) -> None:
    answer = client.get("/plan?phase=", headers={**BROWSER, "Accept-Encoding": "identity"})
    assert len(answer.content) < 150_000


def test_number_of_statements_leads_to_these_statements(client: TestClient) -> None:
    (found,) = re.findall(
        r'href="(/evidence\?[^"]*solution=prompting[^"]*)">1 accepted statement', page(client, PLAN)
    )
    rows = client.get(found.replace("&amp;", "&").replace("/evidence?", "/evidence.csv?"))
    assert rows.status_code == 200
    assert len(rows.text.strip().splitlines()) == 2
