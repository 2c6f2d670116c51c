"""The pages of the site, by address: what the tests visit and the benchmark measures.

An address is one line here. What it shows is the heading by which a reader knows the page again.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

__all__ = ["ADDRESSES", "Address"]

_MECHANISMS = "SELECT ?s WHERE { ?s a <https://w3id.org/llm-atlas/ontology#Mechanism> } ORDER BY ?s"
_CODING = "Kaltenpoth2024.seed-paper-authors.data-cards-signal-datasets"
_EXPLAIN = "/explain?p=atlas:counters&o=atlas:HiddenCharacteristicsOfDatasets"


@dataclass(frozen=True)
class Address:
    """A page.

    Attributes:
        path: Where it is.
        heading: What its heading says, or a part of it.
        status: The status with which it is answered.
    """

    path: str
    heading: str
    status: int = 200


ADDRESSES = (
    Address("/", "what is hidden from you"),
    Address("/cells/ModelSelection/Signaling", "Signaling in model selection"),
    Address("/cells/ModelSelection/Signaling?target=Model", "Signaling in model selection"),
    Address("/cells/ModelDevelopment/Screening", "Screening in model development"),
    Address("/cells/ModelDevelopment/Monitoring", "Monitoring in model development"),
    Address("/cells/BusinessProblemDefinition/Bonding", "Bonding in business problem definition"),
    Address("/id/publication/Kaltenpoth2024", "Kaltenpoth & Müller (2024)"),
    Address("/id/publication/Zou2023", "Zou et al. (2023)"),
    Address("/id/solution/data-cards", "Data cards"),
    Address("/id/solution/data-cards?refers=atlas:codesSolution", "What refers to Data cards"),
    Address("/id/coder/seed-paper-authors", "Authors of the seed paper"),
    Address("/terms/Signaling", "Signaling"),
    Address("/terms/HiddenCharacteristicsOfCandidateModels", "Hidden characteristics of candidate"),
    Address("/terms/ModelSelection", "Model selection"),
    Address("/terms/Coding", "Coding"),
    Address(f"/id/coding/{_CODING}", "Data cards"),
    Address("/id/work/arxiv-1905-02175", "Adversarial Examples Are Not Bugs"),
    Address("/id/list/alignment-newsletter", "Alignment Newsletter"),
    Address("/publications", "Publications"),
    Address("/publications?q=xyzzyqq", "Publications"),
    Address("/solutions", "Solutions"),
    Address("/problems", "Agency problems"),
    Address("/mechanisms", "Mechanisms"),
    Address("/phases", "Adoption phases"),
    Address("/coders", "Coders"),
    Address("/evidence", "What does the literature say"),
    Address("/evidence?phase=ModelSelection&mechanism=Signaling", "signaling in model selection"),
    Address("/evidence?phase=BusinessProblemDefinition", "business problem definition"),
    Address("/evidence?from=soon", "Bad Request", status=400),
    Address("/?status=Accepted&from=2020", "what is hidden from you"),
    Address("/?state=gap", "what is hidden from you"),
    Address("/plan", "Plan an adoption"),
    Address("/plan?phase=ModelSelection&hosting=DeploymentByApi", "Plan an adoption"),
    Address("/plan?phase=Nothing", "Plan an adoption", status=400),
    Address("/search", "Search"),
    Address("/search?q=benchmarks", "Search"),
    Address("/search?q=bnechmark", "Search"),
    Address("/search?q=xyzzyqq", "Search"),
    Address("/download", "Take the data with you"),
    Address("/ontology", "LLM ATLAS ontology"),
    Address("/queries", "Questions that the graph answers"),
    Address("/queries/cq02-answers-in-each-phase", "What can I do in each phase"),
    Address("/queries/comparisons-in-orkg", "In which comparisons"),
    Address("/sparql", "Ask the graph"),
    Address(f"/sparql?{urlencode({'query': _MECHANISMS})}", "Ask the graph"),
    Address("/sparql?query=SELECT", "Ask the graph", status=400),
    Address(f"{_EXPLAIN}&s=atlas:Screening", "Why: Screening counters"),
    Address(f"{_EXPLAIN}&s=atlas:Screening&from=1", "Why: Screening counters"),
    Address(f"{_EXPLAIN}&s=atlas:Bonding", "Why not: Bonding counters"),
    Address("/contribute", "What do you want to contribute?"),
    Address("/contribute/publication", "Contribute a publication"),
    Address("/contribute/solution", "Contribute a solution"),
    Address("/contribute/coding", "Contribute a coding"),
    Address("/validation", "What the checks say of the data"),
    Address("/agreement", "How far do coders agree?"),
    Address("/screening", "Which works are identified"),
    Address("/screening?q=alignment&page=2", "Which works are identified"),
    Address("/nothing", "Not Found", status=404),
)
