"""Bounds on violations of parallel trends, beside theory and a second implementation."""

import numpy as np
import pandas as pd
import pytest
from scipy import optimize, stats

from sanctuary_research.errors import AnalysisError, UsageError
from sanctuary_research.methods.coefficients import Coefficients
from sanctuary_research.methods.panel import event_study, honest_did
from sanctuary_research.methods.panel.honest_relative import (
    DRAWS,
    relative_interval,
    steps,
    vertices,
)
from sanctuary_research.methods.panel.honest_smoothness import (
    bends,
    folded_quantile,
    smooth_interval,
)

# Two-way event study of the Medicaid example in the HonestDiD package's README (insurance shares
# of states, 2008-2015, expansion in 2014): five leads, two effects, state-clustered covariance.
MEDICAID_SPREAD = 1e-5 * np.array(
    [
        [7.48848364, 6.0398741, 4.44461982, 3.38576471, 4.32801125, 4.76588048, 2.4251287],
        [6.0398741, 7.26650062, 3.78933022, 2.86657803, 4.54332063, 4.42885012, 2.82465504],
        [4.44461982, 3.78933022, 5.05205194, 2.67367943, 2.77819357, 3.06064411, 0.96375339],
        [3.38576471, 2.86657803, 2.67367943, 4.00322203, 2.41285998, 2.38086821, 0.29238781],
        [4.32801125, 4.54332063, 2.77819357, 2.41285998, 5.46266221, 3.68253105, 0.97229475],
        [4.76588048, 4.42885012, 3.06064411, 2.38086821, 3.68253105, 8.37566882, 6.32139796],
        [2.4251287, 2.82465504, 0.96375339, 0.29238781, 0.97229475, 6.32139796, 10.7123523],
    ]
)
MEDICAID = (
    np.array(
        [
            -0.0052853545,
            -0.0112973246,
            -0.0026759918,
            -0.0014193123,
            0.0003396635,
            0.0464468542,
            0.0692061755,
        ]
    ),
    MEDICAID_SPREAD,
)

# Event study of Benzarti and Carloni (2019, American Economic Journal: Economic Policy 11(1)), 2004
# to 2012 around 2008, as the HonestDiD package ships it (BCdata_EventStudy), in units of 1e-7.
PROFITS = (
    1e-3 * np.array([6.6963, 29.3450, -6.4730, 73.0150, 195.9611, 312.0639, 239.5415, 126.0425]),
    1e-7
    * np.array(
        [
            [8428.358, 4768.687, 2618.051, 2354.220, 1676.371, 1128.708, 199.282, -1368.265],
            [4768.687, 6425.420, 3987.425, 2435.515, 2201.960, 1804.591, 384.377, -296.042],
            [2618.051, 3987.425, 5229.950, 2117.686, 1840.722, 1458.528, 700.520, 595.299],
            [2354.220, 2435.515, 2117.686, 3089.595, 1197.866, 1334.081, 1016.335, 1079.052],
            [1676.371, 2201.960, 1840.722, 1197.866, 3599.704, 2478.819, 1749.579, 1654.257],
            [1128.708, 1804.591, 1458.528, 1334.081, 2478.819, 4263.950, 2171.438, 2892.748],
            [199.282, 384.377, 700.520, 1016.335, 1749.579, 2171.438, 4886.698, 3805.322],
            [-1368.265, -296.042, 595.299, 1079.052, 1654.257, 2892.748, 3805.322, 7617.394],
        ]
    ),
)


def problem(seed, before=3, after=2):
    """Random estimates and covariance of leads and effects."""
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(before + after, before + after))
    covariance = root @ root.T / (before + after) + 0.2 * np.eye(before + after)
    beta = 1.5 * rng.normal(size=before + after) * np.sqrt(np.diag(covariance))
    return beta, covariance


