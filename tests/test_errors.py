"""Errors keep what is the case and what to do about it apart, and say both."""

import pickle

import pytest

from sanctuary_research import errors

KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, errors.SanctuaryError)
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_error_keeps_case_and_fix(kind):
    """The text is both; without a fix it is the case; a copy from another process is the same."""
    error = kind("no rows", "check the filter")
    assert (error.case, error.fix) == ("no rows", "check the filter")
    assert str(error) == error.sentence == "no rows: check the filter"
    assert str(kind("no rows")) == "no rows"
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.case, again.fix) == (str(error), error.case, error.fix)


def test_a_failed_notebook_names_its_file_in_the_text_alone():
    """The path differs by machine: pages show the sentence, which has none."""
    error = errors.KernelError("cell 3: killed", path="out/failed/a.ipynb", cell=3)
    assert str(error) == "cell 3: killed; the half-run notebook is out/failed/a.ipynb"
    assert (error.sentence, error.cell) == ("cell 3: killed", 3)


def test_each_is_tried_and_only_refusals_are_kept():
    """What refuses does not stop the others; another kind of error is not swallowed."""

    def check(n):
        raise errors.AnalysisError(f"{n} is odd") if n % 2 else errors.UsageError("even")

    found, refused = errors.attempt_each([1, 3], check)
    assert found == {}
    assert [refused[n].case for n in (1, 3)] == ["1 is odd", "3 is odd"]
    with pytest.raises(errors.UsageError, match="even"):
        errors.attempt_each([1, 2], check)
    assert list(errors.attempt_each([1, 2], check, errors.SanctuaryError)[1]) == [1, 2]
