"""Forms to contribute: fields from the shapes, findings beside them, nothing typed is lost."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from starlette.testclient import TestClient

from atlas_kg.contribution import form_fields
from atlas_kg.knowledge_graph import KnowledgeGraph
from tests.test_contribution import CODING, KINDS, PUBLICATION

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
JSON = {"Accept": "application/json"}
NASTY = """"><script>alert(1)</script><b a='{{ 7 * 7 }}'>"""


class _Form(HTMLParser):
    """What a page with a form holds: names, values, and the identifiers that are referred to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.ids: set[str] = set()
        self.references: set[str] = set()
        self.invalid: set[str] = set()
        self._is_record = False
        self._select: str | None = None
        self._textarea: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if identifier := given.get("id"):
            self.ids.add(identifier)
        self.references |= set((given.get("aria-describedby") or "").split())
        self.references |= {given["for"] or ""} if "for" in given else set()
        href = given.get("href") or ""
        self.references |= {href[1:]} if href.startswith("#") else set()
        self._is_record = self._is_record or given.get("id") == "record"
        if not self._is_record:
            return
        if tag in ("input", "select", "textarea"):
            self.values.setdefault(name, [])
            if "aria-invalid" in given:
                self.invalid.add(name)
        if tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            self.values[name].append(given.get("value") or "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given and self._select:
            self.values[self._select].append(given.get("value") or "")
        elif tag == "textarea":
            self._textarea = name
            self.values[name].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = None

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.values[self._textarea][-1] += data.removeprefix("\n")


def posted(client: TestClient, kind: str, values: dict[str, tuple[str, ...]]) -> str:
    answer = client.post(f"/contribute/{kind}", data=values, headers=BROWSER)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer.text


def text_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_a_form_with_each_field(
    client: TestClient, graph: KnowledgeGraph, kind: str
) -> None:
    assert f'href="/contribute/{kind}"' in client.get("/contribute", headers=BROWSER).text
    page = client.get(f"/contribute/{kind}", headers=BROWSER).text
    form = _Form(page)
    fields = form_fields(graph.dataset.record_shapes.by_kind[kind])
    assert list(form.values) == list(fields)
    assert form.references <= form.ids
    for field in fields.values():
        assert html.escape(field.form_help or field.help, quote=False)[:20] in page


def test_words_of_the_ontology_are_chosen(client: TestClient) -> None:
    page = client.get("/contribute/coding", headers=BROWSER).text
    assert '<option value="ModelSelection">Model selection</option>' in page
    assert '<option value="Gao2020">Gao et al. (2020)</option>' in page


def test_link_fills_in_what_it_knows(client: TestClient) -> None:
    cell = client.get("/cells/ModelDevelopment/Monitoring", headers=BROWSER).text
    (address,) = re.findall(r'href="(/contribute/[^"]+)"', cell.replace("&amp;", "&"))[:1] or [""]
    form = _Form(client.get(address, headers=BROWSER).text)
    assert form.values["phase"] == ["ModelDevelopment"]
    assert form.values["mechanism"] == ["Monitoring"]


def test_misspelt_mechanism_is_told_beside_its_field(client: TestClient) -> None:
    page = posted(client, "coding", CODING | {"mechanism": ("Monitorng",)})
    form = _Form(page)
    assert form.invalid == {"mechanism"}
    assert form.values["mechanism"] == ["Monitorng"]
    beside = page.partition('id="field-mechanism-findings"')[2].partition("<select")[0]
    assert "Did you mean 'Monitoring'?" in html.unescape(beside)
    assert '<a href="#field-mechanism">' in page
    assert form.references <= form.ids


def test_entry_of_a_list_is_told_beside_itself(client: TestClient) -> None:
    page = posted(client, "coding", CODING | {"support": ("Gao2020", "Zou202")})
    beside = page.partition('id="field-support-2-findings"')[2].partition("<input")[0]
    assert "Did you mean 'Zou2023'?" in html.unescape(beside)
    assert _Form(page).values["support"][:2] == ["Gao2020", "Zou202"]


def test_coding_that_closes_a_gap_says_so(client: TestClient) -> None:
    text = text_of(posted(client, "coding", CODING))
    assert "data/codings/seed-paper-authors/Zou2023.yaml" in text
    assert "Monitoring in model development would change from gap to supported" in text
    assert "Monitoring applied against Hidden action in model development" in text


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_typed_is_lost(client: TestClient, graph: KnowledgeGraph, kind: str) -> None:
    shape = graph.dataset.record_shapes.by_kind[kind]
    typed = {
        name: tuple(f"{NASTY} {number} é\nend" for number in range(1 + field.many))
        if field.datatype and not field.many and name in ("note", "statement", "definition")
        else tuple(f"{NASTY} {number} é" for number in range(1 + field.many))
        for name, field in form_fields(shape).items()
    }
    page = posted(client, kind, typed)
    form = _Form(page)
    for name, values in typed.items():
        kept = [value.replace("\r\n", "\n") for value in form.values[name]]
        assert kept[: len(values)] == list(values), name
    assert "<script>" not in page
    assert "<b a=" not in page
    assert "49" not in text_of(page)
    assert form.references <= form.ids


def test_injection_through_unknown_names_is_escaped(client: TestClient) -> None:
    page = posted(client, "coding", CODING | {NASTY: (NASTY,)})
    assert "<script>" not in page
    assert "is not a field of a coding" in text_of(page)


def test_file_is_downloaded(client: TestClient) -> None:
    answer = client.post("/contribute/publication.yaml", data=PUBLICATION, headers=BROWSER)
    assert answer.headers["content-type"].startswith("application/yaml")
    assert answer.headers["content-disposition"] == 'attachment; filename="Example2026.yaml"'
    assert yaml.safe_load(answer.text)["year"] == 2026


def test_wrong_file_is_not_downloaded(client: TestClient) -> None:
    wrong = PUBLICATION | {"year": ("26",)}
    page = client.post("/contribute/publication.yaml", data=wrong, headers=BROWSER)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert _Form(page.text).invalid == {"year"}
    told = client.post("/contribute/publication.yaml", data=wrong)
    assert told.status_code == 422
    assert [finding["field"] for finding in told.json()["findings"]] == ["year"]


def test_review_as_json(client: TestClient) -> None:
    answer = client.post("/contribute/coding", data=CODING, headers=JSON)
    assert answer.status_code == 200
    review = answer.json()
    assert review["accepted"]
    assert review["findings"] == []
    assert review["path"] == "data/codings/seed-paper-authors/Zou2023.yaml"
    assert yaml.safe_load(review["yaml"])["codings"][0]["id"] == "monitored-training"
    assert [(cell["before"], cell["after"]) for cell in review["cells"]] == [("gap", "supported")]
    assert review["inferred"]
    wrong = client.post("/contribute/coding", data={"id": ""}, headers=JSON)
    assert wrong.status_code == 422
    assert {finding["field"] for finding in wrong.json()["findings"]} > {"coder", "phase"}


def test_fields_as_json(client: TestClient) -> None:
    described = client.get("/contribute/coding", headers=JSON).json()
    mechanism = next(field for field in described["fields"] if field["name"] == "mechanism")
    assert mechanism["required"]
    assert set(mechanism["words"]) == {"Bonding", "Monitoring", "Screening", "Signaling"}
    kinds = client.get("/contribute", headers=JSON).json()
    assert [kind["kind"] for kind in kinds] == KINDS


def test_places_on_the_server_stay_hidden(client: TestClient) -> None:
    """Of two records with one identifier, the rule may name the one that is there."""
    twin = PUBLICATION | {"arxiv": ("2307.15043",)}
    (finding,) = client.post("/contribute/publication", data=twin, headers=JSON).json()["findings"]
    assert finding["file"] == "data/publications/Zou2023.yaml"


@pytest.mark.parametrize("kind", ["transcription", "nothing", "%3Cb%3E"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_unknown_kind(client: TestClient, kind: str, method: str) -> None:
    answer = client.request(method, f"/contribute/{kind}", headers=BROWSER)
    assert answer.status_code == 404
    assert "<b>" not in answer.text
    assert "publication, solution" in answer.text


@pytest.mark.parametrize(
    ("content", "media_type", "status", "told"),
    [
        (b"{}", "application/json", 415, "x-www-form-urlencoded"),
        (b"id=x", "application/x-www-form-urlencoded; charset=latin-1", 415, "UTF-8"),
        (b"id=%FF", "application/x-www-form-urlencoded", 400, "UTF-8"),
        (b"id=" + b"x" * 20_000, "application/x-www-form-urlencoded", 413, "bytes"),
        (b"&" * 1_000, "application/x-www-form-urlencoded", 413, "entries"),
    ],
)
def test_bad_request(
    client: TestClient, content: bytes, media_type: str, status: int, told: str
) -> None:
    headers = {"Content-Type": media_type, **JSON}
    answer = client.post("/contribute/coding", content=content, headers=headers)
    assert answer.status_code == status
    assert told in answer.json()["detail"]


def test_form_of_another_site(client: TestClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", **BROWSER}
    answer = client.post("/contribute/coding", data=CODING, headers=headers)
    assert answer.status_code == 403


def test_form_that_nobody_accepts(client: TestClient) -> None:
    answer = client.post("/contribute/coding", data=CODING, headers={"Accept": "image/png"})
    assert answer.status_code == 406


@pytest.fixture
def page(browser: Browser, address: str) -> Page:
    context = browser.new_context(base_url=address, java_script_enabled=True)
    return context.new_page()


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [one["id"] for one in found if one["impact"] in ("serious", "critical")]


def test_contribution_in_a_browser(page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto("/contribute")
    assert serious(page) == []
    page.get_by_role("link", name="Coding", exact=True).click()
    assert serious(page) == []
    for name in ("publication", "coder", "id (optional)", "statement", "solution", "section"):
        page.get_by_label(name, exact=True).fill(CODING[name.removesuffix(" (optional)")][0])
    for name in ("phase", "target", "mechanism"):
        page.get_by_label(name, exact=True).select_option(CODING[name][0])
    page.get_by_label("support, entry 1").fill("Zou202")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("alert")).to_contain_text("'Zou202' is not a known publication")
    assert serious(page) == []
    page.get_by_role("link", name="support:").press("Enter")
    expect(page.get_by_label("support, entry 1")).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Gao2020")
    page.keyboard.press("Enter")
    expect(page.locator("main [role=status]:not(.unseen)")).to_contain_text("from gap to supported")
    assert serious(page) == []
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the file").click()
    assert download.value.suggested_filename == "Zou2023.yaml"
    assert complaints == []


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_file_of_an_empty_form(client: TestClient, method: str) -> None:
    assert client.request(method, "/contribute/coder.yaml").status_code == 404


def test_other_methods_are_told_all_there_are(client: TestClient) -> None:
    answer = client.put("/contribute/coder")
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}


@pytest.mark.parametrize("page", ["work", "sign-in"])
def test_page_of_a_desk_says_that_it_needs_one(client: TestClient, page: str) -> None:
    told = client.get(f"/contribute/{page}", headers=JSON)
    assert told.status_code == 404
    assert "needs a desk" in told.json()["detail"]
    assert "serve --desk" in told.json()["detail"]
