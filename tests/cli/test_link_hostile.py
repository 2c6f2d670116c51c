"""``atlas-kg link`` where a service answers what no service should: that work fails, by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.cli.test_link import write_publication
from tests.registries.servers import Reply, serving

Run = Callable[..., CompletedProcess[str]]

FIELDS = "select=id%2Cdoi%2Cids%2Cdisplay_name%2Cpublication_year%2Cauthorships%2Creferenced_works"
WORK = {"id": "https://openalex.org/W10", "doi": None, "display_name": "Watching models learn"}
HOSTILE = {
    "half a sign in the identifier": (
        Reply(json.dumps({**WORK, "id": "https://openalex.org/W10\ud800"}).encode()),
        "half a sign",
    ),
    "half a sign in the title": (
        Reply(json.dumps({**WORK, "display_name": "Watching \udc00"}).encode()),
        "half a sign",
    ),
    "no number": (
        Reply(json.dumps({**WORK, "id": 'https://openalex.org/W10 "<x>'}).encode()),
        "answered no work",
    ),
    "wait beyond the calendar": (
        Reply(status=429, headers={"Retry-After": "Fri, 31 Dec 9999 23:59:59 -2300"}),
        "answered with status 429",
    ),
}


@pytest.mark.parametrize(("hostile", "told"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_answer_fails_one_work(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hostile: Reply, told: str
) -> None:
    data = tmp_path / "few"
    for key, doi in (("Doe2025", "10.5555/w"), ("Roe2024", "10.5555/s")):
        title = f"Watching models learn by {key}"
        write_publication(data, key, title, f"{key[:3]}, Jane 2025", f"doi:\n  - '{doi}'\n")
    monkeypatch.setenv("ATLAS_KG_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("ATLAS_KG_MAILTO", raising=False)
    with serving() as services:
        monkeypatch.setenv("ATLAS_KG_OPENALEX_URL", services.url)
        services.answer(f"/works/doi:10.5555/w?{FIELDS}", hostile)
        done = run("link", "--data", data, "--only", "openalex", "--format", "json")
    assert done.returncode == 1, done.stderr
    of = {
        one["publication"]: one["services"]["openalex"]
        for one in json.loads(done.stdout)["publications"]
    }
    assert of["Doe2025"]["outcome"] == "failed"
    assert told in of["Doe2025"]["why"]
    assert of["Roe2024"]["outcome"] == "unlinked"
    assert not (data / "mappings").exists()
