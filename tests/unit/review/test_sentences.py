"""What a review says, in the ministry's own words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sawt.dates import Month, Period
from sawt.locale import sentence
from sawt.review.month import ASKED, Review
from sawt.review.sentences import changes, not_known, paragraph, reconciliation, sentences, service
from tests.unit.review.figures import AS_OF, PERIOD, figure, ministry

PRINTED = (
    "استقبل مركز الاتصال خلال الفترة من يناير إلى نوفمبر 2025 عدد 94,876 مكالمة واردة، "
    "وأجرى 14,269 مكالمة صادرة. "
    "وبلغت المكالمات المفقودة 4,868 مكالمة، أي ما نسبته 5.13% من المكالمات الواردة. "
    "وسجّلت الوزارة 75,556 تذكرة استفسار و1,693 تذكرة بريد صوتي. "
    "وجاءت 96.10% من المكالمات الواردة باللغة العربية و3.90% باللغة الإنجليزية."
)


def review(before=None, last_year=None, period=PERIOD, **replaced):
    spans = {"period": ministry(period, **replaced), "before": before or [], "last_year": last_year or []}
    return Review(period, max(AS_OF, period.last_day + timedelta(days=1)), spans)


def said(one, lang="ar"):
    return sentence(*one, lang)


def all_of(some, lang="ar"):
    return [said(one, lang) for one in some]


def test_the_paragraph_that_a_ministry_prints():
    assert said(paragraph(review())) == PRINTED


def test_the_paragraph_in_english():
    assert said(paragraph(review()), "en") == (
        "The contact centre received 94,876 inbound calls from January to November 2025 and made 14,269 "
        "outbound calls. It missed 4,868 calls, 5.13% of the inbound calls. "
        "The ministry recorded 75,556 inquiry tickets and 1,693 voicemail tickets. "
        "96.10% of the inbound calls were in Arabic and 3.90% in English."
    )


@pytest.mark.parametrize("absent", [metric for metric, _ in ASKED])
def test_what_is_not_known_is_left_out_and_said(absent):
    found = sentences(review(**{absent: None}))
    for lang in ("ar", "en"):
        assert "–" not in " ".join(all_of(found, lang))
    assert any(code == "review.not_known" for code, _ in found)


def test_nothing_known_is_one_plain_sentence():
    nothing = Review(PERIOD, AS_OF, {"period": [figure(m, None, notes=["no_source"]) for m, _ in ASKED]})
    found = all_of(sentences(nothing))
    assert len(found) == 2
    assert found[0].startswith("لا توجد بيانات")


def test_an_empty_review_says_so():
    assert all_of(sentences(Review(PERIOD, AS_OF, {})))[0].startswith("لا توجد بيانات")


def test_no_calls_and_no_missed_calls():
    assert said(paragraph(review(calls_inbound=0))).startswith("لم يستقبل مركز الاتصال أي مكالمة خلال")
    assert "ولم تُفقد أي مكالمة." in said(paragraph(review(calls_missed=0)))


def test_small_counts_take_their_own_forms():
    few = review(calls_inbound=2, calls_outbound=1, tickets_opened=3, voicemail_tickets=0)
    text = said(paragraph(few))
    assert "عدد مكالمتين واردتين، وأجرى مكالمة صادرة واحدة." in text
    assert "3 تذاكر استفسار و0 تذكرة بريد صوتي" in text


def test_languages_of_some_calls_only_say_of_how_many():
    assert "من 94,876 مكالمة عُرفت لغتها" in said(paragraph(review(calls_inbound=100_000)))


def test_changes_stand_beside_what_was():
    found = changes(review(ministry(times=0.8), ministry(times=1.25, missed_rate=0.064)))
    texts = all_of(found)
    assert texts[0] == (
        "المكالمات الواردة: 94,876، بزيادة 25.0% عن الفترة السابقة المساوية لها (75,901) "
        "وبانخفاض 20.0% عن الفترة نفسها من العام الماضي (118,595)."
    )
    assert "بانخفاض 1.3 نقطة مئوية عن الفترة نفسها من العام الماضي (6.40%)." in texts[2]
    assert "دون تغيّر عن الفترة السابقة" in texts[2]


def test_a_month_is_compared_with_a_month():
    march = Period(Month(2025, 3), Month(2025, 3))
    text = all_of(changes(review(ministry(times=2), ministry(times=2), march)))[0]
    assert "عن الشهر السابق" in text
    assert "عن الشهر نفسه من العام الماضي" in text


def test_a_whole_year_is_compared_once():
    year = Period(Month(2025, 1), Month(2025, 12))
    ((_, params), *_) = changes(review(ministry(times=2), ministry(times=2), year))
    assert len(params["changes"]) == 1


def test_what_cannot_be_compared_says_why():
    unfinished = [figure("calls_inbound", 10, complete=False)]
    text = all_of(changes(review(unfinished)))[0]
    assert "دون مقارنة مع الفترة السابقة" in text
    assert "دون سجلات من الفترة نفسها من العام الماضي للمقارنة" in text


def test_a_rise_from_nothing_has_no_percentage():
    found = Review(PERIOD, AS_OF, {"period": [figure("visits", 5)], "before": [figure("visits", 0, n=1)]})
    assert "بزيادة 5 عن" in all_of(changes(found))[0]


def test_service_names_the_variant_and_the_threshold():
    texts = all_of(service(review()))
    assert any("الصيغة A" in text and "خلال 20 ثانية عن 80.10%" in text for text in texts)
    assert any("الصيغة B" in text for text in texts)


def test_what_is_inferred_carries_its_interval_and_n():
    text = next(text for text in all_of(service(review()), "en") if "resolved within" in text)
    doubt = "(45 hours and 36 minutes to 50 hours and 24 minutes with 95% confidence, 100 cases)"
    assert f"48 hours of opening {doubt}" in text


def test_reasons_are_grouped():
    found = review(visits=None, visit_wait_median=None)
    (text,) = all_of(not_known(found))
    assert text.startswith("زيارات الصالات ووسيط انتظار الزائر: لا بيانات")


def test_no_source_says_it_all():
    found = Review(PERIOD, AS_OF, {"period": [figure("visits", None, notes=["no_source", "not_complete"])]})
    assert [params["why"][0] for _, params in not_known(found)] == ["notes.no_source"]


def test_a_period_that_has_not_ended_says_until_when():
    (text,) = all_of(not_known(Review(PERIOD, PERIOD.last_day, {"period": ministry()})))
    assert text == "لم تنتهِ الفترة بعد: الأرقام حتى نهاية يوم 29 نوفمبر 2025."


def silence(source, spells):
    days = [
        {"from": f"2025-{n:02d}-01", "to": f"2025-{n:02d}-0{1 + n % 2}", "days": 1 + n % 2} for n in spells
    ]
    return {"line": "silent_days", "source": source, "days": ["2025-01-01"] * 9, "spells": days}


def test_silent_days_are_listed_and_a_long_list_is_cut():
    found = Review(PERIOD, AS_OF, {"period": ministry()}, [silence("pbx", range(1, 10))])
    (text,) = all_of(reconciliation(found))
    assert text.startswith("لم يصل أي سجل من «\u2068pbx\u2069» في 9 من الأيام المعتادة: من 1 يناير")
    assert text.endswith("و3 فترات أخرى.")


def test_sources_that_all_spoke_are_praised_with_one_sentence():
    assert all_of(reconciliation(review())) == ["وصلت السجلات من جميع المصادر في كل أيامها المعتادة."]


def test_sources_that_were_silent_on_the_same_days_share_a_sentence():
    lines = [silence("pbx", range(1, 3)), silence("halls", range(1, 3)), silence("desk", range(1, 4))]
    found = Review(PERIOD, AS_OF, {"period": ministry()}, lines)
    texts = all_of(reconciliation(found), "en")
    assert [text.split(" on ")[0] for text in texts] == [
        "No record came from “pbx” and “halls”",
        "No record came from “desk”",
    ]
