"""What must hold within and between the tables of suits, orders, federal acts and answers."""

from __future__ import annotations

import pandas as pd

from sanctuary_research.data.faults import Fault, faults_where
from sanctuary_research.data.rules import Tables, rule

DATED = (
    ("cases", "case_id", "filed_date", "filed_earliest", "filed_latest"),
    ("rulings", "ruling_id", "ruled_date", "ruled_earliest", "ruled_latest"),
    ("federal_actions", "action_id", "action_date", "date_earliest", "date_latest"),
    ("responses", "response_id", "response_date", "date_earliest", "date_latest"),
)
FIFTY = "san-francisco-v-trump-2025"
WAVES = {1: 5, 2: 11, 3: 34}
SUED_BY = pd.Timestamp("2025-09-29")
SUED, SUED_BEFORE_MINNESOTA = 18, 14


@rule("cases", "rulings", "federal_actions", "responses")
def legal_dates_are_ordered(tables: Tables) -> list[Fault]:
    """The first possible day is never after the last, and a known day is no earlier or later."""
    found = []
    for table, key, day, first, last in DATED:
        rows = tables[table]
        known = rows[day].notna() & ((rows[day] < rows[first]) | (rows[day] > rows[last]))
        found += faults_where(
            rows,
            (rows[first] > rows[last]) | known,
            table=table,
            key=key,
            column=first,
            message=f"[{{{day}}}] does not lie within {{{first}}} to {{{last}}}",
        )
    return found


@rule("rulings", "ruling_cases", "cases")
def ruling_not_before_filing(tables: Tables) -> list[Fault]:
    """No order is certain to be older than a case that it decides."""
    links = tables["ruling_cases"].merge(tables["rulings"], on="ruling_id")
    links = links.merge(tables["cases"][["case_id", "filed_earliest"]], on="case_id")
    return faults_where(
        links,
        links["ruled_latest"] < links["filed_earliest"],
        table="rulings",
        key="ruling_id",
        column="ruled_latest",
        message="ruled by {ruled_latest}, but {case_id} was filed from {filed_earliest}",
    )


@rule("rulings", "ruling_cases")
def ruling_decides_a_case(tables: Tables) -> list[Fault]:
    """Every order decides at least one case."""
    rulings = tables["rulings"]
    return faults_where(
        rulings,
        ~rulings["ruling_id"].isin(tables["ruling_cases"]["ruling_id"]),
        table="rulings",
        key="ruling_id",
        message="decides no case in ruling_cases",
    )


@rule("cases", "ruling_cases")
def case_has_an_order_or_a_search(tables: Tables) -> list[Fault]:
    """Every case has an order, or the day on which none was found, and never both."""
    cases = tables["cases"]
    ruled = cases["case_id"].isin(tables["ruling_cases"]["case_id"])
    return faults_where(
        cases.assign(_ruled=ruled),
        ruled == cases["none_found_date"].notna(),
        table="cases",
        key="case_id",
        column="none_found_date",
        message="an order is known: {_ruled}, none found on [{none_found_date}]",
    )


@rule("rulings")
def later_status_follows_ruling(tables: Tables) -> list[Fault]:
    """What became of an order is younger than the order, and an order that fell says by what."""
    rulings = tables["rulings"]
    later = rulings.set_index("ruling_id")["ruled_latest"]
    rulings = rulings.assign(_later=rulings["later_ruling_id"].map(later))
    unmoved = rulings["status_later"].isin(["standing", "unknown"])
    unsaid = rulings["status_later_date"].isna() & rulings["later_ruling_id"].isna()
    early = rulings["status_later_date"] < rulings["ruled_earliest"]
    early |= rulings["_later"] < rulings["ruled_earliest"]
    return [
        *faults_where(
            rulings,
            early,
            table="rulings",
            key="ruling_id",
            column="status_later_date",
            message="{status_later} on [{status_later_date}], before it was made {ruled_earliest}",
        ),
        *faults_where(
            rulings,
            ~unmoved & unsaid,
            table="rulings",
            key="ruling_id",
            column="status_later",
            message="{status_later}, but neither the day nor the later order is given",
        ),
    ]


