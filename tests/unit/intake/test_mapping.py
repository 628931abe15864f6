"""Mappings: everything that is wrong is told with the line on which it stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import permutations, product
from pathlib import Path
from typing import Any

import pytest

from sawt.errors import CallError, MappingError
from sawt.intake.mapping import reading as module
from sawt.intake.mapping.reading import CONDITIONS, parse_mapping
from sawt.intake.queue_log.queues import Queues
from sawt.intake.xes.types import Meanings
from sawt.packs import shipped_mapping, shipped_mappings
from sawt.vocabulary import TABLES
from tests.unit.intake.tables import read_table

HEAD = '[mapping]\ntable = "contacts"\nkey = ["id"]\n'
REST = '[constants]\ntouchpoint = "visit"\n[columns.started_at]\nfrom = "at"\n'
CODES = set(re.findall(r'"(mapping\.\w+)"', Path(module.__file__).read_text(encoding="utf-8")))

# `#!` marks the line that must be told.
WRONG = [
    ("mapping.not_toml", HEAD + "header_rows = = 1 #!\n" + REST),
    ("mapping.not_toml", HEAD + REST + 'title = """ never ends\n\nat all #!'),
    ("mapping.unknown_section", HEAD + REST + '[colums] #!\nwait_s = { from = "w" }\n'),
    ("mapping.unknown_section", "versoin = 3 #!\n" + HEAD + REST),
    ("mapping.unknown_section", HEAD + REST + '[[filters]] #!\ncolumn = "a"\nempty = true\n'),
    ("mapping.not_a_section", "constants = 3 #!\n" + HEAD),
    ("mapping.not_a_section", HEAD + REST.replace("[constants]", "[[constants]] #!")),
    ("mapping.not_a_section", 'columns = "all" #!\n' + HEAD),
    ("mapping.not_a_list", HEAD + REST + '[filter] #!\ncolumn = "a"\nempty = true\n'),
    ("mapping.not_a_list", HEAD + REST + '[outcome] #!\nset = "answered"\n'),
    ("mapping.unknown_key", HEAD + "\nheader = 1 #!\n" + REST),
    ("mapping.unknown_key", HEAD + REST + '[columns.wait_s]\nform = "w" #!\nfrom = "w"\n'),
    ("mapping.unknown_table", HEAD.replace('"contacts"', '"contact" #!') + REST),
    ("mapping.unknown_table", '# a note\n[mapping] #!\nkey = ["id"]\n' + REST),
    ("mapping.bad_key", HEAD.replace('["id"]', '"id" #!') + REST),
    ("mapping.bad_key", HEAD.replace('["id"]', "[] #!") + REST),
    ("mapping.bad_key", HEAD.replace('["id"]', '["id", 3] #!') + REST),
    ("mapping.bad_key", '[mapping] #!\ntable = "contacts"\n' + REST),
    ("mapping.target_missing", HEAD + '[constants]\ntouchpoint = "visit"\n[columns] #!\n'),
    ("mapping.unknown_target", HEAD + REST + '[columns.waits] #!\nfrom = "w"\n'),
    ("mapping.unknown_target", HEAD + REST + '[columns]\nwaits = { from = "w" } #!\n'),
    ("mapping.unknown_target", 'columns.waits.from = "w" #!\n' + HEAD + '[constants]\ntouchpoint = "visit"'),
    ("mapping.unknown_target", HEAD + REST + '[columns."external_id"] #!\nfrom = "w"\n'),
    ("mapping.unknown_target", HEAD + REST.replace("[columns.s", "hal = 'Seeb' #!\n[columns.s")),
    ("mapping.no_from", HEAD + REST + '[columns.wait_s] #!\n[columns.queue]\nfrom = "q"\n'),
    ("mapping.no_from", HEAD + REST + "[columns.wait_s]\nfrom = [1] #!\n"),
    ("mapping.no_from", HEAD + REST + '[columns]\nwait_s = "w" #!\n'),
    ("mapping.unknown_identity", HEAD + REST + '[columns.customer]\nidentity = "fax" #!\nfrom = "c"\n'),
    ("mapping.unknown_identity", HEAD + REST + '[columns.queue]\nidentity = "phone" #!\nfrom = "c"\n'),
    ("mapping.unknown_unit", HEAD + REST + '[columns.wait_s]\nunit = "days" #!\nfrom = "w"\n'),
    ("mapping.unknown_unit", HEAD + REST + '[columns.queue]\nunit = "s" #!\nfrom = "w"\n'),
    ("mapping.unknown_otherwise", HEAD + REST + '[columns.queue]\notherwise = "drop" #!\nfrom = "w"\n'),
    ("mapping.bad_values", HEAD + REST + '[columns.queue]\nvalues = ["a"] #!\nfrom = "w"\n'),
    ("mapping.bad_values", HEAD + REST + '[columns.queue]\nvalues = { a = ["b"] } #!\nfrom = "w"\n'),
    ("mapping.unknown_word", HEAD + REST.replace('"visit"', '"hall" #!')),
    ("mapping.unknown_word", HEAD + REST + '[columns.direction]\nvalues = { I = "in" } #!\nfrom = "d"\n'),
    ("mapping.unknown_word", HEAD + REST + '[columns.direction]\ndefault = "in" #!\nfrom = "d"\n'),
    ("mapping.unknown_word", HEAD + REST + '[[outcome]]\nset = "answered"\n[[outcome]]\nset = "lost" #!\n'),
    ("mapping.bad_constant", HEAD + REST.replace('"visit"', "3 #!")),
    ("mapping.bad_constant", HEAD + REST.replace("[columns.s", "wait_s = true #!\n[columns.s")),
    ("mapping.bad_constant", HEAD + REST.replace("[columns.s", "due_at = 2025-01-01 #!\n[columns.s")),
    ("mapping.bad_condition", HEAD + REST + '[[filter]]\ncolumn = "a" #!\nis = "b"\n'),
    ("mapping.bad_condition", HEAD + REST + '[[filter]]\ncolumn = "a" #!\nequals = "b"\nempty = true\n'),
    ("mapping.bad_condition", HEAD + REST + '[[filter]]\ncolumn = "a" #!\none_of = "b"\n'),
    ("mapping.bad_condition", HEAD + REST + '[[filter]]\ncolumn = "a" #!\nabove = "b"\n'),
    ("mapping.bad_condition", HEAD + REST + '[[filter]] #!\nequals = "b"\n'),
    (
        "mapping.bad_condition",
        HEAD + REST + '[[outcome]]\nset = "answered"\n'
        '[[outcome]]\nset = "answered"\nwhen = { column = "a", like = "b" } #!\n',
    ),
    ("mapping.bad_pattern", HEAD + REST + '[[filter]]\ncolumn = "a"\nmatches = "(" #!\n'),
    ("mapping.bad_outcome", HEAD + REST + '[[outcome]]\nset = "answered"\n[[outcome]] #!\nwhen = []\n'),
    ("mapping.bad_outcome", HEAD + REST + '[[outcome]] #!\nset = "answered"\nif = "x"\n'),
    ("mapping.bad_outcome", 'outcome = ["answered"] #!\n' + HEAD + REST),
    ("mapping.bad_format", HEAD + 'formats = ["%Y-%m-%d", "%H:%M"] #!\n' + REST),
    ("mapping.bad_format", HEAD + 'formats = ["%d/%m"] #!\n' + REST),
    ("mapping.bad_format", HEAD + 'formats = "%Y-%m-%d" #!\n' + REST),
    ("mapping.bad_format", HEAD + 'formats = ["dd/mm/yyyy"] #!\n' + REST),
    ("mapping.bad_format", HEAD + REST + '[columns.due_at]\nformats = [3] #!\nfrom = "d"\n'),
    ("mapping.not_text", HEAD + "newest = 3 #!\n" + REST),
    ("mapping.not_text", HEAD + 'newest = "" #!\n' + REST),
    ("mapping.not_whole", HEAD + "header_rows = -1 #!\n" + REST),
    ("mapping.not_whole", HEAD + "skip_rows = true #!\n" + REST),
    ("mapping.not_whole", HEAD + "skip_rows = 1.5 #!\n" + REST),
    ("mapping.bad_delimiter", HEAD + "delimiter = '\"' #!\n" + REST),
    ("mapping.bad_delimiter", HEAD + 'delimiter = ";;" #!\n' + REST),
    ("mapping.bad_delimiter", HEAD + 'delimiter = "،" #!\n' + REST),
    ("mapping.bad_sheet", HEAD + "sheet = 0 #!\n" + REST),
    ("mapping.bad_sheet", HEAD + "sheet = true #!\n" + REST),
    ("mapping.unknown_zone", HEAD + 'time_zone = "Asia/Maskat" #!\n' + REST),
    ("mapping.unknown_zone", HEAD + 'time_zone = "../etc/passwd" #!\n' + REST),
]


