"""The audit of one claim: what it returns, and the order in which it says it."""

from __future__ import annotations

import pytest

import sanctuary_research as sr
from sanctuary_research.errors import UsageError


def test_the_strongest_reading_comes_before_the_verdict():
    """The month of a list: the record, its row, and what would change the verdict."""
    found = sr.audit("clm_4847bed8")
    lines = [line.split(":")[0] for line in found.text.splitlines()]
    assert lines.index("Strongest reading") < lines.index("Verdict") < lines.index("Recomputed")
    assert found.rows["list_id"].tolist() == ["dhs_2025_05_29"]
    assert found.sources["source_id"].iloc[0] == found.claim["source_id"]
    assert repr(found) == found.text


def test_a_claim_without_a_table_is_not_recomputed():
    """Held against texts alone: no figure is made up, and the general sentences stand in."""
    found = sr.audit("clm_ba539e26")
    assert (found.found, found.fits, len(found.rows)) == ("", None, 0)
    assert "Recomputed" not in found.text
    assert found.would_change in found.text


def test_a_claim_that_stands_has_no_reading_but_its_own():
    """A consistent claim says its rule and no other reading."""
    text = sr.audit("clm_2e2c3625").text
    assert "Strongest reading" not in text
    assert "By the rule: the sources read bear it out" in text


def test_a_repeated_claim_names_the_other():
    """The retelling and what it retells name each other."""
    assert "clm_59adfc33" in sr.audit("clm_2d535ad2").text
    assert "clm_2d535ad2" in sr.audit("clm_59adfc33").text


def test_an_unknown_claim_is_told_with_the_nearest():
    """A slip of one letter is named, and of a key that is like none, none."""
    with pytest.raises(UsageError, match="did you mean 'clm_4847bed8'"):
        sr.audit("clm_4847bed9")
    with pytest.raises(UsageError, match="'clm_0000': the table claims has them"):
        sr.audit("clm_0000")
    with pytest.raises(UsageError, match="no claim is called 5: the table claims has them"):
        sr.audit(5)


def test_the_sources_of_a_claim_keep_their_order():
    """Its own comes first, the others as the table of sources has them."""
    links = sr.load_claim_sources().groupby("claim_id")["source_id"].agg(set)
    claim_id = links.map(len).idxmax()
    found = sr.audit(claim_id)
    ids = sr.load_sources()["source_id"]
    others = [one for one in ids if one in links[claim_id] and one != found.claim["source_id"]]
    assert found.sources["source_id"].tolist() == [found.claim["source_id"], *others]
    assert len(others) > 2
