"""Is recorded crime different in sanctuary counties? What notebook 01 asks, as functions.

``Asked`` holds the choices; `counties` are the rows they are asked of, `gap` is the estimate asked
for and `every_gap` all the others. `shown`, `checked` and `doubts` show them: each of their
functions returns an ``Exhibit``.
"""

from sanctuary_research.questions.crime_rates.asked import Asked
from sanctuary_research.questions.crime_rates.frames import counties
from sanctuary_research.questions.crime_rates.gaps import every_gap, gap

__all__ = ["Asked", "counties", "every_gap", "gap"]
