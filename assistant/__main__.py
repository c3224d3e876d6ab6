"""`python -m assistant` and the script `ehelse`."""

from __future__ import annotations

import sys
from typing import Any, cast


def main() -> None:
    """Runs the command line. Never returns: ends with the exit status of the contract."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a letter shows another one; files and pipes are always UTF-8.
        if hasattr(stream, "reconfigure"):
            cast("Any", stream).reconfigure(errors="replace", **({} if stream.isatty() else {"encoding": "utf-8"}))
    from assistant.cli import app

    app(prog_name="ehelse")


if __name__ == "__main__":
    main()
