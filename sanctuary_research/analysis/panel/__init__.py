"""What happens around the adoption of a policy: event studies a referee would accept.

:func:`event_study` is the door to six estimators that share one array layout, one kind of
inference (influence functions summed by cluster) and one result. Beside it stand what a referee
asks for next: the weights inside two-way fixed effects, bounds on violations of parallel trends,
randomization and bootstrap tests for few adopters, and a synthetic comparison for one adopter.
"""

from sanctuary_research.analysis.sensitivity import e_value, robustness_value

from .adoption import adoption_cohort
from .bacon import BaconDecomposition, goodman_bacon
from .bootstrap import WildBootstrap, wild_cluster_bootstrap
from .honest import HonestDiD, honest_did
from .randomization import RandomizationTest, randomization_test
from .results import EventStudy
from .study import ESTIMATORS, event_study
from .synthetic import SyntheticControl, synthetic_control

__all__ = [
    "ESTIMATORS",
    "BaconDecomposition",
    "EventStudy",
    "HonestDiD",
    "RandomizationTest",
    "SyntheticControl",
    "WildBootstrap",
    "adoption_cohort",
    "e_value",
    "event_study",
    "goodman_bacon",
    "honest_did",
    "randomization_test",
    "robustness_value",
    "synthetic_control",
    "wild_cluster_bootstrap",
]
