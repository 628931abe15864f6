"""Every sentence says the same in both languages, every code has a sentence, every sentence has a use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from string import Formatter
from typing import Any, get_args

import pytest

from sawt.facts.metrics import METRICS
from sawt.intake.refusals import Reason
from sawt.locale import LANGUAGES, areas, sentence, sentences_of
from sawt.locale.formats import AR_FORMS, EN_FORMS, LABEL, NUMBERS, PHRASES
from tests.guards.sources import literals, metric_ids, patterns, raised

CODES = [f"{area}.{key}" for area in areas() for key in sentences_of(area)]
FORMS = {"ar": set(AR_FORMS), "en": set(EN_FORMS)}
PERIOD = {"from": "2025-01", "to": "2025-11"}
SAMPLES = {
    "date": date(2025, 11, 30),
    "month": "2025-01",
    "period": PERIOD,
    "during": PERIOD,
    "between": (60, 7200),
}
SAMPLES |= {
    LABEL: {"ar": "تأخر", "en": "Delay"},
    "said": ("dates.month_1", {}),
    "listed": [("dates.month_1", {}), ("dates.month_2", {})],
}
CODE = re.compile(rf"(?:{'|'.join(areas())})\.[a-z](?:[a-z0-9_]*[a-z0-9])?")
FILE_NAME = re.compile(r".*\.(toml|py|json|jsonl|csv|md|sqlite3|html|parquet|txt|xlsx)")


def sentence_of(code: str) -> Mapping[str, Any]:
    area, key = code.split(".")
    return sentences_of(area)[key]


def texts_of(code: str, lang: str) -> list[str]:
    text = sentence_of(code)[lang]
    return list(text.values()) if isinstance(text, Mapping) else [text]


def placeholders(code: str, lang: str) -> set[tuple[str, str]]:
    parsed = (piece for text in texts_of(code, lang) for piece in Formatter().parse(text))
    return {(name, spec or "") for _, name, spec, _ in parsed if name is not None}


def is_plural(code: str) -> bool:
    return isinstance(sentence_of(code)["ar"], Mapping)


def test_both_languages_and_nothing_else():
    assert not [c for c in CODES if set(sentence_of(c)) != set(LANGUAGES)]


def test_plural_forms_are_complete_in_both_languages():
    assert not [c for c in CODES for t in sentence_of(c).values() if isinstance(t, Mapping) != is_plural(c)]
    assert not [
        c for c in CODES for lang, t in sentence_of(c).items() if is_plural(c) and set(t) != FORMS[lang]
    ]


def test_placeholders_agree():
    assert not [code for code in CODES if placeholders(code, "ar") != placeholders(code, "en")]


def test_formats_are_known():
    used = {(code, spec) for code in CODES for _, spec in placeholders(code, "ar") if spec}
    phrases = {code for code in CODES if is_plural(code)}
    assert not {(code, spec) for code, spec in used if spec not in {*NUMBERS, *PHRASES, LABEL, *phrases}}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_can_be_said(lang):
    for code in CODES:
        given = {name: SAMPLES.get(spec, 3) for name, spec in placeholders(code, lang)}
        for n in (0, 1, 2, 3, 11, 100) if is_plural(code) else ():
            assert sentence(code, {**given, "n": n}, lang)
        assert is_plural(code) or sentence(code, given, lang)


def test_arabic_is_arabic_and_says_customer():
    for code in CODES:
        arabic = " ".join(texts_of(code, "ar"))
        bare = re.sub(r"\{[^}]*\}", "", arabic)
        assert re.search(r"[\u0621-\u064a]", arabic) or not re.search(r"[A-Za-z]{3}", bare), code
        assert not re.search("المستخدم|المستفيد|(?<!خدمة )المراجع(ون|ين)", arabic), code


def test_every_raised_error_has_its_sentence():
    assert not [f"{path}:{line} {code}" for path, line, code, _ in raised() if code not in CODES]


def test_every_raised_error_gives_what_its_sentence_needs():
    lacking = []
    for path, line, code, given in raised():
        if code in CODES and given is not None:
            needed = {name for name, _ in placeholders(code, "ar")} | ({"n"} if is_plural(code) else set())
            lacking += [f"{path}:{line} {code} lacks {name}" for name in sorted(needed - given)]
    assert not lacking


def test_every_code_in_the_source_has_a_sentence():
    said = {(path, line, text) for path, line, text in literals() if CODE.fullmatch(text)}
    assert not {item for item in said if item[2] not in CODES and not FILE_NAME.fullmatch(item[2])}


def test_every_metric_has_its_title_and_its_definition():
    ids = metric_ids()
    assert "missed_rate" in ids
    assert not {f"metrics.{i}{end}" for i in ids for end in ("", "_definition")} - set(CODES)


def test_every_reason_of_a_reject_has_its_sentence_and_its_title():
    reasons = {f"{reason}{end}" for reason in get_args(Reason) for end in ("", "_title")}
    assert set(sentences_of("rejects")) == reasons


def test_every_note_is_given_and_every_sentence_of_a_metric_belongs_to_one():
    spoken = {text for _, _, text in literals()}
    assert not set(sentences_of("notes")) - spoken
    units = {f"unit_{metric.unit}" for metric in METRICS.values()}
    known = {f"{i}{end}" for i in metric_ids() for end in ("", "_definition")} | units
    told = {key for key in sentences_of("metrics") if not key.startswith("value_")}
    assert told == known


def test_every_sentence_is_used():
    spoken = {text for _, _, text in literals()}
    spoken |= {spec for code in CODES for lang in LANGUAGES for _, spec in placeholders(code, lang)}
    made = patterns()
    assert not [code for code in CODES if code not in spoken and not any(p.fullmatch(code) for p in made)]
