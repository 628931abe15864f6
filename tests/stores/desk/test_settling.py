"""Many voices become one: by majority, by a person's decision, or not at all; and how far they agree."""

from __future__ import annotations

import pytest

from sawt.desk.annotators import annotator_add, annotator_retire
from sawt.desk.decisions import decision_on_label, decision_on_model, decision_read
from sawt.desk.labels import example_read, label_agreement, label_resolve
from sawt.desk.tasks import task_export, task_read
from sawt.desk.values import ContactKey, Task
from sawt.errors import CallError
from tests.stores.desk.conftest import AT, CODES, LATER, WORDS

FIRST = ContactKey("tickets", "1")


@pytest.fixture
def three(desk):
    annotator_add(desk, "huda", "Huda", AT)
    return desk


def settled(desk, head="kind"):
    return {str(one.contact): (one.value, one.settled) for one in label_resolve(desk) if one.head == head}


def test_more_than_half_of_the_voices_settle_it(three, bring):
    bring(
        "tickets/1,inquiry,,,amal\ntickets/1,inquiry,,,said\ntickets/1,praise,,,huda\n"
        "tickets/2,inquiry,,,amal\ntickets/2,praise,,,said\n"
        "calls/a/b,praise,,,huda\n"
    )
    assert settled(three) == {
        "tickets/1": ("inquiry", "majority"),
        "tickets/2": (None, "disputed"),
        "calls/a/b": ("praise", "one"),
    }
    (one,) = [r for r in label_resolve(three) if r.contact == FIRST]
    assert (one.voices, one.agreeing) == (3, 2)


def test_each_has_one_voice_the_newest_over_all_rounds(three, bring):
    bring("tickets/1,praise,,,amal\ntickets/1,inquiry,,,said\n")
    bring("tickets/1,inquiry,,,amal\n", at=LATER, round_="r2")
    assert settled(three) == {"tickets/1": ("inquiry", "majority")}


def test_a_decision_settles_a_dispute_and_the_newest_holds(three, bring):
    bring("tickets/1,inquiry,,,amal\ntickets/1,praise,,,said\n")
    made = decision_on_label(three, FIRST, "kind", "شكوى", WORDS, "Huda", "names a fault", AT)
    assert settled(three) == {"tickets/1": ("complaint", "decision")}
    decision_on_label(three, FIRST, "kind", "praise", WORDS, "huda", "read again", LATER)
    assert settled(three) == {"tickets/1": ("praise", "decision")}
    kept = decision_read(three, subject="tickets/1")
    assert [(d.value, d.reason, d.decided_by) for d in kept] == [
        ("complaint", "names a fault", "huda"),
        ("praise", "read again", "huda"),
    ]
    assert kept[0] == made and kept[0].decided_at.isoformat() == AT


def test_a_decision_is_about_the_text_that_was_read(three, bring, tmp_path):
    bring("tickets/1,inquiry,,,amal\n")
    decision_on_label(three, FIRST, "kind", "praise", WORDS, "huda", "read it", AT)
    task_export(three, tmp_path / "r2.csv", "r2", [Task(FIRST, "another text")], tuple(CODES), AT)
    bring("tickets/1,complaint,,,amal\n", round_="r2", at=LATER)
    held = {one.text_print: one.value for one in label_resolve(three)}
    assert sorted(held.values()) == ["complaint", "praise"]


def test_who_may_decide_and_on_what(three, bring):
    annotator_add(three, "model:3", "the model", AT, kind="machine")
    annotator_retire(three, "said")
    bring("tickets/1,inquiry,,,amal\n")
    for how, code in (
        ({"by": "model:3"}, "desk.may_not_decide"),
        ({"by": "said"}, "desk.may_not_decide"),
        ({"by": "nobody"}, "desk.unknown_annotator"),
        ({"reason": "  "}, "desk.no_reason"),
        ({"value": "nonsense"}, "desk.unknown_code"),
        ({"head": "mood"}, "desk.unknown_code"),
        ({"head": "challenge", "value": "none"}, "desk.not_labelled"),
        ({"contact": ContactKey("tickets", "2")}, "desk.not_labelled"),
    ):
        asked = {"contact": FIRST, "head": "kind", "value": "praise", "by": "huda", "reason": "why", **how}
        with pytest.raises(CallError) as refused:
            decision_on_label(three, words=WORDS, at=AT, **asked)
        assert refused.value.code == code, how
    assert decision_read(three) == ()


