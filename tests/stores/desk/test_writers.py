"""Two who write at once both come in, each whole; one who is killed leaves nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sawt.desk import opening, settings
from sawt.desk.labels import label_read
from sawt.desk.opening import open_desk, writing
from sawt.desk.tables import models
from sawt.desk.tasks import task_read
from sawt.errors import StateError
from tests.stores.desk.conftest import WORDS

IMPORT = """
import json, os, signal, sys
from pathlib import Path
from sawt.desk import labels
from sawt.desk.label_files import read_label_file
from sawt.desk.opening import open_desk
folder, url, file, dies, words, texts = sys.argv[1:]
if dies:
    real = labels._write
    def write_and_die(desk, new):
        real(desk, new)
        os.kill(os.getpid(), signal.SIGKILL)
    labels._write = write_and_die
words = json.loads(words)
texts = {labels.ContactKey.parse(key): text for key, text in json.loads(texts).items()}
with open_desk(Path(folder), url or None) as desk:
    done = labels.label_import(
        desk, read_label_file(Path(file), tuple(words)), words, "2025-12-01T08:00:00+00:00", "r1", texts
    )
    print(done.saved, done.same, done.changed, done.refused, done.labels)
"""


def importing(tmp_path: Path, url: str | None, name: str, rows: str, dies: str = "", texts: str = "{}"):
    """Import rows in a process of its own; gives what it said and how it ended."""
    import json

    file = tmp_path / name
    file.write_text("contact,kind,annotator\n" + rows, encoding="utf-8")
    call = [sys.executable, "-c", IMPORT, tmp_path, url or "", file, dies, json.dumps(WORDS), texts]
    told = subprocess.run(list(map(str, call)), capture_output=True, text=True, check=False, timeout=120)
    return told.stdout.strip(), told.returncode, told.stderr


def test_two_processes_that_say_the_same_at_once_say_it_once(desk, tmp_path, database):
    rows = "tickets/1,inquiry,amal\ntickets/2,complaint,amal\ncalls/a/b,inquiry,said\n"
    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(lambda n: importing(tmp_path, database, f"{n}.csv", rows), range(2)))
    assert sorted(out for out, _, _ in told) == ["0 3 0 0 0", "3 0 0 0 3"], told
    assert len(label_read(desk)) == 3


def test_two_processes_that_differ_leave_one_current_label_and_a_whole_history(desk, tmp_path, database):
    with ThreadPoolExecutor(2) as pool:
        told = list(
            pool.map(
                lambda kind: importing(tmp_path, database, f"{kind}.csv", f"tickets/1,{kind},amal\n"),
                ("inquiry", "complaint"),
            )
        )
    assert sorted(out for out, _, _ in told) == ["0 0 1 0 1", "1 0 0 0 1"], told
    rows = models.Label.objects.using(desk.alias)
    assert Counter(rows.values_list("current", flat=True)) == {True: 1, False: 1}
    assert rows.get(current=True).supersedes == rows.get(current=False)


def test_a_killed_import_leaves_nothing(desk, tmp_path, database):
    rows = "tickets/1,inquiry,amal\nsurvey/9,praise,amal\n"
    texts = '{"survey/9": "thanks"}'
    before = task_read(desk)
    out, code, _ = importing(tmp_path, database, "killed.csv", rows, dies="yes", texts=texts)
    assert (out, code) == ("", -signal.SIGKILL)
    assert (label_read(desk), task_read(desk)) == ((), before)
    assert importing(tmp_path, database, "again.csv", rows, texts=texts)[0] == "2 0 0 0 2"


def test_an_error_inside_leaves_nothing(desk, bring, monkeypatch):
    monkeypatch.setattr("sawt.desk.labels._write", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        bring("tickets/1,inquiry,,,amal\n")
    monkeypatch.undo()
    assert label_read(desk) == ()
    assert bring("tickets/1,inquiry,,,amal\n").saved == 1


def test_readers_see_what_was_before_while_others_write(desk, bring, tmp_path, database):
    bring("tickets/1,inquiry,,,amal\n")
    seen = []

    def look() -> None:
        with open_desk(tmp_path, database) as other:
            seen.append([label.value for label in label_read(other)])

    with writing(desk):
        models.Label.objects.using(desk.alias).update(value="praise")
        reader = threading.Thread(target=look)
        reader.start()
        reader.join(timeout=20)
        assert seen == [["inquiry"]]


def test_a_writer_that_waited_long_enough_gives_up_with_a_sentence(desk, tmp_path, database, monkeypatch):
    for module in (settings, opening):
        monkeypatch.setattr(module, "WAIT_S", 1)
    refused: list[StateError] = []

    def write() -> None:
        with open_desk(tmp_path, database) as other:
            try:
                with writing(other):
                    pass
            except StateError as error:
                refused.append(error)

    with writing(desk):
        second = threading.Thread(target=write)
        second.start()
        second.join(timeout=30)
    assert [error.code for error in refused] == ["desk.busy"]
