"""One question asked of many messages: right answers, honest novelty, the same for the same seed."""

from __future__ import annotations

import numpy as np
import pytest

from sawt.understanding.heads import classifier
from sawt.understanding.heads.classifier import Classifier

SAID = {
    "delay": ["تأخر تجديد السجل {}", "انتظر الموافقة منذ اسبوع {}", "why is my licence late {}"],
    "fees": ["كم رسوم الرخصة {}", "الرسوم غالية {}", "how much is the fee {}"],
}
TEXTS = [text.format(number) for texts in SAID.values() for text in texts for number in range(8)]
LABELS = [label for label, texts in SAID.items() for _ in texts for _ in range(8)]


def test_answers_with_the_labels_it_was_given():
    learned = Classifier.fit(TEXTS, LABELS)
    assert learned.labels == ("delay", "fees")
    assert not learned.hidden, "few messages: the linear head alone"
    assert learned.predict(["السجل متأخر", "what is the fee"]) == ["delay", "fees"]
    assert np.allclose(np.exp(learned.scores(TEXTS)).sum(1), 1, atol=1e-5)


def test_what_nobody_said_is_more_novel_whatever_stands_beside_it():
    learned = Classifier.fit(TEXTS, LABELS)
    novelty = learned.novelty([TEXTS[0], TEXTS[-1], "zebra quantum xylophone"])
    assert novelty.argmax() == 2
    assert np.allclose(learned.novelty([TEXTS[0]]), novelty[0], atol=1e-5)


@pytest.mark.slow  # compiling takes its seconds
def test_many_messages_are_seen_by_every_view(monkeypatch):
    monkeypatch.setattr(classifier, "ENOUGH_TEXTS", 10)
    monkeypatch.setattr(classifier, "ENOUGH_LABELS", 2)
    monkeypatch.setattr(classifier, "HIDDEN", 1)
    monkeypatch.setattr(classifier, "ORDERED", 1)
    one, two = (Classifier.fit(TEXTS, LABELS, seed=4) for _ in range(2))
    assert one.linear is None
    assert len(one.hidden) == len(one.ordered) == 1
    assert one.scores(TEXTS).tobytes() == two.scores(TEXTS).tobytes()
    assert (np.array(one.predict(TEXTS)) == LABELS).mean() > 0.9


def test_one_label_is_no_question():
    with pytest.raises(ValueError, match="two labels"):
        Classifier.fit(["a", "b"], ["x", "x"])
