"""Agreements and activations by county on a day, on lists of two or three rows."""

import pandas as pd
import pytest

from sanctuary_research.data import datasets, reach, widening
from sanctuary_research.data.widening import HOLDS, MAYBE, OFF, SILENT

COUNTIES = ["12001", "12003", "12005"]


@pytest.fixture
def lists(monkeypatch):
    """Three counties: agreements on three lists, one on the middle one only, none."""
    rows = pd.DataFrame(
        [
            ("county", "12001", "2016-06-08", "2021-01-13"),
            ("county", "12001", "2019-05-06", "2025-07-18"),
            ("county", "12001", "2019-05-06", "2026-05-18"),
            ("county", "12003", "2025-02-26", "2025-07-18"),
            ("county", "12003", None, "2025-07-18"),
            ("municipality", "12005", "2025-03-01", "2026-05-18"),
        ],
        columns=["agency_type", "county_fips", "signed_date", "snapshot_date"],
    )
    rows["agreement_id"] = [f"agr_{number}" for number in rows.index]
    rows[["signed_date", "snapshot_date"]] = rows[["signed_date", "snapshot_date"]].apply(
        pd.to_datetime
    )
    active = pd.DataFrame(
        {
            "county_fips": ["12001", "12003"],
            "printed_fips": ["12001", "12003"],
            "activated_earliest": pd.to_datetime(["2009-02-01", None]),
            "activated_latest": pd.to_datetime(["2009-02-28", None]),
        }
    )
    monkeypatch.setattr(datasets, "load_agreements_287g", lambda: rows, raising=False)
    monkeypatch.setattr(datasets, "load_secure_communities", lambda: active, raising=False)
    monkeypatch.setattr(reach, "states_of", lambda _: dict.fromkeys(COUNTIES, "florida"))


@pytest.mark.usefixtures("lists")
@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2016-01-01", [SILENT, SILENT, SILENT]),
        ("2018-01-01", [HOLDS, SILENT, SILENT]),
        ("2021-01-13", [HOLDS, OFF, OFF]),
        ("2024-01-01", [HOLDS, OFF, OFF]),
        ("2025-07-18", [HOLDS, HOLDS, OFF]),
        ("2025-12-31", [HOLDS, MAYBE, OFF]),
        ("2026-05-18", [HOLDS, OFF, OFF]),
    ],
)
def test_an_agreement_holds_while_it_is_signed_and_listed(day, says):
    """Before the first list nothing is known of others; between lists an ending is not sure."""
    found = widening.agreements.__wrapped__(pd.Timestamp(day))
    assert found.loc[COUNTIES, "kind"].tolist() == says


@pytest.mark.usefixtures("lists")
@pytest.mark.parametrize(
    ("day", "says"), [("2009-01-31", OFF), ("2009-02-10", MAYBE), ("2009-02-28", HOLDS)]
)
def test_an_activation_is_sure_at_the_end_of_its_month(day, says):
    """A month is printed, no day; a county without a month is silent."""
    found = widening.activations.__wrapped__(pd.Timestamp(day))
    assert found["kind"].tolist() == [says, SILENT, SILENT]
    assert found["evidence_id"].tolist() == ["12001", "", ""]
