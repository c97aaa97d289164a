"""`python -m sanctuary_research` is the `sanctuary` command."""

import sys

try:
    from sanctuary_research.cli import main
except KeyboardInterrupt:  # `main` itself tells of it
    sys.exit(130)

if __name__ == "__main__":
    sys.exit(main())
