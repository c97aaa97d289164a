"""Write the row count and SHA-256 of every table, as it now is, into the description.

    python data/prepare/_record.py

Each preparation script does so for its own table; this is for files that were changed otherwise.
"""

from __future__ import annotations

import json

from _common import DESCRIPTION, record

if __name__ == "__main__":
    package = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    record(*(entry["name"] for entry in package["resources"]))
    print(f"{len(package['resources'])} tables recorded in {DESCRIPTION.name}")
