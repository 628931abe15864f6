"""From labelled messages to a model: train, calibrate on what each part had not seen, compress, describe."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sawt.understanding.calibration import (
    Reliability,
    Threshold,
    calibration_error,
    confidence_of,
    corrected,
    fit_reliability,
    fit_temperatures,
    fit_threshold,
    probabilities,
)
from sawt.understanding.features.hashing import features_of
from sawt.understanding.heads.augmentation import second_versions
from sawt.understanding.heads.model import Head, Model, compressed
from sawt.understanding.heads.training import ENOUGH, train
from sawt.understanding.heads.vocabulary import Vocabulary, learn_vocabulary, weigh
from sawt.understanding.language import LANGUAGE_HEAD, allowed, bucket_of
from sawt.understanding.messages import prepared
from sawt.understanding.spelling import fold_all

FOLDS = 5
_MOST_FEATURES = 100_000  # kept in the file: with some seventy codes it stays below ten megabytes
_SECOND_VERSION = 0.5  # how much a second version counts beside the message itself


@dataclass(frozen=True)
class Example:
    """A labelled message: its text, a code for each head that it is labelled for, and how much it counts.

    ordinary: whether its kind comes in the proportions of an ordinary day. Only such messages calibrate.
    hand: who wrote it, where one person wrote many. All of one hand are unseen together, since what is
    asked is how well strangers are read; without it messages are parted by lot.
    """

    text: str
    labels: Mapping[str, str]
    weight: float = 1.0
    ordinary: bool = True
    hand: str = ""


@dataclass(frozen=True)
class Question:
    """A head in training: its codes, and for each example the number of its code, -1 where not labelled."""

    name: str
    labels: tuple[str, ...]
    truth: NDArray[np.int64]


def build(
    examples: Sequence[Example],
    codes: Mapping[str, Sequence[str]],
    seed: int,
    *,
    augment: bool = True,
    enough: float = ENOUGH,
) -> Model:
    """A calibrated model of the heads in `codes` (head: its codes), the same for the same examples and seed.

    augment: whether second versions of the texts teach too; enough: as for `train`.

    A code without an example is left out: the model cannot name it. Raises ValueError for fewer than
    two codes with examples in a head.
    """
    questions = [question_of(head, among, examples) for head, among in codes.items()]
    texts = prepared(example.text for example in examples)
    weights = np.array([example.weight for example in examples])
    fold = _folds(examples, seed)
    unseen = {
        question.name: np.zeros((len(texts), len(question.labels)), np.float32) for question in questions
    }
    for number in range(FOLDS):
        held = fold == number
        trained = _trained(
            _picked(texts, ~held), weights[~held], [_of(q, ~held) for q in questions], seed, augment, enough
        )
        for name, scores in _scored(trained, _picked(texts, held), questions).items():
            unseen[name][held] = scores
    heads, quality = [], {}
    bucket = _buckets(questions, unseen, texts)
    ordinary = np.array([example.ordinary for example in examples])
    for question in questions:
        head, quality[question.name] = _calibrated(question, unseen[question.name], texts, bucket, ordinary)
        heads.append(head)
    vocabulary, floats = _trained(texts, weights, questions, seed, augment, enough)
    vocabulary, floats = _without_the_light(vocabulary, floats)
    small, scales = compressed(floats)
    card = _card(examples, questions, quality, seed, augment)
    return Model(_version(vocabulary, small, scales), tuple(heads), vocabulary, small, scales, card)


def _folds(examples: Sequence[Example], seed: int) -> NDArray[np.int64]:
    """For each example the number of the part with which it is left out."""
    chance = np.random.default_rng(seed)
    fold = chance.permutation(len(examples)) % FOLDS
    hands = sorted({example.hand for example in examples} - {""})
    of_hand = dict(zip(hands, chance.permutation(len(hands)) % FOLDS, strict=True))
    return np.array(
        [of_hand.get(example.hand, by_lot) for example, by_lot in zip(examples, fold, strict=True)]
    )


def question_of(head: str, codes: Sequence[str], examples: Sequence[Example]) -> Question:
    """A head's codes that have examples, and the code of each. Raises ValueError for fewer than two."""
    used = {example.labels[head] for example in examples if head in example.labels}
    labels = tuple(code for code in codes if code in used)
    if len(labels) < 2:
        raise ValueError(f"{head}: fewer than two codes with examples")
    place = {code: number for number, code in enumerate(labels)}
    truth = np.array([place.get(example.labels.get(head, ""), -1) for example in examples], np.int64)
    return Question(head, labels, truth)


def _of(question: Question, among: NDArray[np.bool_]) -> Question:
    return Question(question.name, question.labels, question.truth[among])


def _picked(texts: Sequence[str], among: NDArray[np.bool_]) -> list[str]:
    return [texts[number] for number in np.flatnonzero(among).tolist()]


