"""The score boards agree with the truth, and one that does not says so and fails."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path

import pytest

from evaluations import scoreboard
from evaluations.__main__ import BOARDS
from evaluations.nyc311_requests import BOARD as REQUESTS
from evaluations.scoreboard import Answers, Board, Check, Explained, compare, judge

FOLDER = scoreboard.data_folder()
on_real_data = [
    pytest.mark.slow,
    pytest.mark.skipif(FOLDER is None, reason=f"no real data: {scoreboard.FOLDER_VARIABLE} names no folder"),
]
TRUTH = {"rows": 3, "rate": 0.25, "span": ["a", "b"], "of": {"x": 1}, "def": "in words"}


@cache
def measured(board: Board) -> Answers:
    assert FOLDER is not None
    return board.measure(FOLDER)


def answers(rows: int = 3, rate: float = 0.251, but: Explained | None = None) -> Answers:
    made = Answers()
    made.say("rows", ours=rows, how="import")
    made.say("rate", ours=rate, how="metric", but=but)
    made.say("span", ours=["a", "b"], how="rows")
    made.leave("of", to="a later part")
    return made


def verdicts(made: Answers, truth: dict = TRUTH) -> dict[str, str]:
    return {line.key[-1]: line.verdict for line in compare(truth, made)}


BOARD = Board("A board", (), lambda folder: answers())


@pytest.mark.parametrize("board", [pytest.param(b, id=b.truth_at[-1], marks=on_real_data) for b in BOARDS])
def test_board_has_no_unexplained_difference(board, capsys):
    status = judge(board, scoreboard.truth_of(FOLDER, board), measured(board))
    assert status == 0, capsys.readouterr().out


@pytest.mark.parametrize(
    ("part", "key", "planted"),
    [
        pytest.param(None, "zero_durations", 310, id="an equal figure", marks=on_real_data),
        pytest.param("hours", "KM_median", 5.6, id="an explained figure", marks=on_real_data),
        pytest.param("hours", "KM_p10", 0.5, id="a figure nobody asked for", marks=on_real_data),
    ],
)
def test_planted_difference_is_reported(part, key, planted, capsys):
    truth = copy.deepcopy(scoreboard.truth_of(FOLDER, REQUESTS))
    (truth[part] if part else truth)[key] = planted
    assert judge(REQUESTS, truth, measured(REQUESTS)) == 1
    told = [line for line in capsys.readouterr().out.splitlines() if "DIFFERS" in line or "NOT ASKED" in line]
    assert told
    assert all(key in line for line in told)


def test_figures_agree_within_the_precision_of_the_truth():
    assert verdicts(answers()) == {"rows": "equal", "rate": "equal", "span": "equal", "x": "later"}
    assert verdicts(answers(rate=0.256))["rate"] == "DIFFERS"
    assert verdicts(answers(rows=4))["rows"] == "DIFFERS"


def test_zeros_that_the_truth_dropped_count_when_they_are_named():
    made = Answers()
    made.say("rate", ours=0.251, how="metric", digits=4)
    assert verdicts(made, {"rate": 0.25}) == {"rate": "DIFFERS"}


def test_explanation_holds_for_its_two_values_alone():
    known = Explained(0.25, 0.3, "because")
    assert verdicts(answers(rate=0.3, but=known))["rate"] == "explained"
    assert verdicts(answers(rate=0.4, but=known))["rate"] == "DIFFERS"
    assert verdicts(answers(rate=0.3, but=known), {**TRUTH, "rate": 0.26})["rate"] == "DIFFERS"


def test_nothing_is_dropped():
    assert verdicts(Answers()) == dict.fromkeys(("rows", "rate", "span", "x"), "NOT ASKED")
    made = answers()
    made.say("of", "y", ours=1, how="a key that the truth does not have")
    assert verdicts(made)["y"] == "DIFFERS"


def test_rows_that_do_not_agree_with_their_figure_fail_the_board(capsys):
    made = answers()
    assert judge(BOARD, TRUTH, made) == 0
    made.checks.append(Check("opened calls", "n 3, rows 2, print", agrees=False))
    assert judge(BOARD, TRUTH, made) == 1
    assert "DOES NOT AGREE" in capsys.readouterr().out


def test_without_the_data_nothing_is_measured_and_it_is_said(tmp_path: Path, monkeypatch, capsys):
    monkeypatch.setenv(scoreboard.FOLDER_VARIABLE, str(tmp_path))
    assert scoreboard.run(*BOARDS) == 0
    assert "skipped" in capsys.readouterr().out
