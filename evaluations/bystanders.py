"""Numbers and titles that lead to nobody, from a seed: amounts, dates, laws, codes, quantities, offices."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from evaluations.identities import Dice, digits, in_a_script


def _day(dice: Dice) -> tuple[int, int, int]:
    return dice.randrange(1, 29), dice.randrange(1, 13), dice.randrange(2015, 2027)


def amount(dice: Dice) -> str:
    value = dice.choice(
        [
            *(digits(dice, dice.choice([1, 2, 3, 4, 5])), f"{digits(dice, 3)}.{digits(dice, 3)}"),
            *(
                f"{digits(dice, 2)},{digits(dice, 3)},000",
                f"{digits(dice, 3)}000000",
                f"{digits(dice, 2)} 500 000",
            ),
        ]
    )
    words = [
        "دفعت {} ريال",
        "بمبلغ {} ر.ع",
        "OMR {}",
        "{} ريال عماني",
        "رأس المال {} ريال",
        "المبلغ {} ريال",
        "{} OMR",
    ]
    return dice.choice(words).format(value)


def date(dice: Dice) -> str:
    d, m, y = _day(dice)
    shapes = [
        f"{y}-{m:02}-{d:02}",
        f"{d:02}/{m:02}/{y}",
        f"{d}.{m}.{y}",
        f"{y}/{m}/{d}",
        f"{d} يناير {y}",
        f"{d}-{m}-{y}",
    ]
    return dice.choice(["بتاريخ {}", "يوم {}", "on {}", "منذ {}", "من {} حتى اليوم"]).format(
        dice.choice(shapes)
    )


def moment(dice: Dice) -> str:
    h, m, y = dice.randrange(24), dice.randrange(60), dice.randrange(2015, 2027)
    shapes = [
        *(
            f"الساعة {h:02}:{m:02}",
            f"من {h:02}:{m:02} إلى 14:30",
            "الدوام 7:30 - 14:30",
            f"في {y}",
            f"بين {y} و{y + 1}",
        ),
        *(
            f"عام {y}/{y + 1}",
            f"at {h:02}:{m:02}:30",
            f"{y}-01-14T{h:02}:{m:02}:00",
            f"{y}-{y + 1}",
            "من 0800 إلى 1430",
        ),
    ]
    return dice.choice(shapes)


def law(dice: Dice) -> str:
    number, year = digits(dice, dice.choice([1, 2, 3, 4])), dice.randrange(1990, 2026)
    words = [
        "قرار وزاري رقم {}/{}",
        "القرار {}/{}",
        "مرسوم سلطاني {}/{}",
        "قانون رقم {} لسنة {}",
        "المادة {} من قانون {}",
    ]
    return dice.choice(words).format(number, year)


def code(dice: Dice) -> str:
    short, long = digits(dice, 6), digits(dice, dice.choice([8, 10]))
    words = [
        f"رمز النشاط {short}",
        f"HS {long[:4]}",
        f"HS code {long}",
        f"رمز النظام المنسق {long}",
        f"البند الجمركي {long[:8]}",
    ]
    return dice.choice(
        [*words, f"activity code {short}", f"كود النشاط {short}", f"HS {long[:4]}.{long[4:6]}.{long[6:8]}"]
    )


def short_number_of_a_transaction(dice: Dice) -> str:
    short = digits(dice, dice.choice([4, 5, 6]))
    return dice.choice(
        ["رقم التذكرة {}", "T-{}", "تذكرة {}", "ticket {}", "طلب رقم {}", "INV-{}", "#{}"]
    ).format(short)


def quantity(dice: Dice) -> str:
    value = digits(dice, dice.choice([1, 2, 3, 4, 5]))
    words = [
        "{} موظفين",
        "{} %",
        "{}٪",
        "{} يوم عمل",
        "{} أيام",
        "عدد {} عمال",
        "{} متر",
        "{} days",
        "الغرف 101 102 103",
    ]
    return dice.choice(words).format(value)


def title_without_a_name(dice: Dice) -> str:
    words = [
        *(
            "الأستاذ المدير",
            "السيد الوزير",
            "المهندس المسؤول",
            "الدكتور قال",
            "السيد المدير العام",
            "الشيخ الفاضل",
        ),
        *(
            "المواطن العماني",
            "الموظفة المسؤولة",
            "السادة المحترمين",
            "السيدة المديرة",
            "الفاضل مدير الدائرة",
            "معكم حق",
        ),
        *(
            "اسمي مكتوب خطأ",
            "أنا سعيد جدا",
            "أنا شاكر لكم",
            "the doctor said",
            "Mr. Director",
            "my name is wrong on it",
        ),
        *(
            "شارع السلطان قابوس",
            "جامعة السلطان قابوس",
            "ولاية صحار",
            "محافظة شمال الباطنة",
            "شركة النبهاني للتجارة",
        ),
        *(
            "شركة أحمد بن سالم الحارثي للتجارة",
            "مؤسسة الكندي",
            "مسجد الشيخ زايد",
            "this is a problem",
            "I am happy",
        ),
    ]
    return dice.choice(words)


def public_host(dice: Dice) -> str:
    return dice.choice(
        [
            "oman.om",
            "www.mociip.gov.om",
            "https://www.oman.om",
            "موقع business.gov.om",
            "https://oman.om/ar/services",
        ]
    )


FORMS: tuple[Callable[[Dice], str], ...] = (
    *(
        amount,
        date,
        moment,
        law,
        code,
        short_number_of_a_transaction,
        quantity,
        title_without_a_name,
        public_host,
    ),
)


def bystanders(seed: int, each: int) -> Iterator[tuple[str, str]]:
    """(form, text) of what must stay, `each` of every form."""
    for make in FORMS:
        dice = random.Random(f"{seed} {make.__name__}")
        for _ in range(each):
            written = make(dice)
            yield make.__name__, written if make is title_without_a_name else in_a_script(dice, written)
