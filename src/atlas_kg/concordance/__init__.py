"""The concordance: under which names the services of the scholarly world know our publications.

``catalogues`` says how each service is asked, ``search`` asks one about one publication, ``bulk``
looks in a file instead; ``ledger`` holds what is known and writes what is found, ``run`` does all
of it in order, and ``report`` tells what came of it.
"""

from __future__ import annotations

from atlas_kg.concordance.bulk import link_with_file
from atlas_kg.concordance.catalogues import SERVICES, Service
from atlas_kg.concordance.identified import identified
from atlas_kg.concordance.ledger import Ledger
from atlas_kg.concordance.outcomes import Candidate, Outcome, State
from atlas_kg.concordance.report import as_json, as_text
from atlas_kg.concordance.run import pending, run
from atlas_kg.concordance.works import Work, works

__all__ = [
    "SERVICES",
    "Candidate",
    "Ledger",
    "Outcome",
    "Service",
    "State",
    "Work",
    "as_json",
    "as_text",
    "identified",
    "link_with_file",
    "pending",
    "run",
    "works",
]