def test_a_decision_on_a_model_is_kept(three):
    decision_on_model(three, "model:4", "refused", "amal", "worse on challenge", AT)
    decision_on_model(three, "model:5", "used", "amal", "better on all heads", LATER)
    assert [(d.subject, d.value) for d in decision_read(three, "model")] == [
        ("model:4", "refused"),
        ("model:5", "used"),
    ]
    with pytest.raises(CallError):
        decision_on_model(three, "model:6", "used", "amal", "", AT)


def test_secondary_challenges_that_most_name_are_kept(three, bring):
    bring(
        "tickets/2,,processing_delay,information_need|unclear_requirements,amal\n"
        "tickets/2,,processing_delay,information_need,said\n"
        "tickets/2,,processing_delay,,huda\n"
    )
    (one,) = label_resolve(three)
    assert (one.value, one.also) == ("processing_delay", ("information_need",))


def test_examples_are_what_a_model_learns_from(three, bring):
    bring("tickets/1,inquiry,none,,amal\ntickets/1,praise,none,,said\n")
    bring("tickets/2,complaint,processing_delay,information_need,amal\n")
    first, second = example_read(three)
    assert (first.contact, first.labels) == (FIRST, {"challenge": "none"})
    assert (second.labels, second.also, second.way) == (
        {"challenge": "processing_delay", "kind": "complaint"},
        ("information_need",),
        "random",
    )
    assert second.text == task_read(three)[1].text


def test_an_example_came_by_the_way_of_the_round_in_which_it_was_labelled(three, bring, tmp_path):
    (task,) = [task for task in task_read(three, "r1") if task.contact == FIRST]
    again = Task(FIRST, task.text, way="uncertain")
    task_export(three, tmp_path / "r2.csv", "r2", [again], tuple(CODES), AT)
    bring("tickets/1,inquiry,,,amal\n", round_="r2")
    assert [example.way for example in example_read(three)] == ["uncertain"]


def test_machines_teach_nothing_and_settle_nothing(three, bring):
    annotator_add(three, "model:3", "the model", AT, kind="machine")
    bring("tickets/1,inquiry,,,model:3\n")
    assert label_resolve(three) == () and example_read(three) == ()


def test_agreement_is_that_of_the_published_example(three, bring):
    """Krippendorff (2011), section B: two who label twelve articles, alpha 0.692, nine of twelve alike."""
    said = dict(zip("abcde", CODES["challenge"], strict=True))
    texts = {ContactKey("news", str(n)): f"article {n}" for n in range(12)}
    for who, letters in (("amal", "aabbdcccedda"), ("said", "babbbccceddd")):
        rows = [f"news/{n},{said[letter]},{who}\n" for n, letter in enumerate(letters)]
        bring("".join(rows), head="contact,challenge,annotator\n", texts=texts)
    bring("tickets/1,none,huda\n", head="contact,challenge,annotator\n")  # labelled by one alone
    (found,) = label_agreement(three, seed=1, heads=["challenge"])
    assert (found.contacts, found.labels, found.annotators) == (12, 24, ("amal", "said"))
    assert found.percent == 0.75
    assert found.alpha == pytest.approx(0.692, abs=5e-4)
    low, high = found.alpha_interval
    assert low < found.alpha < high
    assert found.kappa == pytest.approx(13 / 19)
    assert set(found.confused) == {
        ("information_need", "unclear_requirements", 1.0),
        ("fees", "unclear_requirements", 1.0),
        ("fees", "information_need", 1.0),
    }
    (pair,) = label_agreement(three, 1, ["challenge"], between=("information_need", "unclear_requirements"))
    assert pair.contacts == 4 and pair.percent == 0.75


def test_people_and_machine_may_be_compared(three, bring):
    annotator_add(three, "model:3", "the model", AT, kind="machine")
    bring("tickets/1,inquiry,,,amal\ntickets/1,inquiry,,,model:3\ntickets/2,praise,,,model:3\n")
    (people,) = label_agreement(three, 1, ["kind"])
    (both,) = label_agreement(three, 1, ["kind"], kinds=("person", "machine"))
    assert (people.contacts, people.alpha, people.percent) == (0, None, None)
    assert (both.contacts, both.percent, both.alpha) == (1, 1.0, None)
