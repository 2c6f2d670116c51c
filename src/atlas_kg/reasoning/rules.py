"""Rules as engines take them: patterns that must hold, and what then holds too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox
import rdflib
from rdflib import OWL
from rdflib.term import Node

from atlas_kg.reasoning.axioms import Axiom

__all__ = ["SAME_AS", "Compilation", "Pattern", "Rule", "Term"]

Term = ox.NamedNode | ox.Literal | ox.Variable
Pattern = tuple[Term, ox.NamedNode, Term]
"""A triple in which variables may stand for subject and object."""

SAME_AS = ox.NamedNode(str(OWL.sameAs))


@dataclass(frozen=True)
class Rule:
    """One rule: when all patterns of the body hold, so does the head.

    Attributes:
        name: The rule of OWL 2 RL of which it is an instance, such as ``prp-spo2``.
        axiom: The axiom that licenses it.
        body: The premises; none where the axiom itself states the head.
        head: The conclusion; None where the premises contradict each other.
    """

    name: str
    axiom: Axiom
    body: tuple[Pattern, ...]
    head: Pattern | None

    @property
    def distinct(self) -> tuple[Term, Term] | None:
        """What must differ for the rule to say anything: nobody needs to hear that a is a.

        An engine must not conclude that a thing is the same as itself, which every thing is:
        such statements would join with all that is known of the thing, and yield nothing new.
        """
        if self.head is None or self.head[1] != SAME_AS:
            return None
        return self.head[0], self.head[2]


Compilation = Callable[[rdflib.Graph, Node, Node], Iterator[Rule]]
"""Compiles the axiom that a kind of triple states, given an ontology, its subject and its object.
"""