class Programs:
    """The hybrid test by linear programs, as its authors write it, for one sign pattern.

    Rows are ``A (beta - tau) <= 0`` where the effects ``tau`` are free but for their target.
    """

    def __init__(self, covariance, before, target, limit, largest, sign):
        step = steps(before, len(target))
        bound = limit * sign * step[largest]
        self.rows = np.concatenate([step[before:] - bound, -step[before:] - bound])
        self.moments = self.rows @ covariance @ self.rows.T
        effects = self.rows[:, before:]
        self.shift = effects @ (target / (target @ target))
        nuisance = effects @ np.linalg.svd(target[None, :])[2][1:].T
        self.equal = np.vstack([nuisance.T, np.sqrt(np.diag(self.moments))])

    def largest(self, value):
        """Largest normalised moment over the dual, and the weights that reach it."""
        limits = np.append(np.zeros(len(self.equal) - 1), 1.0)
        found = optimize.linprog(-value, A_eq=self.equal, b_eq=limits, method="highs")
        return -found.fun, found.x

    def accepts(self, beta, theta, ceiling):
        """Test one hypothesis; the truncation points come from re-solving, by bisection."""
        value = self.rows @ beta - theta * self.shift
        top, gamma = self.largest(value)
        spread = gamma @ self.moments @ gamma

        def still(level):
            moved = value + (level - top) * (self.moments @ gamma) / spread
            return self.largest(moved)[0] <= gamma @ moved + 1e-9

        def end(far):
            if still(far):
                return far
            near = top
            for _ in range(40):
                middle = (near + far) / 2
                near, far = (middle, far) if still(middle) else (near, middle)
            return near

        low, high = end(top - 50) / np.sqrt(spread), end(max(ceiling, top)) / np.sqrt(spread)
        level = (0.05 - 0.005) / (1 - 0.005)
        tail = level * stats.norm.sf(low) + (1 - level) * stats.norm.sf(high)
        return top <= min(ceiling, max(0.0, stats.norm.isf(tail)) * np.sqrt(spread))


@pytest.mark.parametrize(("seed", "limit"), [(0, 0.5), (1, 1.0), (2, 2.0), (3, 1.0)])
def test_relative_magnitudes_equal_the_linear_programs(seed, limit):
    """Just inside each end some pattern accepts by linear programs, just outside none does."""
    before, target = 2, np.array([0.5, 0.3, 0.2])
    beta, covariance = problem(seed, before, 3)
    low, high = relative_interval(beta, covariance, before, target, limit)
    root, noise = np.linalg.cholesky(covariance), np.random.default_rng(0)
    noise = noise.standard_normal((DRAWS, len(beta)))
    tests = []
    for largest in range(before):
        for sign in (1, -1):
            programs = Programs(covariance, before, target, limit, largest, sign)
            bound = limit * sign * steps(before, 3)[largest]
            closed = vertices(root, before, target, bound[None], noise)
            for draw in noise[:20] @ root.T:
                best = programs.largest(programs.rows @ draw)[0]
                assert best == pytest.approx((closed.rows[0] @ draw).max(), abs=1e-8)
            tests.append((programs, closed.ceiling[0]))
    step = 2e-3 * (high - low)
    for theta in (low + step, high - step):
        assert any(p.accepts(beta, theta, ceiling) for p, ceiling in tests)
    for theta in (low - step, high + step):
        assert not any(p.accepts(beta, theta, ceiling) for p, ceiling in tests)


def test_another_seed_gives_other_critical_values(make_panel, names):
    """They are drawn; the same seed draws the same."""
    study = event_study(make_panel(0), **names)
    tables = [honest_did(study, grid=[1.0], seed=seed).table for seed in (1, 1, 2)]
    first, again, other = (table["conf_low"].iloc[0] for table in tables)
    assert first == again != other


@pytest.mark.parametrize("seed", range(4))
def test_relative_magnitudes_start_at_the_ordinary_interval_and_only_grow(seed):
    """At Mbar = 0 trends are parallel; larger limits never shrink the interval."""
    beta, covariance = problem(seed)
    target = np.array([0.5, 0.5])
    ends = np.array(
        [relative_interval(beta, covariance, 3, target, m) for m in np.linspace(0, 2, 11)]
    )
    error = np.sqrt(target @ covariance[3:, 3:] @ target)
    centre = target @ beta[3:]
    assert ends[0] == pytest.approx(centre + error * stats.norm.ppf([0.025, 0.975]))
    assert (np.diff(ends[:, 0]) <= 1e-9).all()
    assert (np.diff(ends[:, 1]) >= -1e-9).all()


