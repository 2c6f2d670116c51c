"""The boxes of the flow diagram: what each stage is called, and what it counts."""

from __future__ import annotations

from dataclasses import dataclass

from atlas_kg.prisma.counts import Flow

__all__ = ["Step", "steps_of"]


@dataclass(frozen=True)
class Step:
    """A box of the diagram.

    Attributes:
        key: The name of the count.
        title: What is counted.
        count: The number.
        phase: The phase of the review: identification, screening or included.
        details: What the number is made of, as words and numbers.
        aside: Whether the box tells what leaves the flow, beside the box before.
    """

    key: str
    title: str
    count: int
    phase: str
    details: tuple[tuple[str, int], ...] = ()
    aside: bool = False


def steps_of(flow: Flow) -> tuple[Step, ...]:
    """Return the boxes in the order of the flow, those of other methods last.

    Args:
        flow: The counts.
    """
    stages = flow.stages
    lists = tuple((row["label"].split(" (")[0], int(row["records"])) for row in flow.lists)
    reasons = tuple((row["label"], int(row["works"])) for row in flow.reasons)
    identified, screening, included = "Identification", "Screening", "Included"
    return (
        Step("records", "Records identified from lists", stages["records"], identified, lists),
        Step("duplicates", "Duplicate records removed", flow.duplicates, identified, aside=True),
        Step("works", "Works to be screened", stages["works"], screening),
        Step("waiting", "Not yet screened", flow.waiting, screening, aside=True),
        Step("screened", "Works screened", stages["screened"], screening),
        Step("excluded", "Works excluded", stages["excluded"], screening, reasons, aside=True),
        Step("differing", "Screeners differ", stages["differing"], screening, aside=True),
        Step("included", "Works included", stages["included"], included),
        Step("recorded", "Included works with a record", stages["recorded"], included),
        Step("coded", "Included works coded", stages["coded"], included),
        Step(
            "otherPublications",
            "Publications found otherwise",
            stages["otherPublications"],
            "Other methods",
        ),
        Step("otherCoded", "of which coded", stages["otherCoded"], "Other methods"),
    )
