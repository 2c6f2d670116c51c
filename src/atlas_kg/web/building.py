"""What the site answers while there is no graph yet: how far it is, or what has to be mended.

The port is open from the first moment on. Browsers see a page that looks again by itself, programs
get problem details (RFC 9457) with the steps, and all are told when to come again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from atlas_kg import __version__
from atlas_kg.findings import Finding, Severity
from atlas_kg.map_formats import STYLES as MAP_STYLES
from atlas_kg.web.headers import SecurityHeaders
from atlas_kg.web.negotiation import HTML, PROBLEM, content_type
from atlas_kg.web.problems import ProblemError, wants_page
from atlas_kg.web.site import STYLES, environment

__all__ = ["Construction", "Step", "building_app"]

AGAIN = 5
"""After how many seconds a browser looks again, and a program may ask again."""


@dataclass(frozen=True)
class Step:
    """A step of the building.

    Attributes:
        text: What is done.
        begun: Since when.
    """

    text: str
    begun: datetime


@dataclass
class Construction:
    """How far the building of a graph is; written by the thread that builds, read by others.

    Attributes:
        begun: When it began.
        steps: The steps so far; the last one is under way.
        findings: For what it stopped; nothing as long as it goes on.
    """

    begun: datetime = field(default_factory=lambda: datetime.now(UTC))
    steps: tuple[Step, ...] = ()
    findings: tuple[Finding, ...] = ()

    def note(self, text: str) -> None:
        """Take note that a step begins."""
        # Where the folders of a server lie is nobody's business.
        told = _FOLDERS.sub("", text.rstrip(" …."))
        self.steps = (*self.steps, Step(told, datetime.now(UTC)))

    def stop(self, findings: Sequence[Finding]) -> None:
        """Take note that nothing comes of it, and why; what has to be mended first."""
        told = (_without_folders(finding) for finding in findings)
        self.findings = tuple(sorted(told, key=lambda each: each.severity is not _BLOCKING))

    @property
    def has_failed(self) -> bool:
        """Whether nothing comes of it."""
        return bool(self.findings)

    @property
    def problem(self) -> ProblemError:
        """The problem that every request is told."""
        if self.has_failed:
            blocking = sum(finding.severity is _BLOCKING for finding in self.findings)
            return ProblemError(
                HTTPStatus.SERVICE_UNAVAILABLE,
                f"The data break rules in {blocking} place{'s' if blocking != 1 else ''}, and "
                "nothing is served until that is mended. Mend what is listed, check with "
                "'atlas-kg validate', and start the server again.",
                title="The data do not pass the checks",
                headers={"Cache-Control": "no-store"},
                stage="failed",
                findings=[finding.as_json() for finding in self.findings],
            )
        now = datetime.now(UTC)
        step = self.steps[-1] if self.steps else Step("Starting", self.begun)
        return ProblemError(
            HTTPStatus.SERVICE_UNAVAILABLE,
            f"{step.text}, for {(now - step.begun).seconds} seconds now. Come again in {AGAIN} "
            "seconds.",
            title="The graph is being built",
            headers={"Cache-Control": "no-store", "Retry-After": str(AGAIN)},
            stage="building",
            step=step.text,
            since=_time(step.begun),
            begun=_time(self.begun),
            steps=[{"step": one.text, "since": _time(one.begun)} for one in self.steps],
        )

    def seconds(self) -> list[tuple[str, int]]:
        """Return each step with the seconds that it took, or has taken so far."""
        ends = [step.begun for step in self.steps[1:]] + [datetime.now(UTC)]
        return [
            (step.text, round((end - step.begun).total_seconds()))
            for step, end in zip(self.steps, ends, strict=True)
        ]


_BLOCKING = Severity.VIOLATION
_FOLDERS = re.compile(r"(?<!\S)/(?:[^/\s]+/)*")
_KEPT = 4
"""How many parts of a path name a file of data: ``data/codings/jane/Doe2025.yaml``."""


def _without_folders(finding: Finding) -> Finding:
    place = finding.location
    if place is None:
        return finding
    file = Path(*place.file.parts[-_KEPT:])
    return replace(finding, location=replace(place, file=file), patch=None)


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def building_app(construction: Construction) -> Starlette:
    """Make the application that answers until there is a graph.

    Args:
        construction: How far the building is.
    """
    template = environment().get_template("building.html")

    def respond(request: Request) -> Response:
        problem = construction.problem
        headers = {"Vary": "Accept", **problem.headers}
        if wants_page(request):
            form = HTML
            if not construction.has_failed:
                headers["Refresh"] = str(AGAIN)
            body = template.render(
                problem=problem, construction=construction, again=AGAIN, version=__version__
            )
        else:
            form = PROBLEM
            body = json.dumps(problem.as_json(), ensure_ascii=False) + "\n"
        return Response(body, problem.status.value, headers=headers, media_type=content_type(form))

    def health(_: Request) -> Response:
        problem = construction.problem
        told = {
            "status": problem.members["stage"],
            "version": __version__,
            "live": True,
            "ready": False,
            "detail": problem.detail,
        }
        return JSONResponse(told, problem.status.value, problem.headers)

    def live(_: Request) -> Response:
        return JSONResponse({"live": True}, headers={"Cache-Control": "no-store"})

    return Starlette(
        routes=[
            Route("/-/health", health),
            Route("/-/health/live", live),
            Route("/-/health/ready", health),
            Mount("/styles/map", StaticFiles(directory=MAP_STYLES)),
            Mount("/styles", StaticFiles(directory=STYLES)),
            Route("/{path:path}", respond, methods=list(_METHODS)),
        ],
        middleware=[Middleware(SecurityHeaders)],
    )


_METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")