def told(text: str) -> tuple[str, int]:
    with pytest.raises(MappingError) as error:
        parse_mapping(text)
    return error.value.code, error.value.params["line"]


def marked(text: str) -> int:
    (line,) = (n for n, line in enumerate(text.splitlines(), start=1) if "#!" in line)
    return line


@pytest.mark.parametrize(("code", "text"), WRONG)
def test_what_is_wrong_is_told_with_its_line(code: str, text: str) -> None:
    assert told(text) == (code, marked(text))


def test_no_kind_of_mistake_is_left_out_here() -> None:
    assert {code for code, _ in WRONG} == CODES


def test_the_text_without_the_mistakes_is_taken() -> None:
    mapping = parse_mapping(HEAD + REST)
    assert (mapping.table, mapping.key, mapping.key_line) == ("contacts", ("id",), 3)
    assert mapping.named_columns() == {"at": 7, "id": 3}


def test_a_misspelt_section_is_told_with_its_line_where_it_has_parts_too() -> None:
    text = HEAD + REST + '[colums.wait_s] #!\nfrom = "w"\n'
    assert told(text) == ("mapping.unknown_section", marked(text))


@pytest.mark.parametrize(
    "wrong", ['unit = "days" #!', 'otherwise = "drop" #!', "values = 3 #!", "utni = 1 #!"]
)
def test_the_line_is_right_in_any_order_of_a_columns_keys(wrong: str) -> None:
    for keys in permutations([wrong, 'from = "w"', 'formats = ["%Y-%m-%d"]', "default = 3"]):
        text = HEAD + REST + "[columns.wait_s]\n" + "\n".join(keys) + "\n"
        assert told(text)[1] == marked(text), text


