"""LLM ATLAS as a knowledge graph: agency problems, the literature's answers, and what follows."""

__version__ = "0.1.0"
