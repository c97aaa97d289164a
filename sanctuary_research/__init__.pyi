# The public names: each is imported from here when it is first used (`data.public`).

from sanctuary_research.data.audit import audit as audit
from sanctuary_research.data.calendars import ADOPTION_RULES as ADOPTION_RULES
from sanctuary_research.data.calendars import TREATMENTS as TREATMENTS
from sanctuary_research.data.calendars import activation_years as activation_years
from sanctuary_research.data.calendars import adoption_calendar as adoption_calendar
from sanctuary_research.data.calendars import adoption_years as adoption_years
from sanctuary_research.data.check import check_package as check_package
from sanctuary_research.data.citation import cite as cite
from sanctuary_research.data.codebook import describe as describe
from sanctuary_research.data.datasets import *  # noqa: F403
from sanctuary_research.data.datasets import caveats as caveats
from sanctuary_research.data.definitions import DEFINITIONS as DEFINITIONS
from sanctuary_research.data.definitions import definitions as definitions
from sanctuary_research.data.definitions import reading_date as reading_date
from sanctuary_research.data.definitions import refused_detainers as refused_detainers
from sanctuary_research.data.labels import labels as labels
from sanctuary_research.data.overview import overview as overview
from sanctuary_research.data.own import read_own as read_own
from sanctuary_research.data.own_list import own as own
from sanctuary_research.data.place import place as place
from sanctuary_research.data.place import policy_status as policy_status

__version__: str