def test_a_column_is_named_on_the_line_of_its_from() -> None:
    text = HEAD + REST + '[columns.wait_s]\nunit = "min"\nfrom = "Wait" #!\n'
    assert parse_mapping(text).named_columns()["Wait"] == marked(text)


@pytest.mark.parametrize("text", [
    HEAD.replace('"contacts"', '["contacts"] #!') + REST,
    HEAD + REST + '[columns.wait_s]\nunit = ["s"] #!\nfrom = "w"\n',
])  # fmt: skip
def test_a_list_where_a_word_belongs_is_a_mistake_like_any_other(text: str) -> None:
    assert told(text)[1] == marked(text)


ANYTHING = (
    *("3", "-1.5", "nan", "inf", "true", '"x"', '""', "[]", '["s"]', "[1]", "[[1]]", "{}", "{ a = 1 }"),
    *('{ a = ["b"] }', "2025-01-01", "10:00:00", "99999999999999999999", '"%d%d %Y"', '["%d%d %Y"]'),
    *("'('", '["\\u0000%Y"]', '"row"', '"events"', "[{ a = 1 }]", "[{}]"),
)
OF_A_COLUMN = ("from", "formats", "identity", "unit", "values", "otherwise", "default")
PLACES = {
    "mapping.": (
        *("table", "key", "newest", "time_zone", "header_rows", "skip_rows", "delimiter", "sheet"),
        *("formats", "target"),
    ),
    "": ("mapping", "columns", "constants", "events", "queues", "filter", "outcome"),
    "[columns]\n": ("started_at", "wait_s", "external_id"),
    "[constants]\n": ("touchpoint", "wait_s", "rating", "reopened", "due_at"),
    **{
        f'[columns.{n}]\nfrom = "a"\n': OF_A_COLUMN[1:] for n in ("wait_s", "customer", "direction", "due_at")
    },
    "[columns.hall]\n": OF_A_COLUMN,
    '[[filter]]\ncolumn = "a"\n': CONDITIONS,
    "[[filter]]\nequals = 3\n": ("column",),
    "[[outcome]]\n": ("set", "when", "basis"),
    '[[outcome]]\nset = "answered"\n': ("when", "basis"),
    "[events]\n": ("values", "first", "otherwise", "reopens"),
    "[queues]\n": ("7001",),
    '[queues."7001"]\n': ("language", "voicemail_keys"),
}


