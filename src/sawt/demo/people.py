"""Who calls and who answers: customers with their numbers in every form, and the agents."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sawt.demo.drawing import Bools, Ints, generator, pick

ARABIC_SPEAKERS, ENGLISH_SPEAKERS = 52_000, 2_600
WITHHELD = -1

SEGMENTS = {
    "business_owner": 0.37,
    "entrepreneur": 0.2,
    "representative": 0.15,
    "investor": 0.1,
    "consumer": 0.07,
    "industrialist": 0.05,
    "innovator": 0.03,
    "author": 0.03,
}
GOVERNORATES = {
    "مسقط": 0.41,
    "شمال الباطنة": 0.16,
    "ظفار": 0.11,
    "الداخلية": 0.09,
    "جنوب الباطنة": 0.07,
    "شمال الشرقية": 0.05,
    "جنوب الشرقية": 0.05,
    "الظاهرة": 0.03,
    "البريمي": 0.02,
    "الوسطى": 0.006,
    "مسندم": 0.004,
}
AGENT_NAMES = (
    "سالم الحارثي", "مريم البلوشية", "أحمد الرواحي", "فاطمة الكندية", "خالد المعمري", "عائشة الهنائية",
    "يوسف السيابي", "نورة الشكيلية", "حمد العبري", "زينب اللواتية", "سعيد الغافري", "شيخة الراشدية",
    "بدر الوهيبي", "هدى الزدجالية", "ماجد الحجري", "أسماء السعدية", "ناصر الخروصي", "رحمة المحرزية",
    "طلال الجابري", "ميثاء العامرية", "علي الفارسي", "بشرى النبهانية", "هيثم المقبالي", "وفاء الحسنية",
    "عبدالله الشيدي",
)  # fmt: skip
AGENTS = len(AGENT_NAMES)

_ARABIC_DIGITS = "٠١٢٣٤٥٦٧٨٩"
# Shares of the written forms: +968…, bare, 00968…, 968…, +968 with spaces, Arabic digits, with a dash,
# ٠٠٩٦٨…. An exchange writes the first four, clerks write all of them.
EXCHANGE_FORMS = (0.62, 0.2, 0.08, 0.1, 0.0, 0.0, 0.0, 0.0)
CLERK_FORMS = (0.12, 0.52, 0.05, 0.06, 0.07, 0.11, 0.05, 0.02)
WEB_FORMS = (0.25, 0.55, 0.1, 0.1, 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Customers:
    """Customers as equal-length arrays; a customer is a position in them.

    `english` speaks English · `segment`, `governorate` positions in the word lists above · `weight`
    how often they come (a power law: a service office comes daily, most people once) · `forms` all
    written forms of all numbers, form after form · `civil` civil numbers.
    """

    english: Bools
    segment: Ints
    governorate: Ints
    weight: np.ndarray
    forms: pa.Array
    civil: pa.Array

    def drawn(self, rng: np.random.Generator, english: Bools) -> Ints:
        """One customer of the right language for each flag."""
        chosen = np.zeros(len(english), dtype=np.int64)
        for language in (False, True):
            pool, wanted = np.flatnonzero(self.english == language), english == language
            chosen[wanted] = pool[pick(rng, self.weight[pool], int(wanted.sum()))]
        return chosen

    def written(self, rng: np.random.Generator, who: Ints, shares: tuple[float, ...]) -> pa.Array:
        """Numbers of customers, the written forms mixed by their shares; withheld ones are null."""
        form = pick(rng, shares, len(who))
        index = form * len(self.weight) + np.maximum(who, 0)
        return pc.take(self.forms, pa.array(index, mask=who == WITHHELD))


def customers_of(seed: int) -> Customers:
    """All customers, drawn once."""
    rng = generator(seed, "customers")
    count = ARABIC_SPEAKERS + ENGLISH_SPEAKERS
    english = np.arange(count) >= ARABIC_SPEAKERS
    rank = np.concatenate([rng.permutation(ARABIC_SPEAKERS), rng.permutation(ENGLISH_SPEAKERS)]) + 1
    segment = pick(rng, list(SEGMENTS.values()), count)
    segment[rank <= 150] = list(SEGMENTS).index("representative")
    return Customers(
        english=english,
        segment=segment,
        governorate=pick(rng, list(GOVERNORATES.values()), count),
        weight=(rank + 12.0) ** -0.62,
        forms=_forms(_numbers(rng, count)),
        civil=pa.array(rng.integers(4_000_000, 99_000_000, count)).cast(pa.string()),
    )


def _numbers(rng: np.random.Generator, count: int) -> np.ndarray:
    """Eight-digit Omani numbers: mobiles beginning with 7 or 9, some fixed lines (which firms share)."""
    kind = pick(rng, (0.66, 0.25, 0.09), count)
    # A stride that shares no factor with ten million visits each ending once: no mobile twice.
    endings = (rng.integers(0, 10_000_000) + np.arange(count) * 7_368_787) % 10_000_000
    fixed = 24_000_000 + endings % 1_000_000
    return np.where(kind == 2, fixed, np.where(kind == 1, 70_000_000, 90_000_000) + endings)


def _forms(numbers: np.ndarray) -> pa.Array:
    plain = pa.array(numbers).cast(pa.string())
    head, tail = pc.utf8_slice_codeunits(plain, 0, 4), pc.utf8_slice_codeunits(plain, 4, 8)
    arabic = plain
    for digit, written in enumerate(_ARABIC_DIGITS):
        arabic = pc.replace_substring(arabic, str(digit), written)
    return pa.concat_arrays(
        [
            joined("+968", plain),
            plain,
            joined("00968", plain),
            joined("968", plain),
            joined("+968 ", head, " ", tail),
            arabic,
            joined(head, "-", tail),
            joined("٠٠٩٦٨", arabic),
        ]
    )


def joined(*parts: pa.Array | str) -> pa.Array:
    """Texts put together element by element; null where a part is null."""
    return pc.binary_join_element_wise(*[pa.scalar(p) if isinstance(p, str) else p for p in parts], "")
