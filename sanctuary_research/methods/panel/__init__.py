"""What happens around the adoption of a policy: event studies a referee would accept.

:func:`event_study` is the door to six estimators that share one array layout, one kind of
inference (influence functions summed by cluster) and one result. Beside it stand what a referee
asks for next: the weights inside two-way fixed effects, bounds on violations of parallel trends,
randomization and bootstrap tests for few adopters, and a synthetic comparison for one adopter.
"""

from sanctuary_research.methods.panel.bacon import BaconDecomposition, goodman_bacon
from sanctuary_research.methods.panel.cohorts import adoption_cohort
from sanctuary_research.methods.panel.honest import HonestDiD, honest_did
from sanctuary_research.methods.panel.joint_randomization import JointTest, joint_randomization_test
from sanctuary_research.methods.panel.results import EventStudy
from sanctuary_research.methods.panel.study import ESTIMATORS, event_study
from sanctuary_research.methods.panel.synthetic import SyntheticControl, synthetic_control
from sanctuary_research.methods.panel.two_way_bootstrap import WildBootstrap, wild_cluster_bootstrap

__all__ = [
    "ESTIMATORS",
    "BaconDecomposition",
    "EventStudy",
    "HonestDiD",
    "JointTest",
    "SyntheticControl",
    "WildBootstrap",
    "adoption_cohort",
    "event_study",
    "goodman_bacon",
    "honest_did",
    "joint_randomization_test",
    "synthetic_control",
    "wild_cluster_bootstrap",
]
