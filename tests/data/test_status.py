"""What acts say of a day that limit nothing themselves."""

import pandas as pd
import pytest

from sanctuary_research.data import status


@pytest.mark.parametrize(
    ("direction", "day", "says"),
    [
        ("limit", "2015-05-01", status.NO_LIMIT),
        ("rescind", "2015-05-01", status.UNDID),
        ("limit", "2015-04-30", status.NOT_YET),
        ("rescind", "2015-04-30", status.NOT_YET),
        ("weaken", "2020-01-10", status.ENDED),
    ],
)
def test_an_act_without_a_limit_holds_from_its_day_to_its_end(direction, day, says):
    """A declaration sets no limit, the end of another act took effect; neither weighs as one."""
    act = {"event_id": "e", "state": "", "direction": direction}
    act |= {"start_latest": pd.Timestamp("2015-05-01"), "end_latest": pd.Timestamp("2020-01-10")}
    assert status._judged(act, None, pd.Timestamp(day)) == {
        "says": says,
        "reason": "",
        "evidence_id": "e",
        "weighs": "not_coded",
    }
