"""Does crime change after a policy is adopted? What notebook 02 asks, as functions.

``Asked`` holds the choices; `panels` are the rows they are asked of; `study`, `outcomes`,
`judged`, `varied`, `together` and `opposite` compute. The rest shows: each function returns an
``Exhibit``, or several.
"""

# ruff: noqa: F401 -- these names are what the notebook asks with
from sanctuary_research.questions.adoption.effects import (
    around,
    averages,
    bounds,
    estimators,
    hidden_cause,
    inside_two_way,
    study,
    trends_before,
)
from sanctuary_research.questions.adoption.elsewhere import (
    california,
    every_crime,
    opposite,
    outcomes,
    published,
    secure_communities,
)
from sanctuary_research.questions.adoption.first_screen import (
    answer,
    headlines,
    limits,
    main_picture,
)
from sanctuary_research.questions.adoption.series import ALL_TABLES, Asked
from sanctuary_research.questions.adoption.sure import (
    every_way,
    jointly,
    judged,
    one_change,
    other_choices,
    together,
)
from sanctuary_research.questions.adoption.three_panels import panels, varied
from sanctuary_research.questions.adoption.who import (
    alike_before,
    calendar,
    caveats,
    policies,
    raw_means,
    reasons,
    reversals,
    roles,
    rows_kept,
)
