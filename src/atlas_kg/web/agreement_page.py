"""How far coders agree, and where they differ, as a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from threading import Lock

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from atlas_kg.agreement_formats import AGREEMENT_FORMATS
from atlas_kg.agreement_formats.wording import (
    about,
    beginning,
    has_intervals,
    heading,
    kappa_title,
    notes,
    place,
    readings,
    remarks,
    said_in,
    settled_by,
    told,
)
from atlas_kg.coder_agreement import CoderAgreement, coder_agreement
from atlas_kg.web.data_page import Alternate, DataPage, suffixed
from atlas_kg.web.negotiation import CSV, JSON, MARKDOWN
from atlas_kg.web.site import Site

__all__ = ["agreement_routes"]

_LISTED = 100
"""How many differences of each kind the page tells; the other forms hold all."""


def agreement_routes(site: Site) -> list[Route]:
    """Return the routes of the agreement of coders."""
    agreement = _measured_once(site)

    def show_agreement(request: Request) -> Response:
        return _page(site, request, agreement()).respond(request)

    def download_agreement(request: Request) -> Response:
        return _page(site, request, agreement()).download(request, request.path_params["form"])

    return [
        Route("/agreement", show_agreement),
        Route("/agreement.{form}", download_agreement),
    ]


def _measured_once(site: Site) -> Callable[[], CoderAgreement]:
    """Return what measures when it is asked first, since resampling takes its time."""
    lock = Lock()
    found: list[CoderAgreement] = []

    def agreement() -> CoderAgreement:
        with lock:
            if not found:
                found.append(coder_agreement(site.store))
        return found[0]

    return agreement


def _page(site: Site, request: Request, agreement: CoderAgreement) -> DataPage:
    def html(alternates: Sequence[Alternate]) -> str:
        return site.page(
            request,
            "agreement.html",
            agreement=agreement,
            heading=heading(agreement),
            beginning=beginning(agreement),
            remarks=tuple(remarks(agreement)),
            has_intervals=has_intervals(agreement),
            kappa_title=kappa_title(agreement),
            readings=tuple(readings(agreement)),
            told=told,
            notes=tuple(notes(agreement)),
            about=about,
            place=partial(place, agreement),
            said_in=partial(said_in, agreement),
            settled_by=partial(settled_by, agreement),
            most=min(_LISTED, site.settings.max_rows),
            alternates=alternates,
        )

    data = {
        form: partial(AGREEMENT_FORMATS[form.name], agreement, True)
        for form in (JSON, CSV, MARKDOWN)
    }
    return DataPage(html, data, suffixed("/agreement"))
