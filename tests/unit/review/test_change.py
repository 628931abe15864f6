"""Changes: absolute, relative, and unknown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sawt.review.change import change
from tests.unit.review.figures import figure

values = st.one_of(st.none(), st.integers(0, 10**9), st.floats(0, 1e9))


def test_a_change_has_its_difference_and_its_ratio():
    found = change(figure("calls_inbound", 177), figure("calls_inbound", 100))
    assert (found.value, found.difference, found.ratio) == (100, 77, 1.77)
    assert found.as_json() == {"value": 100, "difference": 77, "ratio": 1.77, "comparable": True}


@given(values, values)
def test_unknown_stays_unknown(now, then):
    found = change(figure("visits", now), figure("visits", then))
    assert found.value == then
    assert (found.difference is None) == (now is None or then is None)
    assert (found.ratio is None) == (now is None or not then)


def test_no_figure_then_is_nothing_to_compare_with():
    assert change(figure("visits", 3), None).as_json() == {
        "value": None,
        "difference": None,
        "ratio": None,
        "comparable": False,
    }


def test_an_unfinished_span_is_not_comparable():
    assert not change(figure("visits", 3), figure("visits", 3, complete=False)).comparable
