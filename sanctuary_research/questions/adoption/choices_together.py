"""Many choices, one question: what they say together, by panel."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sanctuary_research.errors import SanctuaryError, attempt_each
from sanctuary_research.methods.panel import JointTest, joint_randomization_test
from sanctuary_research.questions.adoption.checks import one_date
from sanctuary_research.questions.adoption.reasons import described
from sanctuary_research.questions.adoption.studies import WEIGHT, chosen_columns

SHORT = {
    "median": "median estimate",
    "significant": "estimates of one sign with p of 5 % or less",
    "largest": "largest estimate over its spread under redrawn dates",
}


def joint_inference(
    panels: Mapping[str, Mapping[str, pd.DataFrame]],
    *,
    outcome: str,
    weights: str,
    control: str,
    horizon: int | None = None,
    draws: int = 1_999,
    seed: int = 0,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Deal adoption paths out again among states and recompute all choices of a panel each time.

    Parameters
    ----------
    panels : mapping of str to mapping of str to DataFrame
        For each panel what ``study_panel`` returns, by choice; years after adoption beyond
        `horizon` still in. Units off their state's commonest date are left out.

    Returns
    -------
    summary : DataFrame
        Three rows a panel: name, statistic, value, p_value, n_choices, n_places (states),
        n_adopting; or one row with ``note``.
    choices : DataFrame
        name, choice, estimate, p_value (of this choice alone), n_units, or ``note`` where the
        choice is not in the test.
    """
    summaries, choices = [], []
    for name, frames in panels.items():
        asked = {"weights": WEIGHT if weights == "person" else None, "assigned": "state_fips"}
        asked |= {"control": control, "horizon": horizon, "seed": seed}
        kept = {
            key: one_date(frame.dropna(subset=[outcome]), "state_fips")
            for key, frame in frames.items()
        }
        found, refused = _tested(kept, {**asked, **_columns(kept, outcome)}, draws)
        choices += [{"name": name, "choice": key, "note": why} for key, why in refused.items()]
        if found is None:
            summaries.append({"name": name, "note": "no choice gives an estimate"})
            continue
        choices += (
            found.table.rename(columns={"name": "choice"}).assign(name=name).to_dict("records")
        )
        facts = found.facts
        summaries += [
            {
                "name": name,
                "statistic": SHORT[row["statistic"]],
                "value": row["value"],
                "p_value": row["p_value"],
                "n_choices": facts["n_specifications"],
                "n_places": facts["n_places"],
                "n_adopting": facts["n_adopting_places"],
            }
            for row in found.summary.to_dict("records")
        ]
    columns = ["name", "statistic", "value", "p_value", "n_choices", "n_places"]
    columns += ["n_adopting", "note"]
    shown = ["name", "choice", "estimate", "p_value", "n_units", "note"]
    return _frame(summaries, columns), _frame(choices, shown)


def _frame(rows: list[dict[str, object]], columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame([{"note": "", **row} for row in rows]).reindex(columns=columns)


def _tested(
    frames: Mapping[str, pd.DataFrame], asked: Mapping[str, object], draws: int
) -> tuple[JointTest | None, dict[str, str]]:
    """Test the choices that have an estimate, and say why the others have none."""
    try:
        return joint_randomization_test(frames, **asked, draws=draws), {}
    except SanctuaryError:
        _, refused = attempt_each(
            frames,
            lambda key: joint_randomization_test({key: frames[key]}, **asked, draws=99),
            SanctuaryError,
        )
    reasons = {key: described(problem) for key, problem in refused.items()}
    used = {key: frame for key, frame in frames.items() if key not in refused}
    return joint_randomization_test(used, **asked, draws=draws) if used else None, reasons


def _columns(frames: Mapping[str, pd.DataFrame], outcome: str) -> dict[str, object]:
    frame = next(iter(frames.values()))
    return chosen_columns(frame, outcome, "callaway_santanna")
