"""How an agreement is told: the same words at the terminal and on the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from atlas_kg.agreement.disagreements import Disagreement
from atlas_kg.agreement.measurement import Estimate
from atlas_kg.agreement.statement import CoderKind, Statement, StatementKind
from atlas_kg.agreement.units import FOUR, Unit
from atlas_kg.coder_agreement import CoderAgreement, slug

__all__ = [
    "READINGS",
    "Said",
    "about",
    "amount",
    "beginning",
    "has_intervals",
    "heading",
    "how_to_begin",
    "kappa_title",
    "listed_names",
    "notes",
    "place",
    "readings",
    "remarks",
    "said_in",
    "settled_by",
    "told",
]


READINGS = {
    "reliable": "reliable, alpha is 0.800 or more",
    "tentative": "for tentative conclusions only, alpha is 0.667 or more",
    "not reliable": "not reliable, alpha is below 0.667",
}
"""What Krippendorff (2004) lets one conclude, by the reading of a variable."""

_FEW = 5


@dataclass(frozen=True)
class Said:
    """What one coder says in a unit.

    Attributes:
        coder: The coder's IRI.
        text: What the coder says.
        statement: The statement itself, if there is one.
    """

    coder: str
    text: str
    statement: Statement | None


def amount(number: int, thing: str) -> str:
    """Return a number with its noun.

    >>> amount(1, "unit"), amount(2, "unit")
    ('1 unit', '2 units')
    """
    return f"{number} {thing}{'' if number == 1 else 's'}"


def told(estimate: Estimate) -> str:
    """Return a coefficient with its interval, as text."""
    if estimate.value is None:
        return "–"
    around = f" ({estimate.low:.3f} to {estimate.high:.3f})" if estimate.low is not None else ""
    return f"{estimate.value:.3f}{around}"


def heading(agreement: CoderAgreement) -> str:
    """Return the line that says who is compared on how much."""
    if not agreement.shared:
        return "No agreement can be measured yet."
    pairs = agreement.coders_of
    coders = sorted({coder for key in agreement.shared for coder in pairs[key]})
    shared = amount(len(agreement.shared), "publication")
    return f"Agreement of {amount(len(coders), 'coder')} on {shared} that two of them coded."


def kappa_title(agreement: CoderAgreement) -> str:
    """Return what the column of kappa holds."""
    is_mean = any(variable.is_mean for variable in agreement.variables)
    return "Cohen's kappa, mean of pairs" if is_mean else "Cohen's kappa"


def beginning(agreement: CoderAgreement) -> tuple[str, ...]:
    """Return what is missing for agreement to be measured, in sentences; nothing if it can be."""
    if agreement.shared:
        return ()
    if len(agreement.named) == 1:
        return (f"--coder names only {agreement.named[0]}; name two coders, or leave it out.",)
    publications = sorted({said.publication for said in agreement.statements})
    if not publications:
        there = "There is no statement to compare."
    else:
        coders = sorted({said.coder for said in agreement.statements})
        some = ", ".join(map(slug, publications[:_FEW]))
        more = " and others" if len(publications) > _FEW else ""
        there = (
            f"There {'is' if len(agreement.statements) == 1 else 'are'} "
            f"{amount(len(agreement.statements), 'statement')} about "
            f"{amount(len(publications), 'publication')} ({some}{more}), coded by "
            f"{listed_names(agreement, coders)}."
        )
    needed = "Agreement needs a publication that two coders have coded, each on their own"
    return there, f"{needed}; a published consensus counts as neither of them."


def how_to_begin(agreement: CoderAgreement) -> tuple[str, ...]:
    """Return what to do at a terminal where no publication has two coders yet."""
    if agreement.shared or len(agreement.named) == 1:
        return ()
    return (
        (
            "To begin, let a second coder code one, without looking at what the other says, by "
            "atlas-kg propose PUBLICATION --coder ID, or with the form at /contribute of the site."
        ),
    )


def remarks(agreement: CoderAgreement) -> Iterator[str]:
    """Yield what readers have to know about who is compared."""
    if agreement.left_out:
        names = listed_names(agreement, agreement.left_out)
        yield (
            f"Not measured: {names}. A published consensus stands for people who have settled "
            "their differences; the lists of differences alone compare it."
        )
    software = [c for c in agreement.compared if agreement.kinds[c] is CoderKind.SOFTWARE]
    if software:
        names = listed_names(agreement, software)
        yield f"Software among the coders: {names}. atlas-kg agree --no-software leaves it out."


def readings(agreement: CoderAgreement) -> Iterator[str]:
    """Yield what alpha lets one conclude, a line for each verdict."""
    for verdict, words in READINGS.items():
        found = [v.name for v in agreement.variables if v.reading == verdict]
        if found:
            yield f"{', '.join(found)}: {words}"


def has_intervals(agreement: CoderAgreement) -> bool:
    """Tell whether any coefficient has a confidence interval."""
    return any(
        estimate.low is not None
        for variable in agreement.variables
        for estimate in (variable.percent, variable.kappa, variable.alpha)
    )


def notes(agreement: CoderAgreement) -> Iterator[str]:
    """Yield why there is no coefficient, or no interval, a line for each reason."""
    missing: dict[str, dict[str, list[str]]] = {}
    for variable in agreement.variables:
        for name, estimate in (
            ("percent agreement", variable.percent),
            ("kappa", variable.kappa),
            ("alpha", variable.alpha),
        ):
            if estimate.undefined:
                why = f"Undefined, since {estimate.undefined}"
            elif estimate.no_interval:
                why = f"Without interval, since {estimate.no_interval}"
            else:
                continue
            missing.setdefault(why, {}).setdefault(name, []).append(variable.name)
    for why, names in missing.items():
        parts = (f"{name} of {', '.join(variables)}" for name, variables in names.items())
        yield f"{why}: {'; '.join(parts)}."


def listed_names(agreement: CoderAgreement, iris: Iterable[str]) -> str:
    """Return the labels of coders with their names, as a list."""
    return "; ".join(f"{agreement.label(iri)} [{slug(iri)}]" for iri in iris)


def place(agreement: CoderAgreement, unit: Unit) -> str:
    """Return where the statements of a unit stand: the publication and its sections."""
    sections = dict.fromkeys(said.section for said in unit.statements if said.section)
    where = f", section {' / '.join(sections)}" if sections else ""
    return f"{agreement.label(unit.publication)}{where}"


def about(unit: Unit) -> str:
    """Return what a unit is about: the variables that differ, else the kind of statement."""
    if not unit.differing:
        return unit.kind.value
    if any(said.kind is StatementKind.ABSENCE for said in unit.statements):
        return "whether there is an agency problem"
    return ", ".join(variable.value for variable in unit.differing)


def said_in(agreement: CoderAgreement, unit: Unit) -> tuple[Said, ...]:
    """Return what each coder says in a unit: the values that differ, else all of them."""
    names = [variable.value for variable in unit.differing or FOUR]
    by_coder: dict[str, list[Statement]] = {}
    for said in unit.statements:
        by_coder.setdefault(said.coder, []).append(said)
    found = [
        Said(coder, _words(agreement, said[0], names), said[0]) for coder, said in by_coder.items()
    ]
    return (*found, *(Said(coder, "does not state it", None) for coder in unit.missing))


def _words(agreement: CoderAgreement, said: Statement, names: list[str]) -> str:
    if said.kind is StatementKind.ABSENCE:
        where = f" in {agreement.label(said.phase)}" if said.phase else ""
        return f"no agency problem{where}"
    if said.kind is StatementKind.REPORT:
        return f"problem {agreement.label(said.problem or '')}"
    values = {name: getattr(said, name) for name in names}
    return ", ".join(f"{name} {agreement.label(v) if v else 'none'}" for name, v in values.items())


def settled_by(agreement: CoderAgreement, found: Disagreement) -> str:
    """Return who settled a difference, how and why; nothing while it is open."""
    if found.decision is None:
        return ""
    decision = found.decision
    stands = next(
        (said.coder for said in found.unit.statements if said.iri == decision.decided), None
    )
    what = f"for {agreement.label(stands)}" if stands else f"for {slug(decision.decided)}"
    return f"{agreement.label(decision.adjudicator)} decided {what}: {decision.reason}"
