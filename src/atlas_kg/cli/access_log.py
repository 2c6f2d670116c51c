"""The access log: a line of JSON for each query and each change."""

from __future__ import annotations

import logging
import sys
import time
from pathlib import Path

from atlas_kg.errors import UsageError

__all__ = ["write_access_log"]

_LOG = "atlas_kg.queries"


class _Json(logging.Formatter):
    """Puts the time before the members that a line has."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        return f'{{"time": "{self.formatTime(record)}", {record.getMessage()[1:]}'


def write_access_log(path: Path | None) -> None:
    """Write the access log to a file from now on, which may be moved away meanwhile.

    Without it, slow queries alone are told, on standard error.

    Args:
        path: The file; ``-`` is standard error, None leaves the log out.

    Raises:
        UsageError: The file cannot be written.
    """
    handler: logging.Handler = logging.StreamHandler(sys.stderr)
    if path and str(path) != "-":
        # Imported here, since the module is large and most commands do without.
        from logging.handlers import WatchedFileHandler  # noqa: PLC0415

        try:
            handler = WatchedFileHandler(path, encoding="utf-8")
        except OSError as error:
            raise UsageError(
                f"{path} cannot be written: {error.strerror}. Name a file in a folder that you "
                "may write to."
            ) from error
    handler.setFormatter(_Json())
    log = logging.getLogger(_LOG)
    log.handlers[:] = [handler]
    log.propagate = False
    log.setLevel(logging.INFO if path else logging.WARNING)
