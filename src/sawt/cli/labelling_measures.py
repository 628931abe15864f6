"""What `sawt label` measures: how far people agree, and whether a model of their labels is better."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from sawt.cli.keeping import now, opened
from sawt.cli.output import Progress, as_csv, as_json, as_table, say
from sawt.desk.values import Agreement
from sawt.locale import render
from sawt.understanding.comparing import FEWEST, MARGIN, ByLot, Score
from sawt.wiring import labelled, training

_PAIRS = 3  # of the labels that met most often


def run_agreement(args: argparse.Namespace) -> int:
    """Say how far people agree on each head."""
    overall, close = labelled.agreement(opened(args), args.round)
    if args.format == "json":
        as_json({"heads": [_as_json(one) for one in overall], "close": _as_json(close)})
        return 0
    header = ("head", "n", "percent", "alpha", "interval", "kappa")
    if args.format == "csv":
        rows = (
            (o.head, o.contacts, o.percent, o.alpha, *(o.alpha_interval or (None, None)), o.kappa)
            for o in overall
        )
        as_csv(("head", "n", "percent", "alpha", "low", "high", "kappa"), rows)
        return 0
    if not any(one.contacts for one in overall):
        say(render("label.agreement_none", {}, args.lang))
        return 0
    lang = args.lang
    cells = [
        [
            _head(one.head, lang),
            one.contacts,
            _share(one.percent, lang),
            _number(one.alpha, lang),
            _interval(one.alpha_interval, _number, lang),
            _number(one.kappa, lang),
        ]
        for one in overall
        if one.contacts
    ]
    as_table([render(f"label.column_{name}", {}, lang) for name in header], cells)
    for one in overall:
        if one.confused:
            pairs = [
                ("label.confused_pair", {"one": a, "other": b, "n": n}) for a, b, n in one.confused[:_PAIRS]
            ]
            said: dict[str, Any] = {"head": (f"reading.head_{one.head}", {}), "pairs": pairs}
            say(render("label.confused", said, lang))
    code = "label.agreement_close" if close.contacts else "label.agreement_close_none"
    say(render(code, {"n": close.contacts, "percent": close.percent, "alpha": close.alpha}, lang))
    return 0


def _as_json(one: Agreement) -> dict[str, Any]:
    return {**vars(one), "n": one.contacts}


def run_train(args: argparse.Namespace) -> int:
    """Make a model of the labels, and use it unless it is worse; 1 where it is not used."""
    workspace, progress = opened(args), Progress()
    by = "" if args.dry_run else training.decider(workspace, args.annotator)
    try:
        trial = training.try_out(
            workspace,
            args.seed,
            lambda step, **given: progress.tell(render(f"cli.progress_{step}", given, args.lang)),
        )
    finally:
        progress.end()
    use = not args.dry_run and (trial.may_replace or args.accept_worse)
    if args.format == "text" or args.format is None:
        _say_trial(trial, args.lang)
    if use:
        accepted = "label.reason" if trial.may_replace else "label.reason_accepted"
        reason = args.reason.strip() or render(accepted, {"verdict": _verdict(trial)}, args.lang)
        training.adopt(workspace, trial, by, reason, now())
    if args.format == "json":
        as_json({**trial.as_json(), "used": use})
    elif args.format == "csv":
        rows = trial.comparison.as_json()["heads"]
        columns = ("n", "new", "old", "difference", "low", "high", "new_f1", "old_f1")
        as_csv(("head", *columns), ([head, *(row[name] for name in columns)] for head, row in rows.items()))
    else:
        code = "label.used_model" if use else "label.dry_model" if args.dry_run else "label.refused_model"
        say(render(code, {"model": trial.model.version, "current": trial.current, "by": by}, args.lang))
    return 0 if trial.may_replace or use else 1


def _say_trial(trial: training.Trial, lang: str) -> None:
    found = trial.comparison
    told = {"model": trial.model.version, "current": trial.current, "n": found.texts}
    say(render("label.trained", told, lang))
    overall = [("", found.overall)] if found.overall else []
    header = ("head", "n", "old", "new", "difference", "interval", "f1")
    rows = [_score(head, score, lang) for head, score in [*found.heads.items(), *overall]]
    as_table([render(f"label.column_{name}", {}, lang) for name in header], rows)
    if found.by_lot:
        say(render("label.by_lot", {}, lang))
        columns = ("head", "n", "old", "interval", "new", "interval")
        lots = [_lot(head, lot, lang) for head, lot in found.by_lot.items()]
        as_table([render(f"label.column_{name}", {}, lang) for name in columns], lots)
    else:
        say(render("label.by_lot_none", {}, lang))
    _say_curve(trial.model.card["local"]["curve"], lang)
    if any(trial.disputed.values()):
        heads = [
            ("label.disputed_head", {"head": (f"reading.head_{head}", {}), "n": n})
            for head, n in trial.disputed.items()
            if n
        ]
        say(render("label.disputed_left_out", {"heads": heads}, lang))
    code, params = _verdict(trial)
    say(render(code, params, lang))


def _say_curve(curve: dict[str, list[dict[str, float]]], lang: str) -> None:
    say(render("label.curve", {}, lang))
    shares = [f"{100 * point['share']:.0f}%" for point in next(iter(curve.values()))]
    cells = [
        [
            _head(head, lang),
            *(
                render("label.curve_cell", {"accuracy": p["accuracy"], "f1": p["macro_f1"]}, lang)
                for p in points
            ),
        ]
        for head, points in curve.items()
    ]
    as_table([render("label.column_head", {}, lang), *shares], cells)


def _verdict(trial: training.Trial) -> tuple[str, dict[str, Any]]:
    found = trial.comparison
    low, high = (found.overall.low, found.overall.high) if found.overall else (-1.0, 1.0)
    said = {"low": low, "high": high, "margin": MARGIN, "n": found.texts, "fewest": FEWEST}
    return f"label.verdict_{found.verdict}", said


def _score(head: str, score: Score, lang: str) -> Sequence[Any]:
    f1 = "–"
    if score.old_f1 is not None and score.new_f1 is not None:
        f1 = f"{_number(score.old_f1, lang)} → {_number(score.new_f1, lang)}"
    return [
        _head(head, lang) if head else render("label.all_heads", {}, lang),
        score.n,
        _share(score.old, lang),
        _share(score.new, lang),
        _points(score.difference),
        f"{_points(score.low)} … {_points(score.high)}",
        f1,
    ]


def _lot(head: str, lot: ByLot, lang: str) -> Sequence[Any]:
    old, new = (_interval(of, _share, lang) for of in (lot.old_interval, lot.new_interval))
    return [_head(head, lang), lot.n, _share(lot.old, lang), old, _share(lot.new, lang), new]


def _head(head: str, lang: str) -> str:
    return render(f"reading.head_{head}", {}, lang)


def _share(value: float | None, lang: str) -> str:
    return "–" if value is None else render("metrics.value_share", {"x": value}, lang)


def _number(value: float | None, lang: str) -> str:
    return "–" if value is None else f"{value:.2f}".replace("-", "−")


def _points(value: float) -> str:
    return f"{100 * value:+.1f}".replace("-", "−")


def _interval(value: tuple[float, float] | None, show: Any, lang: str) -> str:
    return "–" if value is None else f"{show(value[0], lang)} … {show(value[1], lang)}"