def test_relative_magnitudes_approach_the_identified_set():
    """With hardly any noise the interval is the effect plus and minus Mbar times the step."""
    beta = np.array([2.0, 1.0, 5.0])
    low, high = relative_interval(beta, 1e-8 * np.eye(3), 2, np.array([1.0]), 1.5)
    assert (low, high) == pytest.approx((5 - 1.5, 5 + 1.5), abs=1e-3)


def published(example, periods, reference):
    return Coefficients(periods, *example, reference=reference)


def test_published_relative_magnitudes():
    """The authors' Medicaid example: estimates and published intervals on its grid of 0.0004."""
    given = published(MEDICAID, [*range(2008, 2013), 2014, 2015], 2013)
    found = honest_did(given, grid=[0.5, 1.0, 1.5, 2.0], target=2014).table
    printed = [(0.0241, 0.0673), (0.0171, 0.0720), (0.00859, 0.0796), (-0.00107, 0.0883)]
    np.testing.assert_allclose(found[["conf_low", "conf_high"]], printed, atol=7e-4)
    assert found["includes_zero"].tolist() == [False, False, False, True]


@pytest.mark.parametrize(
    ("target", "printed"),
    [
        (2009, [(0.1588, 0.2331), (0.1181, 0.2716), (0.0672, 0.3187)]),
        ("average", [(0.1838, 0.2530), (0.0678, 0.3692), (-0.0697, 0.5066)]),
    ],
)
def test_published_profits(target, printed):
    """Benzarti and Carloni's: limits 0, 0.5 and 1 as HonestDiD 0.2.8 in R has them, on its grid."""
    given = published(PROFITS, [*range(2004, 2008), *range(2009, 2013)], 2008)
    found = honest_did(given, grid=[0.0, 0.5, 1.0], target=target).table
    np.testing.assert_allclose(found[["conf_low", "conf_high"]], printed, atol=9e-4)


@pytest.mark.parametrize("shift", [0.0, 0.3, 1.0, 2.5, 5.9, 6.1])
def test_folded_quantile_equals_the_noncentral_chi_squared(shift):
    """The square of a normal around ``shift`` is noncentral chi-squared, which scipy inverts."""
    expected = np.sqrt(stats.ncx2.ppf(0.95, 1, shift**2))
    assert folded_quantile(shift) == pytest.approx(expected, rel=1e-9)


def test_published_smoothness():
    """The Medicaid example under bounded changes of slope."""
    given = published(MEDICAID, [*range(2008, 2013), 2014, 2015], 2013)
    limits = [0.0, 0.01, 0.02, 0.03, 0.05]
    found = honest_did(given, "smoothness", limits, target=2014).table
    printed = [(0.0259, 0.0607), (0.0132, 0.0787), (0.00286, 0.0907), (-0.00714, 0.101)]
    printed += [(-0.0271, 0.121)]
    np.testing.assert_allclose(found[["conf_low", "conf_high"]], printed, atol=6e-4)


def test_conventional_bounds_take_the_covariance_as_known(make_panel, names):
    """The switch gives normal quantiles; with few clusters the printed intervals are wider."""
    study = event_study(make_panel(2, n=30), **names, window=(-3, 1), cluster="state")
    plain = honest_did(study, grid=[0, 1], covariance="conventional")
    given = study.coefficients("conventional")
    pd.testing.assert_frame_equal(plain.table, honest_did(given, grid=[0, 1]).table)
    assert given.df_of(np.ones(len(given.period))) == np.inf
    few = honest_did(study, grid=[0]).table.iloc[0]
    wide = few["conf_high"] - few["conf_low"]
    assert wide > plain.table["conf_high"][0] - plain.table["conf_low"][0]


def test_a_target_of_some_years_is_their_mean():
    """Hand-made: effects 1 and 3 with variances 4 and 0, nothing else moves."""
    covariance = np.diag([1.0, 1.0, 4.0, 1e-12])
    given = Coefficients([2011, 2012, 2014, 2015], [0, 0, 1.0, 3.0], covariance, reference=2013)
    found = honest_did(given, grid=[0], target=(2014, 2015))
    centre, half = 2.0, 1.96 * 1.0
    expected = [centre - half, centre + half]
    assert found.table.loc[0, ["conf_low", "conf_high"]].tolist() == pytest.approx(
        expected, abs=1e-3
    )


