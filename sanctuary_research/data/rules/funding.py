"""What must hold within and between the money tables and the published estimates."""

from __future__ import annotations

import pandas as pd

from sanctuary_research.data.faults import Fault, faults_where
from sanctuary_research.data.rules import Tables, rule

# Low, point and high columns of every table that gives bounds, with its key.
BOUNDS = (
    ("threat_amounts", "amount_id", ("low_usd", "amount_usd", "high_usd")),
    ("commitments", "commitment_id", ("low_usd", "amount_usd", "high_usd")),
    ("jag_context", "context_id", ("low_usd", "amount_usd", "high_usd")),
    (
        "jag_awards_2018_letters",
        "jurisdiction_id",
        ("fy2016_low_usd", "fy2016_usd", "fy2016_high_usd"),
    ),
    ("undocumented_estimates", "estimate_id", ("low", "estimate", "high")),
    ("published_estimates", "estimate_id", ("conf_low", "estimate", "conf_high")),
)
SOURCED = ("threats", "threat_amounts", "threat_status", "commitments", "undocumented_estimates")
# Sums over the 23 letters: FY2017 as published and corrected, and the FY2016 bracket.
LETTER_SUMS = {
    "fy2017_published_usd": 53_067_195,
    "fy2017_corrected_usd": 36_823_069,
    "fy2016_low_usd": 36_697_862,
    "fy2016_usd": 37_667_479,
    "fy2016_high_usd": 38_855_409,
}


@rule(*(table for table, _, _ in BOUNDS))
def point_lies_between_its_bounds(tables: Tables) -> list[Fault]:
    """Low is never above the point and the point never above high, where they are known."""
    found = []
    for table, key, columns in BOUNDS:
        frame = tables[table]
        for lower, upper in (columns[:2], columns[1:], (columns[0], columns[2])):
            found += faults_where(
                frame,
                frame[lower] > frame[upper],
                table=table,
                key=key,
                column=lower,
                message=f"{lower} is {{{lower}}}, above {upper} {{{upper}}}",
            )
    return found


@rule(*SOURCED)
def only_memory_lacks_a_source(tables: Tables) -> list[Fault]:
    """A row of the money tables names a source unless its certainty is memory."""
    found = []
    for table in SOURCED:
        frame = tables[table]
        found += faults_where(
            frame,
            frame["source_id"].isna() != frame["certainty"].eq("memory"),
            table=table,
            key=frame.columns[0],
            column="source_id",
            message="the source is [{source_id}] and the certainty {certainty}",
        )
    return found


@rule("jag_awards_2018_letters")
def letters_sum_as_published(tables: Tables) -> list[Fault]:
    """The 23 letters sum to 53,067,195 as published and to the bracket worked out from them."""
    letters = tables["jag_awards_2018_letters"]
    found = []
    for column, published in LETTER_SUMS.items():
        total = int(letters[column].sum())
        if total != published:
            message = f"the column sums to {total:,}, not {published:,}"
            found.append(Fault("jag_awards_2018_letters", message, column=column))
    return found


@rule("jag_awards_2018_letters")
def letters_keep_printed_beside_corrected(tables: Tables) -> list[Fault]:
    """A letter's FY2017 amount is marked corrected exactly where it differs from the printed."""
    letters = tables["jag_awards_2018_letters"]
    differs = letters["fy2017_published_usd"] != letters["fy2017_corrected_usd"]
    return faults_where(
        letters,
        differs != letters["is_fy2017_corrected"],
        table="jag_awards_2018_letters",
        key="jurisdiction_id",
        column="is_fy2017_corrected",
        message="printed {fy2017_published_usd}, corrected {fy2017_corrected_usd}",
    )


