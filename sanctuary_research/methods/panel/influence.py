"""What every estimator hands back: estimates by event time and each unit's influence on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sanctuary_research.errors import UsageError
from sanctuary_research.methods.panel.frame import Panel


@dataclass(frozen=True, eq=False)
class Estimates:
    """Estimates with unit-level influence functions, from which all inference follows.

    The variance of an estimate, for any clustering, comes from the cluster sums of influence.

    Attributes
    ----------
    event : ndarray of shape (E,)
        Event times in increasing order.
    value : ndarray of shape (E,)
    influence : ndarray of shape (N, E)
    behind : ndarray of bool, shape (N, E)
        The treated units that an estimate rests on.
    average : (float, ndarray of shape (N,))
        The one number of an estimator and its influence.
    reference : int
        The event time that is zero by construction.
    one_base : bool
        Whether leads and effects are measured from the same period.
    notes : tuple of str
        What was left out and why.
    """

    event: np.ndarray
    value: np.ndarray
    influence: np.ndarray
    behind: np.ndarray
    average: tuple[float, np.ndarray]
    reference: int = -1
    one_base: bool = True
    notes: tuple[str, ...] = ()

    def within(self, window: tuple[int, int]) -> Estimates:
        """Keep the event times from ``window[0]`` to ``window[1]``; the average stays."""
        kept = (self.event >= window[0]) & (self.event <= window[1])
        if not (kept & (self.event >= 0)).any():
            raise UsageError(
                f"window {window} holds no event time from 0 on",
                f"choose within {self.event[0]} to {self.event[-1]}",
            )
        return replace(
            self,
            event=self.event[kept],
            value=self.value[kept],
            influence=self.influence[:, kept],
            behind=self.behind[:, kept],
        )


def around_reference(
    panel: Panel,
    event: np.ndarray,
    value: np.ndarray,
    influence: np.ndarray,
    behind: Sequence[np.ndarray],
) -> dict[str, object]:
    """Return these parts of `Estimates` in order of time, the reference, zero, among them.

    Whoever adopts is ``behind`` the reference; the other event times have one array (N,) each.
    """
    order = np.argsort(np.append(event, panel.reference))
    return {
        "event": np.append(event, panel.reference)[order],
        "value": np.append(value, 0.0)[order],
        "influence": np.column_stack([influence, np.zeros(panel.n_units)])[:, order],
        "behind": np.column_stack([*behind, ~panel.never])[:, order],
        "reference": panel.reference,
    }
