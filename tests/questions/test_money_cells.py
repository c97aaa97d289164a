"""Selections: every total they allow, what-if for many places, histories, commitments."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.errors import DataError, UsageError
from sanctuary_research.questions import money as funding

THREATS = pd.DataFrame(
    {
        "threat_id": ["letters", "order"],
        "title": ["Letters", "An order"],
        "administration": ["trump_1", "trump_2"],
        "date": pd.to_datetime(["2018-01-24", "2025-01-20"]),
        "sanctuary_link": "stated",
    }
)


@pytest.fixture
def amounts() -> pd.DataFrame:
    """Two cities' awards, an estimate, and one city's exposure by itself and by its area."""
    columns = [
        "amount_id",
        "threat_id",
        "jurisdiction_id",
        "concept",
        "fiscal_year",
        "amount_usd",
        "precision",
        "entity",
    ]
    data = [
        ["a", "letters", "elm", "annual_award", 2016, 100.0, "exact", "government"],
        ["b", "letters", "oak", "annual_award", 2016, 50.0, "estimated", "government"],
        ["c", "order", "elm", "exposure", 2024, 900.0, "exact", "government"],
        ["d", "order", "elm", "exposure", 2025, 5000.0, "exact", "area"],
        ["e", "order", "oak", "exposure", 2025, np.nan, "none", "government"],
    ]
    frame = pd.DataFrame(data, columns=columns)
    return frame.assign(
        unit="usd_per_year",
        programme=frame["concept"].map({"annual_award": "byrne_jag", "exposure": "hsgp"}),
        low_usd=frame["amount_usd"],
        high_usd=frame["amount_usd"].mask(frame["amount_id"].eq("b")),
        basis="agency",
        overlap_group=frame["amount_id"],
        certainty="primary",
        author_side="press",
    )


def test_one_total_for_each_cell(amounts):
    """Awards come first; a missing exposure is counted as missing; an open bound is told."""
    totals = funding.totals_by_cell(amounts)
    table = funding.cell_table(totals)
    assert table["concept"].tolist() == ["annual_award", "exposure", "exposure"]
    assert table["total_usd"].tolist() == [150.0, 900.0, 5000.0]
    assert table["left_out_by"].tolist() == ["", "", "missing amount 1 row"]
    assert table["n_without_bounds"].tolist() == [1, 0, 0]
    said = totals[0].sentence()
    assert "($150 to not known: 1 counted row without both bounds); 2 rows counted" in said


def test_selection_of_an_administration(amounts):
    """An administration's threats alone are counted."""
    [total] = funding.totals_by_cell(amounts, administration="trump_1", threats=THREATS)
    assert total.total == 150.0
    [only] = funding.totals_by_cell(amounts, jurisdiction_id="oak", include_estimates=False)[:1]
    assert np.isnan(only.total)
    assert only.left_out["rule"].tolist() == ["estimate"]


def test_a_choice_without_rows_is_empty_and_a_wrong_name_is_refused(amounts):
    """Real values that never meet give no total; a name that does not exist is an error."""
    assert funding.totals_by_cell(amounts, programme="hsgp", fiscal_year=2016) == []
    assert funding.cell_table([]).empty
    with pytest.raises(UsageError, match="did you mean 'byrne_jag'"):
        funding.totals_by_cell(amounts, programme="byrne_jga")


def test_why_a_total_is_not_restated(amounts):
    """A year without an index is a reason, not a crash; where both have one there is none."""
    prices = pd.DataFrame({"year": [2016, 2025], "cpi_u": [200.0, 300.0]})
    award, exposure, _ = funding.totals_by_cell(amounts)
    assert funding.not_deflated(award, prices, 2025) == ""
    assert "no price index for 2024" in funding.not_deflated(exposure, prices, 2025)


def test_ranges_keep_government_and_area_apart(amounts):
    """A city's own figure and that of everybody in it are no two ends of one range."""
    amounts["fiscal_year"] = amounts["fiscal_year"].replace(2024, 2025)
    ranges = funding.exposure_ranges(amounts.dropna(subset=["amount_usd"]))
    assert ranges["entity"].tolist() == ["area", "government"]
    assert ranges["low_usd"].tolist() == ranges["high_usd"].tolist() == [5000.0, 900.0]


