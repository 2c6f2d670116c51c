"""Asks the library sssom what it finds in a mapping set, and writes what it makes of it in RDF."""

import sys
from pathlib import Path

from sssom.constants import DEFAULT_VALIDATION_TYPES
from sssom.parsers import parse_sssom_table
from sssom.validators import validate
from sssom.writers import write_rdf

path, target = sys.argv[1:]
found = parse_sssom_table(path)
reports = validate(found, DEFAULT_VALIDATION_TYPES, fail_on_error=False)
with Path(target).open("w", encoding="utf-8") as file:
    write_rdf(found, file)
sys.stdout.write("\n".join(r.message for report in reports.values() for r in report.results))