@rule("rulings", "ruling_cases")
def later_ruling_is_of_the_same_case(tables: Tables) -> list[Fault]:
    """An order and the later order named for it share a case."""
    links = tables["ruling_cases"]
    chain = tables["rulings"][["ruling_id", "later_ruling_id"]].dropna()
    shared = chain.merge(links, on="ruling_id").merge(
        links.rename(columns={"ruling_id": "later_ruling_id"}), on=["later_ruling_id", "case_id"]
    )
    return faults_where(
        chain,
        ~chain["ruling_id"].isin(shared["ruling_id"]),
        table="rulings",
        key="ruling_id",
        column="later_ruling_id",
        message="{later_ruling_id} decides none of its cases",
    )


@rule("rulings", "ruling_judges")
def single_judge_is_named(tables: Tables) -> list[Fault]:
    """An order of a single judge names that judge, here and in ruling_judges; no other does."""
    rulings = tables["rulings"]
    alone = tables["ruling_judges"].query("vote == 'alone'").set_index("ruling_id")["judge"]
    sits = rulings["ruling_id"].map(alone)
    single = rulings["bench"].eq("single_judge")
    return faults_where(
        rulings.assign(_sits=sits),
        (single != sits.notna()) | (rulings["judge"].fillna("") != sits.fillna("")),
        table="rulings",
        key="ruling_id",
        column="judge",
        message="bench {bench}, judge [{judge}], in ruling_judges [{_sits}]",
    )


@rule("case_dockets", "cases")
def docket_is_of_the_filing_year(tables: Tables) -> list[Fault]:
    """The year in a district court's docket number is that of the filing."""
    dockets = tables["case_dockets"].query("stage == 'trial'")
    dockets = dockets.merge(tables["cases"][["case_id", "filed_earliest"]], on="case_id")
    printed = dockets["docket"].str.extract(r"^\d+:(\d\d)-")[0]
    filed = dockets["filed_earliest"].dt.strftime("%y")
    return faults_where(
        dockets,
        printed.isna() | (printed != filed),
        table="case_dockets",
        key=["case_id", "court", "docket"],
        column="docket",
        message="{docket}, but {case_id} was filed from {filed_earliest}",
    )


@rule("cases", "case_parties")
def case_has_both_sides(tables: Tables) -> list[Fault]:
    """Every case has a plaintiff and a defendant, and none joined before it was filed."""
    cases, parties = tables["cases"], tables["case_parties"]
    found = []
    for side in ("plaintiff", "defendant"):
        named = parties.loc[parties["side"] == side, "case_id"]
        found += faults_where(
            cases,
            ~cases["case_id"].isin(named),
            table="cases",
            key="case_id",
            message=f"has no {side} in case_parties",
        )
    joined = parties.merge(cases[["case_id", "filed_earliest"]], on="case_id")
    return found + faults_where(
        joined,
        joined["joined_date"] < joined["filed_earliest"],
        table="case_parties",
        key="party_id",
        column="joined_date",
        message="joined {joined_date}, but {case_id} was filed from {filed_earliest}",
    )


@rule("case_parties")
def fifty_plaintiffs_in_three_waves(tables: Tables) -> list[Fault]:
    """The funding suit of 2025 has 5 + 11 + 34 = 50 plaintiffs."""
    parties = tables["case_parties"]
    waves = parties.loc[(parties["case_id"] == FIFTY) & (parties["side"] == "plaintiff"), "wave"]
    counts = {int(wave): int(n) for wave, n in waves.value_counts().sort_index().items()}
    if counts == WAVES and waves.notna().all():
        return []
    return [Fault("case_parties", f"{FIFTY} has plaintiffs by wave {counts}, not {WAVES}")]