@pytest.mark.parametrize("section", PLACES)
@pytest.mark.parametrize("table", ["contacts", "events"])
def test_whatever_stands_anywhere_is_taken_or_told(section: str, table: str) -> None:
    head = [f'mapping.table = "{table}"\n', 'mapping.key = ["id"]\n', 'mapping.target = "tickets"\n']
    for key, value in product(PLACES[section], ANYTHING):
        place = f"{section}{key}"
        text = "".join(line for line in head if not line.startswith(place)) + f"{place} = {value}\n"
        for read in (parse_mapping, lambda text: Meanings.read(parse_mapping(text), text), as_queues):
            assert 1 <= line_told(read, text) <= len(text.splitlines()), text


def line_told(read: Callable[[str], Any], text: str) -> int:
    """The line of a mistake; 1 where there is none."""
    try:
        read(text)
    except MappingError as error:
        return int(error.params["line"])
    return 1


def as_queues(text: str) -> Queues:
    return Queues.read(text, {})


def test_a_mapping_of_columns_is_not_one_of_queues() -> None:
    text = HEAD + REST.replace("[columns.started_at]", "[columns.started_at] #!")
    with pytest.raises(MappingError) as error:
        as_queues(text)
    assert (error.value.code, error.value.params["line"]) == ("mapping.not_of_queues", marked(text))


@pytest.mark.parametrize("log", ['target = "calls"', "[events]", "[queues]"])
@pytest.mark.parametrize("table", ["contacts", "events"])
def test_a_table_needs_its_columns_also_under_a_mapping_for_logs(
    tmp_path: Path, table: str, log: str
) -> None:
    with pytest.raises(MappingError) as error:
        read_table(tmp_path, "id,at\n1,2025-01-05\n", HEAD.replace("contacts", table) + log)
    assert error.value.code == "mapping.target_missing"


@pytest.mark.parametrize("name", shipped_mappings())
def test_a_shipped_mapping_names_every_column_where_it_says(name: str) -> None:
    text = shipped_mapping(name).read_text(encoding="utf-8")
    mapping = parse_mapping(text)
    assert mapping.table in TABLES
    lines = text.splitlines()
    assert {
        column: line for column, line in mapping.named_columns().items() if column not in lines[line - 1]
    } == {}


def test_mappings_ship_and_another_name_is_refused() -> None:
    assert {"calls", "tickets", "platform"} <= set(shipped_mappings())
    with pytest.raises(CallError) as error:
        shipped_mapping("faxes")
    assert error.value.code == "mapping.unknown"
