"""How many examples the property tests try: a few and always the same, or any number (`fuzz`)."""

import os
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis.database import DirectoryBasedExampleDatabase

CORPUS = Path(__file__).resolve().parents[2] / ".fuzz"

usual = {"deadline": None, "suppress_health_check": list(HealthCheck)}
settings.register_profile("quick", max_examples=30, derandomize=True, **usual)
settings.register_profile(
    "fuzz",
    max_examples=int(os.environ.get("FUZZ_EXAMPLES", "300")),
    database=DirectoryBasedExampleDatabase(CORPUS),
    print_blob=True,
    **usual,
)
settings.load_profile(os.environ.get("FUZZ_PROFILE", "quick"))
