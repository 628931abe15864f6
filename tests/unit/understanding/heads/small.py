"""A small model that tests may build in a moment, and what it learned from."""

from __future__ import annotations

from functools import cache

from sawt.understanding.heads.building import Example, build
from sawt.understanding.heads.model import Model

CODES = {
    "service": ("register", "fines", "marks", "nobody_wrote"),
    "sentiment": ("negative", "neutral"),
    "lang": ("ar", "en", "other"),
}
_ABOUT = {
    "register": ("تجديد السجل التجاري", "renew the commercial register"),
    "fines": ("غرامة التأخير كبيرة", "the late fine is large"),
    "marks": ("تسجيل علامة جديدة", "a new trademark logo"),
}
_SAID = {"negative": ("عيب عليكم", "shame on you"), "neutral": ("لو سمحتوا", "kindly")}


def examples(weight: float = 1.0) -> list[Example]:
    """Sixty messages, each with a code of every head."""
    return [
        Example(
            f"{about[language == 'en']} {said[language == 'en']} {number}",
            {"service": service, "sentiment": sentiment, "lang": language},
            weight,
        )
        for number in range(5)
        for service, about in _ABOUT.items()
        for sentiment, said in _SAID.items()
        for language in ("ar", "en")
    ]


@cache
def model() -> Model:
    """The model of `examples()`."""
    return build(examples(), CODES, seed=7)
