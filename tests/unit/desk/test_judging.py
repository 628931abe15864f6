"""The rules of taking and settling labels, without any database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sawt.desk.judging import Known, Taken, judge, key_of, weighed
from sawt.desk.label_files import Row
from sawt.desk.resolving import agreement, newest, resolve
from sawt.desk.values import Annotator, ContactKey, Decision, Label, Refusal, print_of, storable

AT = datetime(2025, 12, 1, tzinfo=UTC)
ONE = ContactKey("calls", "1")
WORDS = {
    "kind": {"inquiry": "inquiry", "praise": "praise"},
    "challenge": {"fees": "fees", "fines": "fines", "كثرة المتطلبات": "excessive", "excessive": "excessive"},
}
AMAL = Annotator("amal", "Amal", "person", True, AT)
KNOWN = Known(WORDS, {"amal": AMAL}, {ONE: [("", "p0"), ("r1", "p1"), ("r2", "p2")]}, "r1", AT)


def row(line=2, contact="calls/1", annotator="amal", round_="", text_print="", also=(), **written) -> Row:
    return Row(line, contact, annotator, round_, text_print, written, also)


def only(one: Row) -> Taken | Refusal:
    (judged,) = judge([one], KNOWN)
    return judged


def label(value="inquiry", annotator="amal", number=1, days=0, head="kind", text_print="p", also=()) -> Label:
    at = AT + timedelta(days=days)
    return Label(ONE, text_print, head, value, also, annotator, "person", "r1", at, True, number)


def test_which_text_a_label_is_for():
    assert only(row(kind="praise")).labels[0].text_print == "p1"  # the round's own
    (newest_one,) = judge([row(kind="praise")], replace(KNOWN, round="r9"))
    assert newest_one.labels[0].text_print == "p2"  # else the newest
    assert only(row(kind="praise", round_="r9")).reason == "unknown_round"
    assert only(row(kind="praise", text_print="p0")).labels[0].text_print == "p0"  # the one it names
    assert only(row(kind="praise", text_print="p9")).reason == "text_changed"


def test_words_are_read_in_any_case_and_as_titles():
    taken = only(row(kind="PRAISE", challenge="fees", also=("كثرة المتطلبات", "fines fees", "Fines")))
    assert [one.value for one in taken.labels] == ["praise", "fees"]
    assert taken.labels[1].also == ("excessive", "fines")  # once each, without the main one


def test_names_are_read_as_people_write_them():
    names = {"لا يوجد تحدٍّ": "none", "اعتراض (تظلّم)": "objection", "سلبي": "negative"}
    known = replace(KNOWN, words={"challenge": {**names, "none": "none", "wrong_data": "wrong_data"}})
    written = {
        "none": ("لا يوجد تحد", "لا يوجد تحدّ", "None"),
        "objection": ("إعتراض", "الاعتراض", "اعتراض (تظلم)"),
        "negative": ("السلبي",),
        "wrong_data": ("wrong data", "Wrong_Data"),
    }
    for code, words in written.items():
        for word in words:
            (taken,) = judge([row(challenge=word)], known)
            assert isinstance(taken, Taken) and taken.labels[0].value == code, word


def test_a_file_of_somebody_takes_no_rows_of_others():
    known = replace(KNOWN, whose="said")
    (refused,) = judge([row(kind="praise")], known)
    assert (refused.reason, refused.params) == ("other_annotator", {"value": "amal", "whose": "said"})
    (taken,) = judge([row(kind="praise")], replace(KNOWN, whose="Amal"))
    assert isinstance(taken, Taken)


def test_no_challenge_has_no_others_beside_it():
    words = {"challenge": {"none": "none", "fees": "fees"}}
    known = replace(KNOWN, words=words)
    (refused,) = judge([row(challenge="none", also=("fees",))], known)
    assert refused.reason == "also_of_none"
    (taken,) = judge([row(challenge="none", also=("none",))], known)
    assert taken.labels[0].also == ()


def test_a_word_that_is_like_none_is_told_all_codes():
    far, near = only(row(kind="xyz")), only(row(challenge="fee"))
    assert (far.reason, far.params["known"]) == ("no_code", "inquiry, praise")
    assert (near.reason, near.params["known"]) == ("unknown_code", "fees")


def test_what_a_row_adds_to_what_is_held():
    taken = only(row(kind="praise", challenge="fees"))
    became, new = weighed(taken, {})
    assert became == "saved" and [old for _, old in new] == [None, None]
    held = {key_of(one): one for one in taken.labels}
    assert weighed(taken, held) == ("same", [])
    other = only(row(kind="inquiry", challenge="fees"))
    became, new = weighed(other, held)
    assert became == "changed" and [(a.value, b.value) for a, b in new] == [("inquiry", "praise")]
    assert weighed(only(row(kind="praise", text_print="p2")), held)[0] == "changed"


def test_the_newest_of_each_annotator_counts_whatever_the_order():
    labels = [label("a", number=1), label("b", number=2, days=1), label("c", "said", number=3)]
    for order in permutations(labels):
        assert [one.value for one in newest(order)] == ["b", "c"]


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=7))
def test_a_majority_is_more_than_half(voices):
    labels = [label(value, f"a{n}", n) for n, value in enumerate(voices)]
    (one,) = resolve(labels)
    most = max(voices, key=voices.count)
    clear = 2 * voices.count(most) > len(voices)
    assert one.value == (most if clear else None)
    assert (one.settled == "disputed") == (not clear)
    assert (one.voices, one.agreeing) == (len(voices), voices.count(most) if clear else 0)


def test_a_decision_stands_against_every_voice_and_only_for_its_own_text_and_head():
    labels = [label("a"), label("a", "said", 2), label("a", text_print="q", number=3)]
    decided = Decision("label", str(ONE), "b", "why", "huda", AT, "kind", "p")
    of_model = Decision("model", "calls/1", "c", "why", "huda", AT, "kind", "q")
    found = {
        one.text_print: (one.value, one.settled, one.agreeing) for one in resolve(labels, [decided, of_model])
    }
    assert found == {"p": ("b", "decision", 0), "q": ("a", "one", 1)}


def test_labels_of_two_texts_are_not_compared():
    found = agreement("kind", [label("a"), label("b", "said", 2, text_print="q")], seed=1)
    assert (found.contacts, found.percent, found.confused) == (0, None, ())


def test_a_contacts_key_is_parted_at_the_first_slash():
    assert ContactKey.parse("calls/a/b") == ContactKey("calls", "a/b")
    assert str(ContactKey("calls", "a/b")) == "calls/a/b"
    assert [ContactKey.parse(text) for text in ("", "calls", "calls/", "/1")] == [None] * 4


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_a_prints_text_is_the_one_that_is_stored(text):
    assert print_of(text) == print_of(storable(text))
    assert storable(storable(text)) == storable(text)
    storable(text).encode("utf-8")
    assert "\0" not in storable(text)


@pytest.mark.parametrize("reason", ["unknown_code", "row_twice"])
def test_a_refusal_names_its_sentence(reason):
    assert Refusal(2, reason, {}).code == f"desk.refused_{reason}"
