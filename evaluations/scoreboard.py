"""A score board: every figure of the truth beside ours, equal, explained, or a difference."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

Key = tuple[str, ...]
FOLDER_VARIABLE = "SAWT_EVALUATION_DATA"
_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
EQUAL, EXPLAINED, LATER = "equal", "explained", "later"
DIFFERS, NOT_ASKED = "DIFFERS", "NOT ASKED"
_SLACK = Decimal("1e-9")  # a tie may have been rounded either way


@dataclass(frozen=True)
class Explained:
    """Why ours differs from the truth. It holds for these two values alone, so that it hides no other."""

    truth: Any
    ours: Any
    why: str


@dataclass(frozen=True)
class Answer:
    """What the product says of one key of the truth. `digits`: where the truth dropped zeros at the end."""

    key: Key
    ours: Any
    how: str
    digits: int | None = None
    explained: Explained | None = None


@dataclass(frozen=True)
class Check:
    """Something beside the truth that must agree: a figure with its rows, or with a count by hand."""

    what: str
    told: str
    agrees: bool


@dataclass
class Answers:
    """All that was asked of the product about one data set, told without looking at the truth."""

    given: list[Answer] = field(default_factory=list)
    later: dict[Key, str] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)

    def say(self, *key: str, ours: Any, how: str, digits: int | None = None, but: Explained | None = None):
        self.given.append(Answer(key, ours, how, digits, but))

    def leave(self, *key: str, to: str) -> None:
        """Leave a key, or all under it, to a part of the product that does not exist yet."""
        self.later[key] = to


@dataclass(frozen=True)
class Line:
    """One line of a board."""

    key: Key
    truth: str
    ours: str
    verdict: str
    told: str

    @property
    def fails(self) -> bool:
        return self.verdict in (DIFFERS, NOT_ASKED)


@dataclass(frozen=True)
class Board:
    """One question: a data set, where its truth stands, and how the product is asked about it."""

    title: str
    truth_at: Key
    measure: Callable[[Path], Answers]


def data_folder() -> Path | None:
    """Where the data are, or None: the variable decides, else a folder beside the repository."""
    folder = Path(os.environ.get(FOLDER_VARIABLE) or _BESIDE)
    return folder if (folder / "truth.json").is_file() else None


def truth_of(folder: Path, board: Board) -> Mapping[str, Any]:
    """The truth of one data set, its numbers as they are written."""
    found = json.loads((folder / "truth.json").read_text(encoding="utf-8"), parse_float=Decimal)
    for part in board.truth_at:
        found = found[part]
    return found


def compare(truth: Mapping[str, Any], answers: Answers) -> list[Line]:
    """A line for each answer, and one for each key of the truth that nothing answers."""
    leaves = dict(_leaves(truth))
    lines = [_compared(answer, leaves.get(answer.key)) for answer in answers.given]
    answered = {answer.key for answer in answers.given}
    for key, value in leaves.items():
        if key in answered:
            continue
        part = next((part for part in answers.later if key[: len(part)] == part), None)
        told, verdict = (answers.later[part], LATER) if part else ("", NOT_ASKED)
        lines.append(Line(key, _written(value, None), "–", verdict, told))
    return lines


def show(board: Board, lines: list[Line], checks: list[Check]) -> None:
    """Print a board as an aligned table, what was checked beside the truth, and a summary."""
    head = ("key", "truth", "ours", "verdict", "told by, or why")
    rows = [(" › ".join(line.key), line.truth, line.ours, line.verdict, line.told) for line in lines]
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(4)]
    print(f"\n{board.title}\n")
    for row in (head, (*("-" * width for width in widths), ""), *rows):
        print("  ".join([*(cell.ljust(w) for cell, w in zip(row, widths, strict=False)), row[4]]).rstrip())
    print()
    for check in checks:
        print(f"{check.what}: {check.told}: {'agrees' if check.agrees else 'DOES NOT AGREE'}")
    counts = {
        verdict: sum(line.verdict == verdict for line in lines) for verdict in (EQUAL, EXPLAINED, LATER)
    }
    wrong = sum(line.fails for line in lines)
    told = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    print(f"{len(lines)} lines: {told}, {wrong} unexplained")


def judge(board: Board, truth: Mapping[str, Any], answers: Answers) -> int:
    """Print the board; 1 where a difference is not explained or a check does not agree."""
    lines = compare(truth, answers)
    show(board, lines, answers.checks)
    return int(any(line.fails for line in lines) or not all(check.agrees for check in answers.checks))


def run(*boards: Board) -> int:
    """Measure and judge; without the data nothing is measured, which is said and is no failure."""
    folder = data_folder()
    if folder is None:
        print(f"skipped: no truth.json. Name the data's folder in {FOLDER_VARIABLE}.")
        return 0
    return max(judge(board, truth_of(folder, board), board.measure(folder)) for board in boards)


def _leaves(tree: Mapping[str, Any], above: Key = ()) -> Iterator[tuple[Key, Any]]:
    """Every figure of the truth; a `def` says in words what its neighbours mean and is none."""
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, (*above, name))
        elif name != "def":
            yield (*above, name), value


def _compared(answer: Answer, truth: Any) -> Line:
    told, known = answer.how, answer.explained
    if _same(truth, answer.ours, answer.digits):
        verdict = EQUAL
    elif known and _same(known.ours, answer.ours, answer.digits) and _same(truth, known.truth, answer.digits):
        verdict, told = EXPLAINED, f"{answer.how}: {known.why}"
    else:
        verdict = DIFFERS
    digits = _digits(truth, answer.digits)
    return Line(answer.key, _written(truth, answer.digits), _written(answer.ours, digits), verdict, told)


def _same(truth: Any, ours: Any, digits: int | None) -> bool:
    """Whether two values agree within the precision in which the truth is written."""
    if isinstance(truth, list | tuple):
        alike = isinstance(ours, list | tuple) and len(truth) == len(ours)
        return alike and all(_same(t, o, digits) for t, o in zip(truth, ours, strict=True))
    if not _is_number(truth) or not _is_number(ours):
        return truth is not None and truth == ours
    if isinstance(truth, int):
        return truth == ours
    unit = Decimal(1).scaleb(-(_digits(truth, digits) or 0))
    return abs(Decimal(str(ours)) - Decimal(str(truth))) <= unit / 2 + _SLACK


def _digits(truth: Any, digits: int | None) -> int | None:
    """Decimals to compare: those told, else those written; None for what is no decimal number."""
    if isinstance(truth, list | tuple):
        return max((found for item in truth if (found := _digits(item, digits)) is not None), default=None)
    if not _is_number(truth) or isinstance(truth, int):
        return None
    return digits if digits is not None else max(-int(Decimal(str(truth)).as_tuple().exponent), 0)


def _written(value: Any, digits: int | None) -> str:
    if isinstance(value, list | tuple):
        return " to ".join(_written(item, digits) for item in value)
    if _is_number(value) and digits is not None and not isinstance(value, int):
        return f"{value:.{digits}f}"
    return "–" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)
