"""`sawt label` through its door: from what to label next to a model that reads, or is refused."""

from __future__ import annotations

import csv
import json
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sawt import corpus
from sawt.cli.parser import ACTIONS
from sawt.understanding import shipping
from sawt.vocabulary import HEADS
from sawt.wiring import training
from tests.faces.door import ARABIC, RAW_CODE, Said, call, door, process, said

MAPPING = """
[mapping]
name = "tickets"
table = "contacts"
key = ["no"]
formats = ["%Y-%m-%d"]
[constants]
touchpoint = "ticket"
[columns.started_at]
from = "opened"
[columns.text]
from = "text"
"""
Sawt = Callable[..., Said]


@pytest.fixture(scope="session")
def _talking(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of two hundred tickets with the corpus's test messages; two people label."""
    folder = tmp_path_factory.mktemp("talking")
    (folder / "tickets.toml").write_text(MAPPING, encoding="utf-8")
    with (folder / "tickets.csv").open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(("no", "opened", "text"))
        texts = [one.text for one in corpus.messages("test")[:200]]
        rows.writerows(
            (n, f"2025-0{1 + n % 3}-05", text) for n, text in enumerate([*texts, texts[0], texts[0] + "!"])
        )
        rows.writerow((900, "2025-01-05", ""))
    sawt = door(folder / "ws")
    assert call("init", "--workspace", folder / "ws", "--lang", "en").code == 0
    assert sawt("import", "table", folder / "tickets.csv", "--mapping", folder / "tickets.toml").code == 0
    for code in ("amal", "said"):
        assert sawt("label", "annotators", "--add", code, "--name", code.title()).code == 0
    return folder / "ws"


@pytest.fixture
def ws(_talking: Path, tmp_path: Path) -> Path:
    import shutil

    return Path(shutil.copytree(_talking, tmp_path / "ws"))


@pytest.fixture
def sawt(ws: Path) -> Sawt:
    return lambda action, *words: call("label", action, *words, "--workspace", ws)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small part of the corpus, so that a training takes a second."""
    some = shipping.examples("train")[::40]
    monkeypatch.setattr(shipping, "examples", lambda part: some)


def told(one: Said) -> Any:
    assert one.err == ""
    return json.loads(one.out)


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


def filled(path: Path, to: Path, label: Callable[[dict[str, str]], dict[str, str]]) -> Path:
    """The file as somebody filled it in."""
    rows = [{**row, **label(row)} for row in rows_of(path)]
    with to.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return to


def labelled(
    sawt: Sawt, tmp_path: Path, count: int, label: Callable[[dict[str, str]], dict[str, str]]
) -> None:
    out = tmp_path / f"out-{count}.csv"
    assert sawt("export", out, "--count", count, "--guesses").code == 0
    done = filled(out, tmp_path / f"in-{count}.csv", label)
    assert sawt("import", done, "--annotator", "amal").code == 0


def as_guessed(row: dict[str, str]) -> dict[str, str]:
    return {head: row[f"guess_{head}"] for head in HEADS}


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("action", ACTIONS["label"])
def test_help_is_told_in_the_readers_language(action: str, lang: str) -> None:
    asked = call("label", action, "--help", "--lang", lang)
    assert (asked.code, asked.err) == (0, "")
    assert bool(ARABIC.search(asked.out)) == (lang == "ar") and not RAW_CODE.search(asked.out)


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("words", [("annotators",), ("agreement",), ("status",)])
def test_text_is_told_in_the_readers_language(sawt: Sawt, words: tuple[str, ...], lang: str) -> None:
    asked = sawt(*words, "--lang", lang)
    assert (asked.code, asked.err) == (0, "")
    assert bool(ARABIC.search(asked.out)) == (lang == "ar") and not RAW_CODE.search(asked.out)
    assert told(sawt(*words, "--format", "json")) is not None


def test_annotators_come_and_go_and_come_again(sawt: Sawt) -> None:
    assert [one["code"] for one in told(sawt("annotators", "--format", "json"))] == ["amal", "said"]
    assert [one["active"] for one in told(sawt("annotators", "--retire", "said", "--format", "json"))] == [
        True,
        False,
    ]
    assert [one["active"] for one in told(sawt("annotators", "--add", "said", "--format", "json"))] == [
        True,
        True,
    ]


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize(
    "words",
    [
        ("annotators", "--add", "amal"),
        ("annotators", "--add", "a b"),
        ("annotators", "--retire", "nobody"),
        ("annotators", "--name", "Amal"),
        ("export", "x.csv", "--count", "0"),
        ("export", "x.pdf"),
        ("export", "x.csv", "--round", "a/b"),
        ("export", "x.csv", "--annotator", "nobody"),
        ("import", "nowhere.csv"),
        ("agreement", "--round", "never"),
        ("train", "--annotator", "nobody"),
        ("train",),
        ("train", "--annotator", "amal"),
        ("nonsense",),
        (),
    ],
    ids=" ".join,
)
def test_a_wrong_call_is_told_in_one_line(
    ws: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], lang: str
) -> None:
    monkeypatch.chdir(tmp_path)
    asked = call("label", *words, *(("--workspace", ws) if words else ()), "--lang", lang)
    assert asked.code == 2 and asked.is_one_line(lang), asked
    assert not list(tmp_path.glob("x.*"))


def test_the_same_facts_and_seed_hand_out_the_same(ws: Path, tmp_path: Path, _talking: Path) -> None:  # noqa: PT019
    import shutil

    first, again = (Path(shutil.copytree(_talking, tmp_path / name)) for name in ("a", "b"))
    for root in (first, again):
        assert call("label", "export", root / "r.csv", "--count", 40, "--workspace", root).code == 0
    assert (first / "r.csv").read_bytes() == (again / "r.csv").read_bytes()
    rows = rows_of(first / "r.csv")
    assert len(rows) == 40 and {row["round"] for row in rows} == {"r1"}
    assert not any(row[head] for row in rows for head in HEADS)


def test_a_text_is_handed_out_once_and_a_round_again_as_it_was(sawt: Sawt, tmp_path: Path) -> None:
    first = told(sawt("export", tmp_path / "1.csv", "--count", 150, "--format", "json"))
    assert (first["round"], first["tasks"], first["new"], first["pool"]) == ("r1", 150, 150, 202)
    assert first["ways"] == {"stratified": 150} and not first["again"]
    again = told(
        sawt("export", tmp_path / "2.jsonl", "--round", "r1", "--annotator", "SAID", "--format", "json")
    )
    assert (again["tasks"], again["new"], again["again"]) == (150, 0, True)
    lines = [json.loads(line) for line in (tmp_path / "2.jsonl").read_text("utf-8").splitlines()]
    assert [one["contact"] for one in lines] == [row["contact"] for row in rows_of(tmp_path / "1.csv")]
    assert {one["annotator"] for one in lines} == {"said"}
    rest = told(sawt("export", tmp_path / "3.csv", "--count", 500, "--format", "json"))
    texts = [row["text"].rstrip("!") for name in ("1.csv", "3.csv") for row in rows_of(tmp_path / name)]
    assert rest["round"] == "r2" and len(set(texts)) >= len(texts) - 2, "by lot each contact has its chance"
    assert sawt("export", tmp_path / "4.csv").code == 2


def test_import_takes_all_that_holds_and_says_why_not_of_the_rest(sawt: Sawt, tmp_path: Path) -> None:
    sawt("export", tmp_path / "1.csv", "--count", 6)
    keys = [row["contact"] for row in rows_of(tmp_path / "1.csv")]
    bad = tmp_path / "bad.csv"
    lines = [
        f"{keys[0]},شكوى,amal",
        f"{keys[1]},complaint,nobody",
        f"{keys[2]},grumble,amal",
        "tickets/none,praise,amal",
    ]
    bad.write_text("contact,kind,annotator\n" + "\n".join(lines) + "\n", encoding="utf-8")
    dry = sawt("import", bad, "--round", "r1", "--dry-run", "--format", "json")
    wet = sawt("import", bad, "--round", "r1", "--format", "json")
    for one in (dry, wet):
        found = told(one)
        assert one.code == 1 and (found["received"], found["saved"], found["refused"]) == (4, 1, 3)
        assert [why["reason"] for why in found["refusals"]] == [
            "unknown_annotator",
            "no_code",
            "unknown_contact",
        ]
    again = sawt("import", bad, "--round", "r1", "--lang", "en")
    assert (
        again.code == 1 and "same 1" in again.out and "Line 3" in again.out and not RAW_CODE.search(again.out)
    )
    unasked = tmp_path / "unasked.csv"
    others = sorted({f"tickets/{n}" for n in range(200)} - set(keys))[:2]
    unasked.write_text("contact,kind\n" + "".join(f"{key},praise\n" for key in others), encoding="utf-8")
    assert told(sawt("import", unasked, "--annotator", "amal", "--format", "json"))["saved"] == 2
    assert told(sawt("status", "--format", "json"))["ways"] == {"given": 2, "stratified": 1}


def test_agreement_is_told_by_head_and_for_the_close_pair(sawt: Sawt, tmp_path: Path) -> None:
    pair = ("information_need", "unclear_requirements")
    sawt("export", tmp_path / "1.csv", "--count", 40)
    for number, code in enumerate(("amal", "said")):
        places = iter(range(40))

        def label(row: dict[str, str], number: int = number, places: Any = places) -> dict[str, str]:
            place = next(places)
            return {
                "kind": "inquiry" if place % 2 else "complaint",
                "challenge": pair[(place + (number and place < 8)) % 2],
            }

        sawt("import", filled(tmp_path / "1.csv", tmp_path / f"{code}.csv", label), "--annotator", code)
    found = told(sawt("agreement", "--round", "r1", "--format", "json"))
    kind, challenge = (
        next(one for one in found["heads"] if one["head"] == head) for head in ("kind", "challenge")
    )
    assert (kind["n"], kind["percent"], kind["alpha"]) == (40, 1.0, 1.0)
    assert (challenge["percent"], found["close"]["percent"]) == (0.8, 0.8)
    assert challenge["kappa"] == pytest.approx(0.6) and challenge["confused"][0][:2] == list(pair)
    for lang in ("ar", "en"):
        text = sawt("agreement", "--lang", lang)
        assert text.code == 0 and not RAW_CODE.search(text.out)
    status = told(sawt("status", "--format", "json"))
    assert len(status["disputed"]) == 8 == status["settled"]["challenge"]["disputed"]


@pytest.mark.slow
@pytest.mark.usefixtures("small")
def test_a_worse_model_is_refused_unless_told_to(sawt: Sawt, ws: Path, tmp_path: Path) -> None:
    labelled(sawt, tmp_path, 120, as_guessed)  # the shipped model is right in all of these
    shipped = told(sawt("status", "--format", "json"))["model"]["version"]
    refused = sawt("train", "--annotator", "amal", "--format", "json")
    found = told(refused)
    assert refused.code == 1 and not found["used"] and found["comparison"]["verdict"] == "worse"
    assert found["comparison"]["overall"]["old"] == 1.0 and found["current"] == shipped
    assert told(sawt("status", "--format", "json"))["model"]["version"] == shipped
    assert not (ws / "models").exists()
    for lang in ("ar", "en"):
        text = sawt("train", "--dry-run", "--lang", lang)
        assert text.code == 1 and not RAW_CODE.search(text.out) and shipped in text.out
    accepted = sawt(
        "train", "--annotator", "amal", "--accept-worse", "--reason", "we try it", "--format", "json"
    )
    assert accepted.code == 0 and told(accepted)["used"] and told(accepted)["model"] == found["model"]
    status = told(sawt("status", "--format", "json"))
    assert status["model"]["version"] == found["model"]
    assert (status["decision"]["by"], status["decision"]["reason"]) == ("amal", "we try it")
    assert sawt("train", "--annotator", "amal").code == 2, "nothing new was said"


@pytest.mark.slow
@pytest.mark.usefixtures("small")
def test_a_better_model_is_used_and_reads(sawt: Sawt, ws: Path, tmp_path: Path) -> None:
    """People here call every request a report, which the shipped model cannot know."""
    habit = dict.fromkeys(("inquiry", "follow_up", "request", "complaint", "objection"), "report")

    def label(row: dict[str, str]) -> dict[str, str]:
        return {"kind": habit.get(row["guess_kind"], row["guess_kind"])}

    labelled(sawt, tmp_path, 150, label)
    better = sawt("train", "--annotator", "amal", "--format", "json")
    found = told(better)
    assert better.code == 0 and found["used"] and found["comparison"]["verdict"] == "better"
    assert set(found["curve"]) == {"kind"} and [point["share"] for point in found["curve"]["kind"]][-1] == 1.0
    read = json.loads(call("read", "--workspace", ws, "--format", "json").out)
    assert read["model"] == found["model"]
    published = told(sawt("publish", "--format", "json"))
    assert published["received"] == published["rows"] == 150 and published["unknown_contacts"] == 0
    assert told(sawt("publish", "--format", "json"))["batch"] is None


@pytest.mark.slow
@pytest.mark.usefixtures("small")
def test_too_few_labels_and_disputed_ones(sawt: Sawt, tmp_path: Path) -> None:
    sawt("export", tmp_path / "1.csv", "--count", 30)
    for code, kind in (("amal", "praise"), ("said", "complaint")):
        done = filled(
            tmp_path / "1.csv", tmp_path / f"{code}.csv", lambda row, k=kind: {"kind": k, "lang": "ar"}
        )
        sawt("import", done, "--annotator", code)
    few = sawt("train", "--annotator", "amal", "--format", "json")
    found = told(few)
    assert few.code == 1 and found["comparison"]["verdict"] == "cannot_tell" and not found["used"]
    assert found["labels"]["kind"] == 0 and found["labels"]["lang"] > 25 and found["disputed"]["kind"] == 30


@pytest.mark.slow
@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("step", ["keep_model", "decision_on_model", "use_model"])
def test_who_dies_while_a_model_is_taken_leaves_the_old_one(
    sawt: Sawt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    labelled(sawt, tmp_path, 60, as_guessed)
    before = told(sawt("status", "--format", "json"))["model"]

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(training, step, die)
        died = sawt("train", "--annotator", "amal", "--accept-worse", "--format", "json")
    assert died.code == 3
    assert told(sawt("status", "--format", "json"))["model"] == before
    assert sawt("train", "--annotator", "amal", "--accept-worse", "--format", "json").code == 0


@pytest.mark.slow
def test_a_killed_training_leaves_the_old_model(sawt: Sawt, ws: Path, tmp_path: Path) -> None:
    labelled(sawt, tmp_path, 60, as_guessed)
    before = told(sawt("status", "--format", "json"))
    started = process(ws, "label", "train", "--annotator", "amal", "--accept-worse")
    time.sleep(6)
    started.send_signal(signal.SIGKILL)
    assert said(started).code == -signal.SIGKILL
    assert told(sawt("status", "--format", "json")) == before and not (ws / "models").exists()


@pytest.mark.slow
def test_counts_are_corrected_by_what_was_drawn_by_lot(ws: Path, sawt: Sawt, tmp_path: Path) -> None:
    from sawt.wiring.correcting import UNSURE, confusion_of, corrected
    from sawt.wiring.workspace import open_workspace

    workspace = open_workspace(ws)
    assert confusion_of(workspace, "kind") == {} and corrected(workspace, "kind", {"inquiry": 9}) is None
    from sawt.desk.tasks import task_export
    from sawt.desk.values import ContactKey, Task
    from sawt.wiring.labelling import desk_of

    with desk_of(workspace) as desk:
        texts = [(n, one) for n, one in enumerate(corpus.messages("test")[:150])]
        lot = [Task(ContactKey("tickets", str(n)), one.text, "random") for n, one in texts]
        task_export(desk, tmp_path / "lot.csv", "lot", lot, HEADS, "2025-12-01T08:00:00+00:00")
    truth = {f"tickets/{n}": one.labels for n, one in texts}
    done = filled(
        tmp_path / "lot.csv", tmp_path / "done.csv", lambda row: {"kind": truth[row["contact"]]["kind"]}
    )
    assert sawt("import", done, "--annotator", "amal").code == 0
    confusion = confusion_of(workspace, "kind")
    assert sum(confusion.values()) == 150 and any(said == UNSURE for said, _ in confusion)
    found = corrected(workspace, "kind", {"inquiry": 500, "complaint": 400}, unsure=100)
    assert found is not None and UNSURE not in found
    assert sum(count.corrected for count in found.values()) == pytest.approx(1000)
    assert all(count.low <= count.corrected <= count.high for count in found.values())
