"""Record linkage: which record of a bibliography a reference without an identifier means.

``records`` is what is linked, ``normalization`` gives titles and names one form, ``blocking`` says
which pairs are compared, ``comparison`` in what a pair agrees, ``weights`` what that is worth, and
``decision`` what follows. ``candidate_pairs`` is the part that an engine runs, in SQL.
"""

from __future__ import annotations

from atlas_kg.linking.decision import LINK, REVIEW, Ambiguous, Candidate, Match, NoMatch, Outcome
from atlas_kg.linking.linkage import DEFAULT_ENGINE, ENGINES, link, outcomes
from atlas_kg.linking.records import BibliographicRecord, Reference

__all__ = [
    "DEFAULT_ENGINE",
    "ENGINES",
    "LINK",
    "REVIEW",
    "Ambiguous",
    "BibliographicRecord",
    "Candidate",
    "Match",
    "NoMatch",
    "Outcome",
    "Reference",
    "link",
    "outcomes",
]
