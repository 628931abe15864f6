"""Rendering: strict where sentences are made, forgiving where an error is told."""

from __future__ import annotations

import pytest

from sawt.locale import areas, render, sentence


@pytest.mark.parametrize(
    ("code", "params", "lang"),
    [
        ("dates.no_such_sentence", {}, "ar"),
        ("no_such_area.key", {}, "ar"),
        ("../secrets.key", {}, "ar"),
        ("dates.not_a_month", {}, "ar"),
        ("nouns.call", {}, "ar"),
        ("dates.not_a_month", {"text": "x"}, "fr"),
    ],
)
def test_what_cannot_be_said_is_a_key_error_to_a_test(code, params, lang):
    with pytest.raises(KeyError):
        sentence(code, params, lang)


def test_what_cannot_be_said_is_shown_as_it_is_to_a_person():
    assert (
        render("intake.unheard_of", {"file": "x.csv", "line": 3}, "ar")
        == "intake.unheard_of (file=x.csv, line=3)"
    )
    assert render("unheard_of", None, "en") == "unheard_of"


@pytest.mark.parametrize("value", [object(), "not a number", [], {}, float("nan")])
def test_a_wrong_parameter_never_raises(value):
    for code in ("nouns.call", "metrics.value_share", "metrics.value_seconds", "review.not_known"):
        assert render(code, {"n": value, "x": value, "s": value, "titles": value, "why": value}, "ar")


def test_an_unknown_language_is_arabic():
    assert render("dates.month_1", {}, "fr") == "يناير"


def test_an_unknown_value_is_a_dash():
    assert render("metrics.value_count", {"n": None}, "ar") == "–"


def test_braces_in_a_parameter_stay_text():
    assert "{x}" in render("dates.not_a_month", {"text": "{x}"}, "en")


def test_sentences_inside_sentences():
    months = [(f"dates.month_{n}", {}) for n in (1, 2, 3)]
    params = {"titles": months, "why": ("dates.day", {"day": 1, "month": "x", "year": 2025})}
    assert render("review.not_known", params, "en").startswith("January, February and March: 1 x 2025")
    assert render("review.not_known", params, "ar").startswith("يناير وفبراير ومارس: ")


def test_the_areas_are_files():
    assert {"dates", "metrics", "notes", "nouns", "review"} <= set(areas())