@rule("cases", "case_parties")
def eighteen_sued_by_september(tables: Tables) -> list[Fault]:
    """By 29 September 2025 eighteen places had been sued, fourteen before the Minnesota suit."""
    suits = tables["cases"].query("plaintiff_side == 'federal' and administration == 'trump_2'")
    sued = tables["case_parties"].query("side == 'defendant'").dropna(subset=["jurisdiction_id"])
    sued = sued[sued["case_id"].isin(suits["case_id"]) & (sued["joined_date"] <= SUED_BY)]
    before = sued[sued["case_id"] != "us-v-minnesota-2025"]
    found = (sued["jurisdiction_id"].nunique(), before["jurisdiction_id"].nunique())
    order = sued.dropna(subset=["doj_2025_count"]).sort_values("doj_2025_count")
    running = order["doj_2025_count"].tolist() == list(range(1, SUED + 1))
    if found != (SUED, SUED_BEFORE_MINNESOTA):
        said = f"{found[0]} places sued by {SUED_BY:%Y-%m-%d}, {found[1]} before Minnesota"
        return [Fault("case_parties", f"{said}, not {SUED} and {SUED_BEFORE_MINNESOTA}")]
    if not running or not order["joined_date"].is_monotonic_increasing:
        return [Fault("case_parties", "doj_2025_count does not run from 1 to 18 in order of time")]
    return []


@rule("responses", "case_parties")
def suing_place_is_a_plaintiff(tables: Tables) -> list[Fault]:
    """A place that answered by a suit is a plaintiff in the suit named."""
    plaintiffs = tables["case_parties"].query("side == 'plaintiff'")
    named = set(zip(plaintiffs["case_id"], plaintiffs["jurisdiction_id"], strict=True))
    sued = tables["responses"].query("response == 'sued'")
    pairs = zip(sued["case_id"], sued["jurisdiction_id"], strict=True)
    return faults_where(
        sued,
        pd.Series([pair not in named for pair in pairs], index=sued.index, dtype=bool),
        table="responses",
        key="response_id",
        column="case_id",
        message="{jurisdiction_id} is no plaintiff in [{case_id}]",
    )


@rule("responses", "federal_actions")
def response_follows_what_it_answers(tables: Tables) -> list[Fault]:
    """No answer is certain to be older than the federal act that it answers."""
    acts = tables["federal_actions"][["action_id", "title", "date_earliest"]]
    acts = acts.rename(columns={"date_earliest": "_acted"})
    answers = tables["responses"].merge(acts, on="action_id")
    return faults_where(
        answers,
        answers["date_latest"] < answers["_acted"],
        table="responses",
        key="response_id",
        column="date_latest",
        message="answered by {date_latest}, but {title} is of {_acted}",
    )


@rule("responses")
def places_of_one_act_agree(tables: Tables) -> list[Fault]:
    """The places that share an act share its day, its kind and the suit."""
    answers = tables["responses"]
    shared = ["response", "date_earliest", "date_latest", "case_id"]
    differ = answers.groupby("act_id")[shared].transform(lambda c: c.nunique(dropna=False)) > 1
    return faults_where(
        answers,
        differ.any(axis=1),
        table="responses",
        key="response_id",
        column="act_id",
        message="differs from the other places of {act_id}",
    )


@rule("federal_actions", "federal_action_targets")
def targets_match_their_number(tables: Tables) -> list[Fault]:
    """An act whose targets are named has as many as it says."""
    acts = tables["federal_actions"]
    counts = tables["federal_action_targets"].groupby("action_id").size()
    acts = acts.assign(_named=acts["action_id"].map(counts))
    return faults_where(
        acts,
        acts["_named"].notna() & (acts["_named"] != acts["n_targets"]),
        table="federal_actions",
        key="action_id",
        column="n_targets",
        message="says {n_targets} targets, but {_named} are named",
    )
