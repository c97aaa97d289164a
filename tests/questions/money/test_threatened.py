"""What follows the choices of notebook 05: empty choices, prices, losses."""

from __future__ import annotations

import pytest

from sanctuary_research.errors import UsageError
from sanctuary_research.questions.money import threatened


def test_a_choice_without_rows_says_so():
    """Real values that never meet give a sentence, and nothing to draw."""
    asked = threatened.Asked(programme="voca", fiscal_year=2016)
    assert threatened.totals(asked) == []
    assert "there is nothing to add" in threatened.chosen([], asked).sentences[0]
    for show in (threatened.waterfall, threatened.beside, threatened.audit):
        assert show([]) is None


def test_losses_have_a_column_a_share():
    """A tenth is a tenth of all; a share above one is refused."""
    asked = threatened.Asked(jurisdiction="chicago-il")
    [row] = threatened.losses(asked, shares=(0.1, 1.0)).rows.to_dict("records")
    assert row["10 %"] == pytest.approx(0.1 * row["100 %"])
    with pytest.raises(UsageError, match="a share is 2"):
        threatened.losses(asked, shares=(2,))
    none = threatened.losses(threatened.Asked(programme="voca", jurisdiction="chicago-il"))
    assert "No yearly amount is recorded" in none.sentences[0]


def test_programmes_are_sums_of_years():
    """Each programme and year stands once for each concept."""
    rows = threatened.programmes(threatened.Asked()).rows
    assert not rows[["programme", "fiscal_year", "concept"]].duplicated().any()
    assert rows.query("fiscal_year == 2025").eval("real_usd == total_usd or n_counted == 0").all()
    old = threatened.programmes(threatened.Asked(price_year=2016)).rows
    assert old.query("fiscal_year == 2016").eval("real_usd == total_usd or n_counted == 0").all()
    assert (old.query("fiscal_year == 2025").eval("total_usd - real_usd").dropna() > 0).any()
