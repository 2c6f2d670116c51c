"""The house style of the ontology: it is kept, and each breach of it is told with its place."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from rdflib import RDF, SH, Graph

from atlas_kg.dataset import Dataset, Sources, load
from atlas_kg.findings import Finding
from atlas_kg.namespaces import ATLAS, ONTOLOGY, SHAPE, expand
from atlas_kg.validation import validate_style

Run = Callable[..., CompletedProcess[str]]

TEXTS = {
    "rdfs:label": '"Sound"@en',
    "skos:definition": '"A sound term."@en',
    "dcterms:source": "<https://example.org/>",
    "skos:example": '"This one."@en',
}
PROPERTY = "owl:ObjectProperty"


@dataclass(frozen=True)
class Fault:
    """A term that breaks a rule of the house style.

    Attributes:
        shape: The shape that it breaks.
        term: The term, as a CURIE.
        added: The line that is added to a module.
    """

    shape: str
    term: str
    added: str


def line(name: str, kind: str, changed: dict[str, str | None], more: str = "") -> str:
    """Return the declaration of a sound term, but for what is changed."""
    label = f'"{name}"@en' if kind != PROPERTY else f'"{name[0].lower()}{name[1:]}"@en'
    texts = {**TEXTS, "rdfs:label": label, **changed}
    said = [f"a {kind}", *(f"{key} {value}" for key, value in texts.items() if value is not None)]
    return f"atlas:{name} {' ; '.join([*said, more] if more else said)} ."


def fault(
    shape: str,
    name: str,
    kind: str = "owl:Class",
    more: str = "",
    **changed: str | None,
) -> Fault:
    """Return a fault of a term; an underscore in the name of what is changed is a colon."""
    changes = {key.replace("_", ":"): value for key, value in changed.items()}
    return Fault(shape, f"atlas:{name}", line(name, kind, changes, more))


INDIVIDUAL = "owl:NamedIndividual , atlas:AlignmentCriterion"

# fmt: off
FAULTS = {
    "no label": fault("OneLabel", "Unlabelled", rdfs_label=None),
    "two labels": fault("OneLabel", "Twofold", rdfs_label='"One"@en , "Two"@en'),
    "label in German": fault("OneLabel", "Deutsch", rdfs_label='"Deutsch"@de'),
    "label in no language": fault("OneLabel", "Mute", rdfs_label='"Mute"'),
    "label with a space": fault("OneLabel", "Spaced", rdfs_label='"Spaced "@en'),
    "property without a label": fault("OneLabel", "unlabelled", PROPERTY, rdfs_label=None),
    "no definition": fault("OneDefinition", "Undefined", skos_definition=None),
    "two definitions": fault("OneDefinition", "Unsure", skos_definition='"One."@en , "Two."@en'),
    "two sentences": fault("OneDefinition", "Talkative", skos_definition='"It is. It does."@en'),
    "no full stop": fault("OneDefinition", "Endless", skos_definition='"A term"@en'),
    "small letter": fault("OneDefinition", "Meek", skos_definition='"a term."@en'),
    "individual without a definition":
        fault("OneDefinition", "Person", INDIVIDUAL, skos_definition=None),
    "no source": fault("Sourced", "Unsourced", dcterms_source=None),
    "source that is a text": fault("Sourced", "Hearsay", dcterms_source='"Spence (1973)"'),
    "class without an example": fault("Exemplified", "Abstract", skos_example=None),
    "property without an example": fault("Exemplified", "abstracts", PROPERTY, skos_example=None),
    "class in lowerCamel": fault("NameOfClass", "humpless", rdfs_label='"Humpless"@en'),
    "class with an acronym in capitals": fault("NameOfClass", "LLMAgent"),
    "class with an underscore": fault("NameOfClass", "Under_score"),
    "class with a small label": fault("NameOfClass", "Shy", rdfs_label='"shy"@en'),
    "individual in lowerCamel":
        fault("NameOfIndividual", "nobody", INDIVIDUAL, rdfs_label='"Nobody"@en'),
    "individual with a small label":
        fault("NameOfIndividual", "Somebody", INDIVIDUAL, rdfs_label='"somebody"@en'),
    "property in UpperCamel": fault("NameOfProperty", "Relates", PROPERTY),
    "property with a large label":
        fault("NameOfProperty", "relates", PROPERTY, rdfs_label='"Relates"@en'),
    "deprecated without a way on":
        fault("DeprecatedTerm", "Abandoned", more="owl:deprecated true"),
    "deprecated, with a note in no language":
        fault("DeprecatedTerm", "Muttering", more='owl:deprecated true ; skos:changeNote "Gone."'),
    "hardly deprecated": fault("DeprecatedTerm", "Undecided", more="owl:deprecated false"),
    "successor that is deprecated": fault(
        "Replacement", "Older", more="owl:deprecated true ; dcterms:isReplacedBy atlas:Old"),
    "successor of a term in use":
        fault("Replacement", "Current", more="dcterms:isReplacedBy atlas:Solution"),
    "undeclared property":
        Fault("DeclaredTerms", "atlas:unheard", "atlas:Signaling atlas:unheard 1 ."),
    "undeclared property of another vocabulary":
        Fault("DeclaredTerms", "prov:hadRole", "atlas:Screening prov:hadRole atlas:Model ."),
    "undeclared class": Fault("DeclaredTerms", "atlas:Unheard", "atlas:Bonding a atlas:Unheard ."),
    "undeclared superclass": Fault(
        "DeclaredTerms", "atlas:Above", "atlas:Mechanism rdfs:subClassOf atlas:Above ."),
    "undeclared subject": Fault(
        "DeclaredTerms", "atlas:Nameless", 'atlas:Nameless skos:altLabel "Odysseus"@en .'),
    "year": fault("NoCalendarDates", "Dated", more='dcterms:issued "2024"^^xsd:gYear'),
    "range of dates": fault("NoCalendarDates", "dates", PROPERTY, more="rdfs:range xsd:date"),
}
SOUND = {
    "class": line("Sound", "owl:Class", {}),
    "property": line("sounds", PROPERTY, {}),
    "acronym": line("LlmAgent", "owl:Class", {}),
    "proper name": line("AIOps", INDIVIDUAL, {"skos:example": None}),
    "replaced": line(
        "Old", "owl:Class", {}, "owl:deprecated true ; dcterms:isReplacedBy atlas:Sound"),
    "taken back":
        line("Vain", "owl:Class", {}, 'owl:deprecated true ; skos:changeNote "Nobody used it."@en'),
    "class of another vocabulary": "prov:Plan a owl:Class .",
}
HEADER = {
    "dcterms:abstract", "dcterms:bibliographicCitation", "dcterms:created", "dcterms:creator",
    "dcterms:modified", "dcterms:publisher", "bibo:status", "owl:versionIRI", "owl:versionInfo",
    "vann:preferredNamespacePrefix", "vann:preferredNamespaceUri",
}
MODULE = {
    "rdfs:label", "dcterms:title", "dcterms:description", "dcterms:license", "dcterms:source",
}
# fmt: on


@pytest.fixture(scope="module")
def ontology(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the ontology, free to be spoilt, and sound but for what is asked."""
    folder = tmp_path_factory.mktemp("style") / "ontology"
    return shutil.copytree(Sources.carried().ontology, folder)


