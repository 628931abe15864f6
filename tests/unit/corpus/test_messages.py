"""The seed corpus: every line is of the taxonomy, no two are alike, and every code and voice is covered."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files

import numpy as np
import pytest
from scipy import sparse

from sawt import corpus
from sawt.packs.taxonomy import load_taxonomy
from sawt.understanding.spelling import fold

EVERY = {part: corpus.messages(part) for part in corpus.PARTS}
ALL = [message for part in EVERY.values() for message in part]
TABLES = sorted(
    (part, table)
    for part in corpus.PARTS
    for table in (files("sawt.corpus") / "messages" / part).iterdir()
    if table.name.endswith(".tsv")
)
BODIES = [code for code in load_taxonomy().codes("jurisdiction") if code not in ("ours", "unclear")]


def trigrams(texts: list[str]) -> sparse.csr_matrix:
    """Which runs of three letters stand in which text."""
    places: dict[str, int] = {}
    rows, columns = [], []
    for row, text in enumerate(texts):
        for run in {text[at : at + 3] for at in range(max(len(text) - 2, 1))}:
            rows.append(row)
            columns.append(places.setdefault(run, len(places)))
    ones = np.ones(len(rows), np.float32)
    return sparse.csr_matrix((ones, (rows, columns)), shape=(len(texts), len(places)))


def alike(texts: list[str], above: float, at_once: int = 500) -> list[tuple[int, int, float]]:
    """Pairs of texts that share more than so much of their trigrams: by the Jaccard index."""
    table = trigrams(texts)
    sizes = np.asarray(table.sum(1)).ravel()
    turned = table.T.tocsr()
    found = []
    for start in range(0, len(texts), at_once):
        shared = (table[start : start + at_once] @ turned).tocoo()
        row, column = shared.row + start, shared.col
        index = shared.data / (sizes[row] + sizes[column] - shared.data)
        for at in np.flatnonzero((index > above) & (row < column)):
            found.append((int(row[at]), int(column[at]), float(index[at])))
    return sorted(found)


def test_the_measure_of_likeness_by_hand() -> None:
    third = pytest.approx(1 / 3)
    assert alike(["abcd", "abcx", "abcd"], 0.3) == [(0, 1, third), (0, 2, 1), (1, 2, third)]
    assert alike(["abcd", "abcx", "abcd"], 0.5) == [(0, 2, 1)]


@pytest.mark.parametrize("part", corpus.PARTS)
def test_every_line_is_of_the_taxonomy(part: str) -> None:
    lists, wrong = load_taxonomy(), []
    for message in EVERY[part]:
        said = {**message.labels, "segment": message.segment}
        wrong += [(message.id, name, code) for name, code in said.items() if code not in lists.codes(name)]
        challenge, also = message.labels["challenge"], message.also
        beside = set(also) - set(lists.codes("challenge")) or {challenge, "none"} & set(also)
        if beside or len(set(also)) < len(also):
            wrong.append((message.id, "also", ",".join(also)))
        if message.voice not in corpus.VOICES or set(message.traits) - set(corpus.TRAITS):
            wrong.append((message.id, message.voice, ",".join(message.traits)))
    assert wrong == []


@pytest.mark.parametrize("part", corpus.PARTS)
def test_every_text_is_whole_and_tidy(part: str) -> None:
    for message in EVERY[part]:
        assert message.text == message.text.strip() and fold(message.text), message.id
        assert not any(ord(letter) < 0x20 or 0xD800 <= ord(letter) < 0xE000 for letter in message.text), (
            message.id
        )


@pytest.mark.parametrize(("part", "table"), TABLES, ids=[f"{part}-{table.name}" for part, table in TABLES])
def test_every_line_of_a_file_is_a_message(part: str, table) -> None:
    text = table.read_text("utf-8")
    lines = text.split("\n")
    assert text.endswith("\n") and "\r" not in text and "\ufeff" not in text
    assert all(line.count("\t") == len(corpus.COLUMNS) - 1 for line in lines[:-1])
    stem = table.name.removesuffix(".tsv")
    read = [message for message in EVERY[part] if message.id.partition(":")[0] == stem]
    assert [message.id for message in read] == [f"{stem}:{number}" for number in range(1, len(lines))]
    assert [message.text for message in read] == [line.rpartition("\t")[2] for line in lines[:-1]]


def test_enough_was_written() -> None:
    assert len(ALL) >= 3_000 and len(EVERY["train"]) >= 3_000
    assert len({message.id for message in ALL}) == len(ALL)
    assert sum(message.labels["lang"] == "arabizi" for message in EVERY["train"]) >= 150


def test_no_text_is_written_twice() -> None:
    held = Counter(message.text for message in ALL)
    assert [text for text, count in held.items() if count > 1] == []


def test_parts_share_no_text_however_it_is_spelled() -> None:
    parts: dict[str, set[str]] = {}
    for part, messages in EVERY.items():
        for message in messages:
            parts.setdefault(fold(message.text), set()).add(part)
    assert [text for text, held in parts.items() if len(held) > 1] == []


@pytest.mark.slow
def test_no_two_messages_of_any_part_are_alike() -> None:
    pairs = alike([message.text for message in ALL], 0.5)
    assert [(ALL[one].id, ALL[other].id, round(index, 2)) for one, other, index in pairs] == []


@pytest.mark.slow
def test_nor_are_they_when_spelled_in_one_way() -> None:
    pairs = alike([fold(message.text) for message in ALL], 0.5)
    assert [(ALL[one].id, ALL[other].id, round(index, 2)) for one, other, index in pairs] == []


@pytest.mark.parametrize("head", [*corpus.HEADS, "segment"])
def test_every_code_has_messages_to_learn_from(head: str) -> None:
    held = Counter(m.segment if head == "segment" else m.labels[head] for m in EVERY["train"])
    few = {code: held[code] for code in load_taxonomy().codes(head) if held[code] < 20}
    assert few == {}


@pytest.mark.parametrize("head", corpus.HEADS)
def test_every_code_is_judged(head: str) -> None:
    held = Counter(message.labels[head] for message in EVERY["test"])
    assert [code for code in load_taxonomy().codes(head) if not held[code]] == []


@pytest.mark.parametrize("voice", [voice for voice in corpus.VOICES if voice != "short"])
def test_every_voice_meets_every_challenge(voice: str) -> None:
    met = {message.labels["challenge"] for message in EVERY["train"] if message.voice == voice}
    assert set(load_taxonomy().codes("challenge")) - met == set()


def test_short_messages_meet_every_challenge() -> None:
    met = {message.labels["challenge"] for message in EVERY["train"] if message.voice == "short"}
    assert set(load_taxonomy().codes("challenge")) - met == set()


def test_every_voice_and_trait_is_heard_in_every_part() -> None:
    for part in EVERY.values():
        assert {message.voice for message in part} == set(corpus.VOICES)
        assert {trait for message in part for trait in message.traits} == set(corpus.TRAITS)


def test_every_service_meets_nearly_every_challenge() -> None:
    met = {(message.labels["service"], message.labels["challenge"]) for message in EVERY["train"]}
    lists = load_taxonomy()
    holes = [
        (service, challenge)
        for service in lists.codes("service")
        for challenge in lists.codes("challenge")
        if (service, challenge) not in met
    ]
    assert len(holes) <= 4, holes


def test_voices_are_written_in_their_languages() -> None:
    held = {"english": {"en"}, "arabizi": {"arabizi"}, "msa": {"ar"}, "dialect": {"ar", "other"}}
    wrong = [m.id for m in ALL if m.voice in held and m.labels["lang"] not in held[m.voice]]
    assert wrong == []


def test_rules_of_the_taxonomy_that_a_table_can_hold() -> None:
    """Praise is of no obstacle and never reproaches; a mere question is not a complaint."""
    for message in ALL:
        kind, challenge = message.labels["kind"], message.labels["challenge"]
        if kind == "praise":
            assert (challenge, message.labels["sentiment"]) == ("none", "positive"), message.id
        if challenge == "information_need":
            assert kind in ("inquiry", "request", "suggestion"), (message.id, kind)


def test_the_ordinary_ones_are_of_the_ordinary_files() -> None:
    for message in ALL:
        assert message.hand == message.id[: message.id.index("-")]
        assert message.ordinary == (message.hand in corpus.ORDINARY)
    assert {message.hand for message in ALL} > set(corpus.ORDINARY)
    assert not any(message.ordinary for part in ("test", "demo") for message in EVERY[part])
    assert sum(message.ordinary for message in EVERY["train"]) >= 500


def test_a_part_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no part"):
        corpus.messages("train/../test")


def test_the_second_readers_sample_is_of_messages_that_exist() -> None:
    known = {message.id for message in ALL}
    lines = (files("sawt.corpus") / "second_pass.tsv").read_text("utf-8").splitlines()
    assert lines
    assert [line.split("\t")[0] for line in lines if line.split("\t")[0] not in known] == []


def test_bodies_have_their_turn_in_the_test_part() -> None:
    held = Counter(message.labels["jurisdiction"] for message in EVERY["test"])
    assert min(held[body] for body in BODIES) >= 1
