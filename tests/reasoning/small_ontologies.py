"""Ontologies of a few lines, and whether the engines agree on what follows from them."""

from __future__ import annotations

import pyoxigraph as ox
import rdflib

from atlas_kg.formats import from_rdflib
from atlas_kg.reasoning import Closure, compile_rules, infer

NAMESPACE = "http://example.org/"

PREFIXES = f"""
@prefix : <{NAMESPACE}> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

DECLARATIONS = """
:A a owl:Class . :B a owl:Class . :C a owl:Class . :D a owl:Class .
:p a owl:ObjectProperty . :q a owl:ObjectProperty . :r a owl:ObjectProperty .
:n a owl:DatatypeProperty . :m a owl:DatatypeProperty .
"""


def parsed(turtle: str) -> rdflib.Graph:
    """Return a graph from Turtle that uses the prefixes of this module."""
    return rdflib.Graph(bind_namespaces="none").parse(data=PREFIXES + turtle, format="turtle")


def declared(axioms: str) -> rdflib.Graph:
    """Return an ontology that declares the names of this module and states axioms."""
    return parsed(DECLARATIONS + axioms)


def closure(axioms: str, data: str, engine: str) -> Closure:
    """Return what follows from data under axioms."""
    ontology = declared(axioms)
    triples = from_rdflib(ontology + parsed(data))
    quads = [ox.Quad(t.subject, t.predicate, t.object) for t in triples]
    return infer(quads, compile_rules(ontology), engine)


def short(triples: tuple[ox.Triple, ...]) -> set[str]:
    """Return triples as one would write them in Turtle, without prefixes of the standards."""
    return {
        str(triple)
        .replace(f"<{NAMESPACE}", ":")
        .replace("<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", "a")
        .replace("<http://www.w3.org/2002/07/owl#", "owl:")
        .replace(">", "")
        for triple in triples
    }