@rule("jag_awards_2018_letters", "list_membership")
def letters_are_the_listed_places(tables: Tables) -> list[Fault]:
    """The places of the letters' amounts are those on the list of 24 January 2018."""
    members = tables["list_membership"]
    listed = set(members.loc[members["list_id"].eq("doj_2018_01_24"), "jurisdiction_id"])
    priced = set(tables["jag_awards_2018_letters"]["jurisdiction_id"])
    return [
        Fault(
            "jag_awards_2018_letters",
            f"{place} is {'listed but not priced' if place in listed else 'priced but not listed'}",
            column="jurisdiction_id",
            value=place,
        )
        for place in sorted(listed ^ priced)
    ]


@rule("threat_amounts")
def part_fits_into_its_whole(tables: Tables) -> list[Fault]:
    """An amount inside another is of the same year and never larger than it."""
    amounts = tables["threat_amounts"]
    whole = amounts[["amount_id", "amount_usd", "fiscal_year"]].add_prefix("whole_")
    parts = amounts.merge(whole, left_on="parent_amount_id", right_on="whole_amount_id")
    return faults_where(
        parts,
        (parts["amount_usd"] > parts["whole_amount_usd"])
        | (parts["fiscal_year"] != parts["whole_fiscal_year"])
        | (parts["amount_id"] == parts["parent_amount_id"]),
        table="threat_amounts",
        key="amount_id",
        column="parent_amount_id",
        message="{amount_usd} of {fiscal_year} inside {whole_amount_usd} of {whole_fiscal_year}",
    )


@rule("threat_amounts")
def amount_is_of_a_place_or_an_aggregate(tables: Tables) -> list[Fault]:
    """An amount is of one place or of a described aggregate, never of both or neither."""
    amounts = tables["threat_amounts"]
    return faults_where(
        amounts,
        amounts["jurisdiction_id"].isna() == amounts["aggregate"].isna(),
        table="threat_amounts",
        key="amount_id",
        column="jurisdiction_id",
        message="place [{jurisdiction_id}], aggregate [{aggregate}]",
    )


@rule("threat_amounts")
def percent_states_no_money(tables: Tables) -> list[Fault]:
    """A row that states a percentage alone, or no amount, has no dollars; others have a figure."""
    amounts = tables["threat_amounts"]
    silent = amounts["precision"].eq("none")
    figures = amounts[["amount_usd", "low_usd", "high_usd"]].notna().any(axis=1)
    return faults_where(
        amounts,
        silent == figures,
        table="threat_amounts",
        key="amount_id",
        column="precision",
        message="precision {precision}, amount [{amount_usd}], printed {amount_printed}",
    )


@rule("threats", "threat_status")
def every_threat_has_a_history(tables: Tables) -> list[Fault]:
    """Every threat has a history, and it starts within a month of the threat's date."""
    threats = tables["threats"]
    steps = tables["threat_status"]
    first = threats["threat_id"].map(steps.groupby("threat_id")["date_latest"].min())
    late = first - threats["date"]
    return faults_where(
        threats.assign(_first=first),
        first.isna() | (late.abs() > pd.Timedelta(days=31)),
        table="threats",
        key="threat_id",
        column="date",
        message="dated {date}, but its first step is [{_first}]",
    )


@rule("threat_status", "threat_amounts")
def held_money_was_held(tables: Tables) -> list[Fault]:
    """An amount whose cut was only announced was never held, and money comes back only if held."""
    amounts = tables["threat_amounts"].set_index("amount_id")["concept"]
    steps = tables["threat_status"].dropna(subset=["amount_id"])
    steps = steps.assign(_concept=steps["amount_id"].map(amounts))
    start = steps[steps["status"].isin(["withheld", "cut"])]
    begun = steps["amount_id"].map(start.groupby("amount_id")["date_earliest"].min())
    moved = steps["status"].isin(["withheld", "cut", "paid", "restored", "ordered_restored"])
    announced = steps["_concept"].eq("announced_cut")
    early = begun.isna() | (steps["date_latest"] < begun)
    return faults_where(
        steps,
        (moved & (announced | early)) | (steps["status"].eq("cut_announced") & ~announced),
        table="threat_status",
        key="status_id",
        column="status",
        message="{status} by {date_latest}: not held before, or an {_concept}",
    )


