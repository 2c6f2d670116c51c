"""What the identifiers alone give: no service is asked."""

from __future__ import annotations

from collections.abc import Iterable

from atlas_kg.concordance.outcomes import Candidate, Outcome, State
from atlas_kg.concordance.works import Known, Work
from atlas_kg.identifier_schemes import SCHEMES

__all__ = ["from_known", "identified"]


def identified(works: Iterable[Work]) -> tuple[Outcome, ...]:
    """Return for each work and each scheme of identifiers that any of them has what is known.

    Args:
        works: The works.
    """
    works = tuple(works)
    used = {one.scheme for work in works for one in work.known}
    schemes = [scheme.name for scheme in SCHEMES if scheme.name in used]
    return tuple(
        from_known(work, scheme, scheme)
        or Outcome(work, scheme, State.UNLINKED, why=f"No identifier of {scheme} is known.")
        for work in works
        for scheme in schemes or ["doi"]
    )


def from_known(work: Work, scheme: str, service: str) -> Outcome | None:
    """Return the link that the work has to a scheme already, if it has one.

    Args:
        work: The work.
        scheme: The scheme.
        service: The name under which it is told.
    """
    known = [one for one in work.known if one.scheme == scheme]
    if not known:
        return None
    places = ", ".join(dict.fromkeys(one.place for one in known if one.place))
    candidates = tuple(map(_candidate, known))
    why = f"It stands in {places}." if places else ""
    return Outcome(work, service, State.LINKED, candidates, why)


def _candidate(known: Known) -> Candidate:
    return Candidate(known.iri, "", 1.0, f"{known.scheme}:{known.identifier}")
