"""What must hold between the tables of suits, orders, federal acts and answers."""

from __future__ import annotations

from sanctuary_research.data.faults import Fault, faults_where
from sanctuary_research.data.rules import Tables, rule


@rule("cases", "ruling_cases")
def case_has_an_order_or_a_search(tables: Tables) -> list[Fault]:
    """Every case has an order, or the day on which none was found, and never both."""
    cases = tables["cases"]
    cases = cases.assign(_ruled=cases["case_id"].isin(tables["ruling_cases"]["case_id"]))
    odd = cases["_ruled"] == cases["none_found_date"].notna()
    told = "an order is known: {_ruled}, none found on [{none_found_date}]"
    return faults_where(cases, odd, "cases.none_found_date", told)


@rule("rulings", "ruling_cases")
def later_ruling_is_of_the_same_case(tables: Tables) -> list[Fault]:
    """An order and the later order named for it share a case."""
    links = tables["ruling_cases"]
    chain = tables["rulings"][["ruling_id", "later_ruling_id"]].dropna()
    later = links.rename(columns={"ruling_id": "later_ruling_id"})
    shared = chain.merge(links, on="ruling_id").merge(later, on=["later_ruling_id", "case_id"])
    other = ~chain["ruling_id"].isin(shared["ruling_id"])
    told = "{later_ruling_id} decides none of its cases"
    return faults_where(chain, other, "rulings.later_ruling_id", told)


@rule("rulings", "ruling_judges")
def single_judge_is_named(tables: Tables) -> list[Fault]:
    """An order of a single judge names that judge, here and in ruling_judges; no other does."""
    rulings = tables["rulings"]
    alone = tables["ruling_judges"].query("vote == 'alone'").set_index("ruling_id")["judge"]
    sits = rulings["ruling_id"].map(alone)
    odd = rulings["bench"].eq("single_judge") != sits.notna()
    return faults_where(
        rulings.assign(_sits=sits),
        odd | (rulings["judge"].fillna("") != sits.fillna("")),
        "rulings.judge",
        "bench {bench}, judge [{judge}], in ruling_judges [{_sits}]",
    )


@rule("case_dockets", "cases", of_rows=True)
def docket_is_of_the_filing_year(tables: Tables) -> list[Fault]:
    """The year in a district court's docket number is that of the filing."""
    dockets = tables["case_dockets"].query("stage == 'trial'")
    dockets = dockets.merge(tables["cases"][["case_id", "filed_earliest"]], on="case_id")
    printed = dockets["docket"].str.extract(r"^\d+:(\d\d)-")[0]
    odd = printed.isna() | (printed != dockets["filed_earliest"].dt.strftime("%y"))
    told = "{docket}, but {case_id} was filed from {filed_earliest}"
    return faults_where(dockets, odd, "case_dockets.docket", told)


@rule("responses", "case_parties", of_rows=True)
def suing_place_is_a_plaintiff(tables: Tables) -> list[Fault]:
    """A place that answered by a suit is a plaintiff in the suit named."""
    pair = ["case_id", "jurisdiction_id"]
    plaintiffs = tables["case_parties"].query("side == 'plaintiff'")[pair].drop_duplicates()
    sued = tables["responses"].query("response == 'sued'")
    sued = sued.merge(plaintiffs, on=pair, how="left", indicator="_named")
    told = "{jurisdiction_id} is no plaintiff in [{case_id}]"
    return faults_where(sued, sued["_named"] == "left_only", "responses.case_id", told)


@rule("responses")
def places_of_one_act_agree(tables: Tables) -> list[Fault]:
    """The places that share an act share its day, its kind and the suit."""
    answers = tables["responses"]
    shared = ["response", "date_earliest", "date_latest", "case_id"]
    differ = answers.groupby("act_id")[shared].transform(lambda c: c.nunique(dropna=False)) > 1
    told = "differs from the other places of {act_id}"
    return faults_where(answers, differ.any(axis=1), "responses.act_id", told)


@rule("federal_actions", "federal_action_targets")
def targets_match_their_number(tables: Tables) -> list[Fault]:
    """An act whose targets are named has as many as it says."""
    acts = tables["federal_actions"]
    counts = tables["federal_action_targets"].groupby("action_id").size()
    acts = acts.assign(_named=acts["action_id"].map(counts))
    odd = acts["_named"].notna() & (acts["_named"] != acts["n_targets"])
    told = "says {n_targets} targets, but {_named} are named"
    return faults_where(acts, odd, "federal_actions.n_targets", told)
