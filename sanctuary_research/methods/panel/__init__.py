"""What happens around the adoption of a policy: event studies a referee would accept.

:func:`event_study` is the door to four estimators that share one array layout, one kind of
inference (influence functions summed by cluster) and one result. Beside it stand what a referee
asks for next: the weights inside two-way fixed effects, bounds on violations of parallel trends,
and randomization of adoption dates for few adopters.
"""

from sanctuary_research.methods.panel.bacon import goodman_bacon
from sanctuary_research.methods.panel.honest import honest_did
from sanctuary_research.methods.panel.joint_randomization import joint_randomization_test
from sanctuary_research.methods.panel.results import EventStudy
from sanctuary_research.methods.panel.study import ESTIMATORS, event_study

__all__ = [
    "ESTIMATORS",
    "EventStudy",
    "event_study",
    "goodman_bacon",
    "honest_did",
    "joint_randomization_test",
]