@pytest.fixture(scope="module")
def module(ontology: Path) -> Path:
    """A module of the copy, with all faults and all sound terms in it."""
    path = ontology / "zeal.ttl"
    prefixes = sorted(
        set(re.findall(r"^@prefix .*$", (ontology / "coding.ttl").read_text("utf-8"), re.MULTILINE))
    )
    header = f"<{ONTOLOGY}/zeal> a owl:Ontology ."
    lines = [header, *SOUND.values(), *(fault.added for fault in FAULTS.values())]
    path.write_text("\n".join([*prefixes, "", *lines]) + "\n", "utf-8")
    return path


@pytest.fixture(scope="module")
def findings(ontology: Path, module: Path) -> tuple[Finding, ...]:
    """What is found in the copy, whose header tells next to nothing."""
    assert module.is_file()
    header = ontology / "atlas.ttl"
    kept = re.sub(rf"(?m)^    ({'|'.join(HEADER)}) .*\n", "", header.read_text("utf-8"))
    header.write_text(kept, "utf-8")
    carried = Sources.carried()
    return validate_style(load(Sources(ontology, carried.shapes, carried.data))).findings


def about(findings: tuple[Finding, ...], iri: str) -> Iterator[Finding]:
    return (finding for finding in findings if finding.focus == iri)