def test_what_if_for_every_place(amounts):
    """One row a place and programme with an amount, the largest first, own money before area."""
    base = pd.DataFrame(
        {
            "jurisdiction_id": ["elm"],
            "year": 2016,
            "population": 10,
            "budget_usd": 1000.0,
            "budget_low_usd": np.nan,
            "budget_high_usd": np.nan,
            "budget_kind": "adopted_budget",
        }
    )
    table = funding.what_if(amounts, base, share_withheld=0.5)
    assert table["amount_usd"].tolist() == [450.0, 50.0, 25.0]
    assert table["usd_per_person"].tolist()[1] == 5.0
    assert table.loc[1, "share_of_budget_percent"] == 5.0
    assert funding.what_if(amounts, base, jurisdiction_id="oak", programme="hsgp").empty
    with pytest.raises(UsageError, match="share_withheld is -1"):
        funding.what_if(amounts, base, share_withheld=-1)


def test_timeline_gives_each_step_its_kind():
    """Steps follow the order of the threats and carry a kind and the title."""
    steps = pd.DataFrame(
        {
            "status_id": ["s1", "s2", "s3"],
            "threat_id": ["order", "letters", "order"],
            "status": ["enjoined", "announced", "announced"],
            "date_earliest": pd.to_datetime(["2025-04-24", "2018-01-24", "2025-01-20"]),
            "court": None,
            "scope": "all",
            "note": None,
        }
    ).assign(date_latest=lambda t: t["date_earliest"])
    found = funding.timeline(THREATS, steps)
    assert found["title"].tolist() == ["Letters", "An order", "An order"]
    assert found["kind"].tolist() == ["announced", "announced", "ruling against it"]
    with pytest.raises(DataError, match="the status 'frozen' has no kind: add it"):
        funding.timeline(THREATS, steps.assign(status="frozen"))
    with pytest.raises(DataError, match="'order', which is not among the threats"):
        funding.timeline(THREATS.iloc[:1], steps)


FUNDS = pd.DataFrame(
    {
        "jurisdiction_id": ["elm", "elm", "oak"],
        "fund": ["legal", "legal", "aid"],
        "amount_usd": [10, 13, 5],
        "low_usd": [10, 13, 5],
        "high_usd": [10, 13, 8],
        "n_years": [1, 1, 3],
        "is_per_year": [False, False, True],
        "is_counted": [False, True, True],
        "left_out_because": ["replaced_by_later_stage", None, None],
        "date_latest": pd.to_datetime(["2016-12-02", "2016-12-14", "2017-06-01"]),
    }
)


def test_commitments_of_a_choice():
    """A place, years and a horizon choose rows; recurring money is multiplied when asked."""
    chosen = funding.select_commitments(FUNDS, first_year=2017, horizon="all_years")
    assert chosen[["amount_usd", "high_usd", "year"]].to_numpy().tolist() == [[15, 24, 2017]]
    assert len(funding.select_commitments(FUNDS, jurisdiction_id="elm")) == 2
    assert funding.select_commitments(FUNDS, first_year=2018).empty


def test_wrong_choice_of_commitments_is_refused():
    """A misspelt place or horizon offers the nearest; years in the wrong order are told."""
    with pytest.raises(UsageError, match="did you mean 'elm'"):
        funding.select_commitments(FUNDS, jurisdiction_id="elmm")
    with pytest.raises(UsageError, match="did you mean 'one_year'"):
        funding.select_commitments(FUNDS, horizon="one_yeer")
    with pytest.raises(UsageError, match="first_year 2018 is after last_year 2017"):
        funding.select_commitments(FUNDS, first_year=2018, last_year=2017)


def test_fund_counts_once():
    """Announced, then approved: the plain sum loses the stage that was replaced."""
    steps = funding.fund_steps(FUNDS, "legal")
    assert steps["rule"].tolist() == ["naive", "replaced_by_later_stage"]
    assert steps["running_usd"].tolist() == [23.0, 13.0]
    with pytest.raises(UsageError, match="no fund is called 'legl'"):
        funding.fund_steps(FUNDS, "legl")