def test_vectors_that_do_not_fit_are_refused():
    """A covariance of another size, periods out of order and gaps: each a sentence."""
    with pytest.raises(AnalysisError, match=r"2 periods and 2 estimates do not fit a covariance"):
        Coefficients([-2, 0], [1.0, 2.0], np.eye(3))
    with pytest.raises(AnalysisError, match="do not lie in order around -1: sort them"):
        Coefficients([0, -2], [1.0, 2.0], np.eye(2))
    gap = Coefficients([2010, 2012, 2014], [0, 0, 1.0], np.eye(3), reference=2013)
    with pytest.raises(AnalysisError, match="2010, 2012, 2013, 2014 have gaps"):
        honest_did(gap)
    with pytest.raises(UsageError, match="no covariance is called 'robust'"):
        honest_did(gap, covariance="robust")


@pytest.mark.parametrize("seed", range(3))
def test_smoothness_is_the_shortest_interval(seed):
    """A direct search over all combinations finds nothing shorter, and the same length."""
    before, target, limit = 4, np.array([0.5, 0.5]), 0.2
    beta, covariance = problem(seed, before, 2)
    low, high = smooth_interval(beta, covariance, before, target, limit)
    line, bend = bends(before, 2)

    def half(free):
        weights = np.concatenate([[0.0], free, target])
        weights[0] = -(weights @ line) / line[0]
        error = np.sqrt(weights @ covariance @ weights)
        return error * folded_quantile(limit * np.abs(bend.T @ weights).sum() / error)

    options = {"xatol": 1e-10, "fatol": 1e-13, "maxiter": 20000, "maxfev": 20000}
    starts = np.random.default_rng(seed).normal(size=(4, before - 1))
    best = min(
        optimize.minimize(half, start, method="Nelder-Mead", options=options).fun
        for start in starts
    )
    assert (high - low) / 2 == pytest.approx(best, rel=1e-6)


def test_smoothness_at_zero_is_linear_extrapolation():
    """One lead and one effect: the line through lead and reference is taken off."""
    low, high = smooth_interval(np.array([1.0, 4.0]), np.eye(2), 1, np.array([1.0]), 0.0)
    assert (low + high) / 2 == pytest.approx(4.0 + 1.0)
    assert (high - low) / 2 == pytest.approx(1.959964 * np.sqrt(2), rel=1e-6)


@pytest.mark.parametrize("restriction", ["relative_magnitudes", "smoothness"])
def test_breakdown_is_where_zero_enters(make_panel, names, restriction):
    """Just below the breakdown value zero is outside, just above inside."""
    result = event_study(make_panel(0), **names, window=(-4, 2))
    found = honest_did(result, restriction, target=0)
    assert 0 < found.breakdown < np.inf
    around = honest_did(
        result, restriction, [0.99 * found.breakdown, 1.01 * found.breakdown], target=0
    )
    assert around.table["includes_zero"].tolist() == [False, True]


def test_at_zero_it_is_the_interval_of_the_event_study(make_panel, names):
    """Parallel trends give back the event study's own interval, Student's t included."""
    result = event_study(make_panel(1), **names)
    found = honest_did(result, grid=[0, 1], target=0).table.iloc[0]
    row = result.table.set_index("event_time").loc[0]
    assert found[["conf_low", "conf_high"]].tolist() == pytest.approx(
        row[["conf_low", "conf_high"]].tolist()
    )
    assert found["limit"] == 0


def test_honest_did_refuses_what_it_cannot_bound(make_panel, names):
    """Leads on another footing, missing leads and misspelt names are refused."""
    frame = make_panel(0)
    with pytest.raises(UsageError, match="use callaway_santanna"):
        honest_did(event_study(frame, **names, estimator="imputation"))
    result = event_study(frame, **names)
    with pytest.raises(UsageError, match="did you mean 'smoothness'"):
        honest_did(result, "smoothnes")
    with pytest.raises(UsageError, match="no target is called '9'"):
        honest_did(result, target=9)
    with pytest.raises(UsageError, match="finite numbers from 0 up"):
        honest_did(result, grid=[-1])
    with pytest.raises(AnalysisError, match="needs a lead"):
        honest_did(event_study(frame, **names, window=(-1, 2)))


