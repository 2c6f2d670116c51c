"""The command line: each verb parses its words, calls one function of the core and prints."""

__all__ = ["main"]

INTERRUPTED = 130
"""The exit code of a command that was interrupted, as shells have it."""


def main(arguments: list[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: Its words; by default those of the process.

    Returns:
        The exit code: 0 well, 1 findings, 2 wrong use, 130 interrupted.
    """
    try:
        # Loading takes a second, in which an interruption must not end in a traceback either.
        from atlas_kg.cli.commands import run  # noqa: PLC0415

        return run(arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
