"""Texts that tests are given: what customers type, and what no customer should be able to break us with."""

from __future__ import annotations

from hypothesis import strategies as st

WRITTEN = (
    *(
        "السجل التجاري",
        "الرخصة",
        "وبالمعاملات",
        "طلبات",
        "ما حد يرد",
        "بغيت",
        "اللجنة",
        "لو سمحتوا",
        "مراجعة",
    ),
    *("registration", "Renewing", "fees", "elsijil", "6alab", "sh7al", "abgha", "LLC", "I'm", "OTP"),
    *("مُراجَعة", "ريـــال", "أإآٱا", "ى", "ئ", "ؤ", "ء", "ة", "ک", "ی", "گ", "چ", "ﻻ", "ﷲ", "ﷺ", "…", "½"),
    *("١٢٣", "۴۵", "678", "９", "²", "2025-01-14", "٪", "٫", "!!!", "؟", "?", ".", "،", "«", "»"),
    *("بسرعهههه", "لللل", "aaaa", "aa", "  ", " ", "\n", "\n\n", "\t", "\u00a0", "\r\n", "\u2028"),
    *("\x00", "\ud800", "\udfff", "\u200d", "\u200e", "\u202e", "\ufeff", "ـ", "\u064e"),
    *(
        "😀",
        "🌹🌹🌹",
        "👨\u200d👩\u200d👧",
        "❤️",
        "ہے",
        "میں",
        "است",
        "中文",
        "हिन्दी",
        "Привет",
        "İ",
        "ß",
        "ﬁ",
    ),
    *("<td>", "&nbsp;", '{"a": 1}', "https://x.om/?a=1"),
)
PIECES = st.sampled_from(WRITTEN)
TEXTS = st.one_of(
    st.lists(st.one_of(PIECES, st.just(" ")), max_size=12).map("".join),
    st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=10).map(" ".join),
    st.text(alphabet=st.characters(codec=None), max_size=60),
)
BATCHES = st.lists(TEXTS, max_size=6)

# What no reading may fall over. Long ones are made where they are needed.
HOSTILE = (
    "",
    " ",
    "\n",
    "😀",
    "؟",
    "\x00",
    "\x00\x00 \x00",
    "رق\x00م",
    "\ud800",
    "abc\udfff\ud800def",
    "\ud83d\ude00",
    "\u202eمقلوب\u202c",
    "\u200d\u200d\u200e",
    "9\u200d1\u200d2\u200d3\u200d4\u200d5\u200d6\u200d7",
    "<div><p>السجل &amp; الرخصة</p><script>x()</script></div>",
    '{"text": "السجل", "n": [1, 2]}',
    "[[[[[[",
    "您好，我想续期我的执照",
    "नमस्ते मुझे लाइसेंस चाहिए",
    "Здравствуйте, где моя заявка?",
    "\u0301\u0301\u064b\u064b",
    "\r\n\t\v\f\u2028\u2029\x85",
    "0",
    "'; DROP TABLE contacts; --",
    "%s %d {0} {text}",
)