@rule("threat_status")
def only_a_court_orders_money_restored(tables: Tables) -> list[Fault]:
    """Money ordered restored names its court, and money that came back names none."""
    steps = tables["threat_status"]
    ordered = steps["status"].eq("ordered_restored")
    came = steps["status"].isin(["restored", "paid"])
    return faults_where(
        steps,
        (ordered & steps["court"].isna()) | (came & steps["court"].notna()),
        table="threat_status",
        key="status_id",
        column="court",
        message="{status}, with court [{court}]",
    )


@rule("threat_status")
def step_dates_are_ordered(tables: Tables) -> list[Fault]:
    """A step's earliest date is not after its latest, and they are equal where the day is known."""
    steps = tables["threat_status"]
    span = steps["date_latest"] - steps["date_earliest"]
    return faults_where(
        steps,
        (span < pd.Timedelta(0)) | (span.ne(pd.Timedelta(0)) == steps["date_precision"].eq("day")),
        table="threat_status",
        key="status_id",
        column="date_earliest",
        message="from {date_earliest} to {date_latest}, precision {date_precision}",
    )


@rule("commitments")
def fund_counts_once(tables: Tables) -> list[Fault]:
    """A fund's money counts once for each provider, and a row left out says by which rule."""
    funds = tables["commitments"]
    counted = funds["is_counted"]
    again = funds[counted].duplicated(["fund", "provider"]).reindex(funds.index, fill_value=False)
    return faults_where(
        funds,
        again | (counted == funds["left_out_because"].notna()),
        table="commitments",
        key="commitment_id",
        column="is_counted",
        message="fund {fund} of {provider}: counted {is_counted}, left out [{left_out_because}]",
    )


@rule("commitments")
def new_york_reserve_is_four_quarter_billions(tables: Tables) -> list[Fault]:
    """New York City's reserve is $250 million a year for four years and is never counted."""
    funds = tables["commitments"]
    reserve = funds[funds["fund"].eq("nyc-capital-stabilization-reserve")]
    yearly = reserve[reserve["is_per_year"]]
    right = (yearly["amount_usd"] * yearly["n_years"]).tolist() == [1_000_000_000]
    if right and not reserve["is_counted"].any():
        return []
    return [Fault("commitments", "the reserve is not 4 x 250,000,000 uncounted", column="fund")]


@rule("price_index")
def price_years_have_no_gap(tables: Tables) -> list[Fault]:
    """The price index has every year between its first and last."""
    years = tables["price_index"]["year"]
    lost = sorted(set(range(years.min(), years.max() + 1)) - set(years))
    return [Fault("price_index", f"there is no index for {year}", column="year") for year in lost]


@rule("fiscal_base")
def base_has_people_or_money(tables: Tables) -> list[Fault]:
    """A row of fiscal_base has a population or a budget, each with its kind."""
    base = tables["fiscal_base"]
    people, money = base["population"].notna(), base["budget_usd"].notna()
    return faults_where(
        base,
        ~(people | money)
        | (people != base["population_kind"].notna())
        | (money != base["budget_kind"].notna()),
        table="fiscal_base",
        key=["jurisdiction_id", "year"],
        message="people [{population}], budget [{budget_usd}] of kind [{budget_kind}]",
    )


@rule("published_estimates")
def sign_agrees_with_estimate(tables: Tables) -> list[Fault]:
    """An estimate's sign is that of its value (a count prevented is a negative effect)."""
    found = tables["published_estimates"]
    known = found[found["estimate"].notna() & found["outcome"].ne("deportations_prevented")]
    direction = known["estimate"].gt(0).map({True: "positive", False: "negative"})
    return faults_where(
        known,
        direction != known["sign"],
        table="published_estimates",
        key="estimate_id",
        column="sign",
        message="the sign is {sign}, the estimate {estimate}",
    )
