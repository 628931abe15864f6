"""Do calls, waits and service levels come out right? 33,344 calls of a bank's call centre."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from statistics import fmean, median
from typing import Any

from evaluations.ministry import MAPPINGS, ROWS, Ministry, a_ministry, told
from evaluations.scoreboard import Answers, Board, run

FILE = "contact/technion_bank_feb1999.txt"
_OURS = {"AGENT": "answered", "HANG": "abandoned", "PHANTOM": "system"}
_LEVELS = {
    "A": "A_ans_within/offered",
    "B": "B_ans_within/(offered-abandoned_within)",
    "C": "C_ans_within/answered",
    "D": "D_(ans+aband_within)/offered",
}


def measure(folder: Path) -> Answers:
    """Import the calls and ask everything of which the truth speaks."""
    answers, file = Answers(), folder / FILE
    with a_ministry("Asia/Jerusalem", "1999-02", "1999-02") as ministry:
        batch = ministry.bring("table", file, "technion")
        answers.say("file_sha256_16", ours=batch["files"][0]["sha256"][:16], how="import")
        answers.say("rows", ours=batch["loaded"], how="import: loaded")
        _outcomes(ministry, answers)
        _abandonment(ministry, answers)
        _waits(ministry, answers)
        _service_levels(ministry, answers)
        _from_rows(ministry, answers)
        _quirks_of_the_source(ministry, file, answers)
        answers.checks = [
            ministry.opened("abandonment_rate", short_s=5),
            ministry.opened("service_level", variant="B", threshold_s=20),
            ministry.opened("speed_of_answer_mean"),
        ]
    answers.leave("patience_KM_queued_only", to="patience")
    answers.leave("repeat_within_7d_identified_answered", to="repeat contacts")
    return answers


def _outcomes(ministry: Ministry, answers: Answers) -> None:
    by_outcome = ministry.by("outcome", "calls_inbound")
    for theirs, ours in _OURS.items():
        answers.say("outcome", theirs, ours=by_outcome[ours].value, how="calls_inbound by outcome")
    for kind, figure in ministry.by("service", "calls_inbound").items():
        answers.say("type", kind, ours=figure.value, how="calls_inbound by service")


def _abandonment(ministry: Ministry, answers: Answers) -> None:
    rate = ministry.figure("abandonment_rate", basis="process")
    how = told("abandonment_rate", basis="process")
    answers.say("offered", ours=rate.denominator, how=f"{how}: denominator")
    answers.say("abandoned", ours=rate.numerator, how=f"{how}: numerator")
    answers.say("abandon_rate", ours=rate.value, how=how)
    answers.say("abandon_rate_wilson95", ours=rate.interval, how=f"{how}: interval")
    for short_s in (5, 10):
        key, asked = f"abandon_rate_excl_short_le{short_s}s", {"basis": "process", "short_s": short_s}
        ours = ministry.figure("abandonment_rate", **asked).value
        answers.say(key, ours=ours, how=told("abandonment_rate", **asked))


def _waits(ministry: Ministry, answers: Answers) -> None:
    for key, metric, digits in (
        ("answered", "calls_answered", None),
        ("ASA_s_mean_wait_answered", "speed_of_answer_mean", 4),
        ("wait_median_answered_s", "wait_median", 4),
        ("wait_p90_answered_s", "wait_p90", 4),
        ("AHT_s_mean_service", "handle_time_mean", 4),
    ):
        answers.say(key, ours=ministry.figure(metric).value, how=metric, digits=digits)


def _service_levels(ministry: Ministry, answers: Answers) -> None:
    for threshold_s in (20, 60):
        found: dict[str, Any] = {}
        for variant, key in _LEVELS.items():
            asked = {"variant": variant, "threshold_s": threshold_s}
            found[variant] = ministry.figure("service_level", **asked)
            how = told("service_level", **asked)
            answers.say(f"SL{threshold_s}_{key}", ours=found[variant].value, how=how)
        within, counts = found["A"].numerator, f"SL{threshold_s}_counts"
        gave_up = found["A"].denominator - found["B"].denominator
        answers.say(counts, "ans_within", ours=within, how="service_level A: numerator")
        answers.say(counts, "aband_within", ours=gave_up, how="service_level A, B: denominators")


def _from_rows(ministry: Ministry, answers: Answers) -> None:
    """What no metric says, counted from the rows that the product gives."""
    calls = ministry.rows("calls_inbound")
    answered = [call for call in calls if call["outcome"] == "answered"]
    abandoned = [call for call in calls if call["outcome"] == "abandoned"]
    queued = [call["wait_s"] for call in answered if call["wait_s"] > 0]
    begun = [call["started_at"].astimezone(ministry.zone) for call in calls]
    found = {
        "days": len({call["local_date"] for call in calls}),
        "ASA_s_only_queued_answered": fmean(queued),
        "mean_wait_all_offered_s": fmean(call["wait_s"] for call in answered + abandoned),
        "mean_wait_abandoned_s": fmean(call["wait_s"] for call in abandoned),
        "service_median_s": median(call["talk_s"] for call in answered),
    }
    for key, ours in found.items():
        answers.say(key, ours=ours, how=ROWS, digits=4)
    for day, ours in Counter(at.strftime("%A") for at in begun).most_common():
        answers.say("calls_by_weekday", day, ours=ours, how=ROWS)
    for hour, ours in Counter(at.hour for at in begun).most_common(3):
        answers.say("busiest_hour_of_day", str(hour), ours=ours, how=ROWS)
    quirks = {
        "AGENT_with_NO_SERVER": sum(call["agent"] is None for call in answered),
        "HANG_with_ser_time>0": sum(call["talk_s"] > 0 for call in abandoned),
        "AGENT_with_ser_time=0": sum(call["talk_s"] == 0 for call in answered),
        "customer_id_zero": sum(call["customer"] is None for call in calls),
    }
    for key, ours in quirks.items():
        answers.say("quirks", key, ours=ours, how=ROWS)


def _quirks_of_the_source(ministry: Ministry, file: Path, answers: Answers) -> None:
    """What a less careful mapping would meet is refused, with its reason."""
    mapping = (MAPPINGS / "technion.toml").read_text(encoding="utf-8")
    with_menu = f'{mapping}\n[columns.hold_s]\nfrom = "vru_time"\n'
    refused = ministry.try_out("table", file, with_menu)["negative_duration"]
    answers.say("quirks", "vru_time<0", ours=refused, how="dry run with vru_time mapped: negative_duration")
    by_number = mapping.replace('key = ["vru+line", "call_id"]', 'key = ["call_id"]')
    refused = ministry.try_out("table", file, by_number)["key_repeats"]
    answers.say("quirks", "call_id_duplicated_rows", ours=refused, how="dry run, key call_id: key_repeats")


BOARD = Board("Calls: Technion, a bank, February 1999", ("calls", "technion_bank_feb1999"), measure)

if __name__ == "__main__":
    sys.exit(run(BOARD))