def test_more_event_times_than_clusters_are_refused(make_panel, names):
    """A covariance from few clusters has no inverse; the message names the way out."""
    frame = make_panel(0, n=60)
    frame["region"] = frame["place"] % 4
    with pytest.raises(AnalysisError, match=r"too few clusters.*choose a window"):
        honest_did(event_study(frame, **names, cluster="region"))
    assert np.isnan(event_study(frame, **names, cluster="region").pretest["p"])


def test_a_lead_on_two_clusters_widens_the_bounds(make_panel, names):
    """Leads count on their own degrees of freedom; without violations nothing changes."""
    frame = make_panel(n=120, periods=3)
    late = frame.loc[frame.adopted == 2004, "place"].unique()[:2]
    adopted = np.where(frame.adopted == 2003, 2001, 0)
    frame["adopted"] = np.where(frame.place.isin(late), 2002, adopted)
    study = event_study(frame, **names)
    lead = study.table.set_index("event_time").loc[-2]
    smooth = honest_did(study, "smoothness", grid=[0]).table.iloc[0]
    assert lead["df"] == 1
    assert smooth["conf_high"] - smooth["conf_low"] > 10 * lead["std_error"]


def test_a_grid_of_words_is_refused(make_panel, names):
    """Limits are numbers: anything else is a sentence."""
    with pytest.raises(UsageError, match="grid must hold finite numbers"):
        honest_did(event_study(make_panel(), **names), grid=["much"])


def test_few_clusters_carry_on_the_least_squares_line():
    """Leads 1, 2 and 0 at -3, -2 and -1 lie around a line that falls by 0.5 a period from 1."""
    given = Coefficients([-3, -2, 0], [1.0, 2.0, 4.0], np.diag([9.0, 1.0, 4.0]), df=[5.0, 5.0, 5.0])
    found = honest_did(given, "smoothness", grid=[0]).table.iloc[0]
    ahead = 1.0 - 2 * 0.5
    assert (found["conf_low"] + found["conf_high"]) / 2 == pytest.approx(4.0 - ahead)
    # The line two periods on is -2/3 of the first lead, 1/3 of the second and 4/3 of none.
    half = stats.t.ppf(0.975, 5) * np.sqrt(4.0 + 9 * (2 / 3) ** 2 + 1 * (1 / 3) ** 2)
    assert (found["conf_high"] - found["conf_low"]) / 2 == pytest.approx(half)


@pytest.mark.parametrize(
    ("restriction", "unit"), [("smoothness", 1e-6), ("relative_magnitudes", 1)]
)
def test_a_breakdown_is_in_the_units_of_its_limit(restriction, unit):
    """Outcomes in millionths break down at a millionth of the slope, at the same magnitude."""
    estimate, covariance = np.array([0.01, -0.01, 0.6, 0.7]), np.diag([1.0, 1, 2, 2]) / 200

    def breakdown(scale: float) -> float:
        given = Coefficients([-3, -2, 0, 1], scale * estimate, scale**2 * covariance)
        return honest_did(given, restriction, [0]).breakdown

    assert breakdown(1e-6) == pytest.approx(unit * breakdown(1.0), rel=1e-3)


@pytest.mark.filterwarnings("error")
def test_the_shortest_interval_is_sought_without_a_warning():
    """Every option of the search is one that it knows."""
    low, high = smooth_interval(np.array([0.1, 0.2, 1.0]), np.eye(3), 2, np.ones(1), 0.5)
    assert low < 1.0 < high


@pytest.mark.parametrize(
    ("restriction", "most"), [("relative_magnitudes", 2.0), ("smoothness", 0.2)]
)
def test_limits_reach_from_zero_to_twice_or_to_the_error(restriction, most):
    """Nine of them unless asked otherwise; the target's standard error is 0.2."""
    given = Coefficients([-2, 0], [0.1, 2.0], [[0.01, 0.0], [0.0, 0.04]])
    limits = honest_did(given, restriction).table["limit"]
    assert limits.tolist() == pytest.approx(np.linspace(0, most, 9).tolist())