def _trained(
    texts: list[str],
    weights: NDArray[np.float64],
    questions: Sequence[Question],
    seed: int,
    augment: bool,
    enough: float,
) -> tuple[Vocabulary, NDArray[np.float32]]:
    """The vocabulary of the texts, and the weights of all heads side by side."""
    versions = 1
    if augment:
        texts = texts + second_versions(texts, seed)
        weights = np.concatenate([weights, weights * _SECOND_VERSION])
        versions = 2
    features = features_of(fold_all(texts))
    vocabulary = learn_vocabulary(features)
    weighed = weigh(features, vocabulary)
    columns = []
    for question in questions:
        truth = np.tile(question.truth, versions)
        counted = np.where(truth >= 0, weights, 0.0)
        columns.append(
            train(
                weighed,
                truth,
                len(question.labels),
                vocabulary.width,
                weights=counted,
                seed=seed,
                enough=enough,
            )
        )
    return vocabulary, np.hstack(columns)


def _scored(
    trained: tuple[Vocabulary, NDArray[np.float32]], texts: list[str], questions: Sequence[Question]
) -> dict[str, NDArray[np.float32]]:
    vocabulary, floats = trained
    heads = tuple(
        Head(question.name, question.labels, (), Reliability(), Threshold(0, 0)) for question in questions
    )
    return Model("", heads, vocabulary, *compressed(floats), {}).scores(features_of(fold_all(texts)))


def _calibrated(
    question: Question,
    unseen: NDArray[np.float32],
    texts: Sequence[str],
    bucket: NDArray[np.int64],
    ordinary: NDArray[np.bool_],
) -> tuple[Head, dict[str, float]]:
    """The head with all that makes its scores answers, and how well it did on what it had not seen."""
    known = (question.truth >= 0) & ordinary
    if not known.any():  # nothing of an ordinary day: all that is labelled has to do
        known = question.truth >= 0
    scores, truth, among = unseen[known], question.truth[known], bucket[known]
    if question.name == LANGUAGE_HEAD:
        scores = allowed(
            scores, question.labels, [text for text, is_known in zip(texts, known, strict=True) if is_known]
        )
    temperatures = fit_temperatures(scores, truth, among)
    given = probabilities(scores, np.array(temperatures)[among])
    reliability = fit_reliability(given, truth)
    given = corrected(given, reliability)
    threshold = fit_threshold(given, truth)
    confidence, margin = confidence_of(given)
    right = given.argmax(1) == truth
    answered = (confidence >= threshold.confidence) & (margin >= threshold.margin)
    quality = {
        "examples": int(known.sum()),
        "accuracy": _rounded(right.mean()),
        "coverage": _rounded(answered.mean()),
        "precision": _rounded(right[answered].mean()) if answered.any() else 0.0,
        "calibration_error": _rounded(calibration_error(confidence, right)),
    }
    return Head(question.name, question.labels, temperatures, reliability, threshold), quality


def _rounded(value: float) -> float:
    return round(float(value), 4)


def _buckets(
    questions: Sequence[Question], unseen: Mapping[str, NDArray[np.float32]], texts: Sequence[str]
) -> NDArray[np.int64]:
    """The calibration bucket of each text, by the language that the machine itself reads."""
    for question in questions:
        if question.name == LANGUAGE_HEAD:
            return bucket_of(question.labels, allowed(unseen[LANGUAGE_HEAD], question.labels, texts))
    return np.zeros(len(texts), np.int64)


def _without_the_light(
    vocabulary: Vocabulary, floats: NDArray[np.float32], most: int = _MOST_FEATURES
) -> tuple[Vocabulary, NDArray[np.float32]]:
    """The features that weigh most; the rest changes few answers and would make the file large."""
    if len(vocabulary.ids) <= most:
        return vocabulary, floats
    heavy = np.abs(floats[vocabulary.cues :]).sum(1) * vocabulary.idf
    keep = np.sort(np.argsort(-heavy, kind="stable")[:most])
    rows = np.concatenate([np.arange(vocabulary.cues), vocabulary.cues + keep])
    return Vocabulary(vocabulary.ids[keep], vocabulary.idf[keep], vocabulary.cues), floats[rows]


def _card(
    examples: Sequence[Example],
    questions: Sequence[Question],
    quality: Mapping[str, Mapping[str, float]],
    seed: int,
    augment: bool,
) -> dict[str, Any]:
    return {
        "examples": len(examples),
        "examples_print": print_of(examples),
        "seed": seed,
        "augmented": augment,
        "folds": FOLDS,
        "on_unseen_folds": dict(quality),
        "counts": {
            question.name: {
                label: int((question.truth == number).sum()) for number, label in enumerate(question.labels)
            }
            for question in questions
        },
    }


def print_of(examples: Sequence[Example]) -> str:
    """A print of all that a model learns from, whatever the order."""
    said = "\n".join(
        sorted(
            f"{example.text}\t{sorted(example.labels.items())}\t{example.weight}\t{example.ordinary}\t{example.hand}"
            for example in examples
        )
    )
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _version(vocabulary: Vocabulary, weights: NDArray[np.int8], scales: NDArray[np.float32]) -> str:
    """The version: a print of all that it weighs."""
    whole = hashlib.sha256()
    for part in (vocabulary.ids, vocabulary.idf, weights, scales):
        whole.update(np.ascontiguousarray(part).tobytes())
    return whole.hexdigest()[:12]
