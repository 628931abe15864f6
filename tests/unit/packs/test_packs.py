"""The taxonomy and the reading tables: what ships is whole, and what is written wrongly is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from sawt.errors import CallError
from sawt.locale import LANGUAGES, sentence
from sawt.packs.readings import load_reading_tables, parse_reading_tables
from sawt.packs.taxonomy import GROUPS, LISTS, load_taxonomy, parse_taxonomy

TAXONOMY = load_taxonomy()
TABLES = load_reading_tables()
COUNTS = {"kind": 9, "service": 18, "challenge": 23, "sentiment": 3, "urgency": 2, "lang": 5}
COUNTS |= {"jurisdiction": 16, "segment": 9}
SMALL = "\n".join(f'[{name}.a]\nar = "أ"\nen = "A"' for name in LISTS)


def test_the_taxonomy_that_ships_has_every_code_of_every_list():
    assert {name: len(TAXONOMY.codes(name)) for name in LISTS} == COUNTS
    assert {name: of["ar"] for name, of in (("fees", TAXONOMY.names("challenge", "fees")),)} == {
        "fees": "ارتفاع الرسوم أو عدم وضوحها"
    }


def test_challenges_are_grouped_for_the_review():
    apart = {code: group for code, group in TAXONOMY.groups.items() if group != "obstacle"}
    assert apart == {"information_need": "information", "market_conduct": "market", "none": "none"}
    assert set(TAXONOMY.groups.values()) == set(GROUPS)


def test_a_code_that_is_not_known_stands_for_itself():
    assert TAXONOMY.names("challenge", "new") == {"ar": "new", "en": "new"}
    assert TAXONOMY.codes("nothing") == ()


def test_what_the_demo_writes_is_known():
    from sawt.demo.themes import CHALLENGE_CODES, QUEUE_OF_SERVICE, SERVICE_CODES

    for service in SERVICE_CODES:
        for challenge in CHALLENGE_CODES:
            told = TABLES.wrap_up(f"{service}:{challenge}")
            assert told == {"service": service, "challenge": challenge}
    assert all(TABLES.queue("call", queue) for queue in QUEUE_OF_SERVICE.values())


@pytest.mark.parametrize(
    "code", ["", ":", "licensing", "licensing:", "licensing:fees:x", "fees:licensing", "x:fees"]
)
def test_a_code_that_is_not_whole_tells_nothing(code):
    assert TABLES.wrap_up(code) is None


@pytest.mark.parametrize("queue", [("call", "7001"), ("call", "7090"), ("visit", "7002"), ("call", "")])
def test_a_queue_that_serves_everybody_tells_nothing(queue):
    assert TABLES.queue(*queue) is None


def test_the_id_changes_with_the_tables_and_with_the_taxonomy_and_fits_an_authors_name():
    ids = {
        parse_reading_tables(text, "f", TAXONOMY, named).id
        for text, named in (("", ""), ("# other", ""), ("", "other"), ('version = "2"', ""))
    }
    assert len(ids) == 4
    assert all(len(made) <= 40 and made.replace("-", "").isalnum() for made in ids)


def test_a_workspaces_own_file_takes_the_place_of_the_whole(tmp_path: Path):
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "taxonomy.toml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "packs" / "readings.toml").write_text(
        '[wrap_up.codes]\n"1" = { kind = "a" }\n', encoding="utf-8"
    )
    tables = load_reading_tables(tmp_path)
    assert tables.wrap_up("1") == {"kind": "a"} and tables.wrap_up("licensing:fees") is None
    assert tables.taxonomy.groups == {"a": "obstacle"}


WRONG = {
    "packs.not_toml": ("[kind", parse_taxonomy),
    "packs.no_codes": ('[kind.a]\nar = "أ"\nen = "A"', parse_taxonomy),
    "packs.bad_code": (SMALL.replace('en = "A"', "", 1), parse_taxonomy),
    "packs.bad_group": (SMALL.replace("[challenge.a]", '[challenge.a]\ngroup = "x"'), parse_taxonomy),
    "packs.unknown_head": ('[wrap_up.codes]\n"1" = { mood = "a" }', None),
    "packs.unknown_code": ('[queues.call]\n"1" = { challenge = "feez" }', None),
    "packs.not_a_table": ('[queues]\ncall = "7001"', None),
}


@pytest.mark.parametrize("code", WRONG)
def test_what_cannot_be_used_is_said_with_its_file(code):
    text, parse = WRONG[code]
    with pytest.raises(CallError) as refused:
        parse(text, "packs/x.toml") if parse else parse_reading_tables(text, "packs/x.toml", TAXONOMY)
    assert refused.value.code == code
    for lang in LANGUAGES:
        assert "packs/x.toml" in sentence(code, refused.value.params, lang)


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path):
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "taxonomy.toml").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(CallError, match=r"packs\.unreadable"):
        load_taxonomy(tmp_path)
