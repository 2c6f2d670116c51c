"""The command line: each verb parses its words, calls one function of the core and prints."""

from atlas_kg.cli.main import main

__all__ = ["main"]