def test_ontology_keeps_to_the_style(asserted: Dataset) -> None:
    assert validate_style(asserted).findings == ()


@pytest.mark.parametrize("name", FAULTS)
def test_breach_is_told(name: str, findings: tuple[Finding, ...], module: Path) -> None:
    fault = FAULTS[name]
    (finding,) = about(findings, expand(fault.term))
    assert finding.shape == str(SHAPE[fault.shape])
    assert finding.location is not None
    written = module.read_text("utf-8").splitlines()[finding.location.line - 1]
    assert (finding.location.file, written) == (module, fault.added)
    assert finding.field or fault.term in finding.problem
    assert finding.advice.endswith((".", "docs/deprecation.md."))


@pytest.mark.parametrize("name", SOUND)
def test_sound_term_is_left_alone(name: str, findings: tuple[Finding, ...]) -> None:
    assert list(about(findings, expand(SOUND[name].split(maxsplit=1)[0]))) == []


def test_header_that_tells_nothing(findings: tuple[Finding, ...], ontology: Path) -> None:
    found = list(about(findings, ONTOLOGY))
    assert {finding.field for finding in found if finding.field} == HEADER
    assert {finding.shape for finding in found} == {SHAPE + "Header", SHAPE + "IssuedVersion"}
    assert {str(finding.location) for finding in found} == {
        f"{ontology / 'atlas.ttl'}:{header_line(ontology / 'atlas.ttl')}"
    }


def test_module_that_tells_nothing(findings: tuple[Finding, ...], module: Path) -> None:
    found = list(about(findings, f"{ONTOLOGY}/zeal"))
    assert {finding.field for finding in found if finding.field} == MODULE
    assert {str(finding.shape) for finding in found} == {
        SHAPE + name for name in ("Module", "ImportedModule", "TierOfModule")
    }
    assert {str(finding.location) for finding in found} == {f"{module}:{header_line(module)}"}


def header_line(path: Path) -> int:
    lines = path.read_text("utf-8").splitlines()
    return 1 + next(n for n, text in enumerate(lines) if text.startswith(f"<{ONTOLOGY}"))


def test_nothing_else_is_found(findings: tuple[Finding, ...]) -> None:
    known = {expand(fault.term) for fault in FAULTS.values()} | {ONTOLOGY, f"{ONTOLOGY}/zeal"}
    assert {finding.focus for finding in findings} == known


def test_every_style_shape_is_tried() -> None:
    shapes = Graph().parse(Sources.carried().shapes / "style.ttl")
    aimed = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf)
    targeted = {shape for target in aimed for shape in shapes.subjects(target)}
    tried = {fault.shape for fault in FAULTS.values()}
    tried |= {"Header", "IssuedVersion", "Module", "ImportedModule", "TierOfModule"}
    assert targeted == {SHAPE[name] for name in tried}
    assert set(shapes.subjects(RDF.type, SH.NodeShape)) - targeted == {SHAPE.OwnTerm}


def test_style_is_no_concern_of_contributors(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Dataset) -> None:
        pytest.fail("The style was checked.")

    monkeypatch.setattr("atlas_kg.verification.validate_style", refuse)
    assert run("validate").returncode == 0


def test_command_checks_the_style_when_asked(
    run: Run, sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (sources.ontology / "core.ttl").open("a", encoding="utf-8") as file:
        file.write(FAULTS["class with an underscore"].added + "\n")
    monkeypatch.setattr(Sources, "carried", lambda _=None: sources)
    done = run("validate", "--style")
    assert done.returncode == 1
    assert "'atlas:Under_score' breaks the rule 'Names of classes'." in done.stdout
    assert done.stdout.endswith("\n\nFound 1 violation.\n")
    assert run("validate").returncode == 0


def test_terms_of_the_ontology_are_named_with_its_namespace() -> None:
    shapes = Graph().parse(Sources.carried().shapes / "style.ttl")
    pattern = shapes.value(SHAPE.OwnTerm, SH.pattern)
    assert re.match(str(pattern), str(ATLAS.Solution))
    assert not re.match(str(pattern), f"{ONTOLOGY}/core")
