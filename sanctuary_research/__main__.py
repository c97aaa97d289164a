"""`python -m sanctuary_research` is the `sanctuary` command."""

import sys

from sanctuary_research.cli import main

if __name__ == "__main__":
    sys.exit(main())
