"""Invented people: given names, fathers, tribes and families put together as letters and callers do.

Some given names and tribes are kept apart: the finder's own lists may not hold them (a test looks), so
that a name which nobody wrote down is measured on its own.
"""

from __future__ import annotations

import random

Dice = random.Random


def words_of(text: str) -> list[str]:
    return text.split()


MEN = words_of(
    "محمد أحمد سالم سعيد علي حمد خالد ناصر سيف سلطان راشد يوسف سليمان خميس جمعة هلال حمود ماجد طلال بدر "
    "فيصل مازن خلفان زاهر عامر مسلم سهيل بخيت عوض مبارك حسن حسين إبراهيم إسماعيل يعقوب عيسى موسى هيثم قيس "
    "تركي أسعد فهد عمر أنور أيمن إدريس داود منصور صالح عبدالله عبدالرحمن عبدالعزيز عبدالمجيد طارق ياسر وليد"
)
WOMEN = words_of(
    "فاطمة مريم عائشة خديجة زينب موزة شيخة عزة ثريا رحمة سلمى ليلى نورة هدى بدرية زهرة شمسة أميرة منى بشرى "
    "أسماء رقية جوخة ميثاء غنية صفية حليمة سعاد سارة نادية"
)
TRIBES = words_of(
    "الحارثي الكندي البلوشي الهنائي السيابي الرواحي الشكيلي المعمري الفارسي العامري الغافري الهاشمي "
    "البوسعيدي المعولي الخروصي الريامي السعدي الوهيبي الجابري الحبسي المحروقي الزدجالي اللواتي العبري "
    "النبهاني المقبالي الشحي الكعبي المنذري العجمي الراشدي المسكري البريكي المعشني الشنفري الكثيري المهري "
    "الذهلي الصوافي البرواني"
)

UNKNOWN_MEN = words_of("غصن مرهون حارب خويدم شامس ضاحي بلعرب كليب نصيب")
UNKNOWN_WOMEN = words_of("نصراء عذبة غريبة كاذية جوزاء زيانة")
UNKNOWN_TRIBES = words_of("الخنبشي الصقري الفزاري الجهضمي الدغاري الطوقي")

LATIN_MEN = words_of(
    "Ahmed Mohammed Salim Said Khalid Nasser Saif Ali Hamad Yousuf Sultan Abdullah Ibrahim Talal Bader"
)
LATIN_WOMEN = words_of("Fatma Maryam Aisha Zainab Moza Noora Huda Salma Amal Khadija")
LATIN_TRIBES = [
    "Al Harthi",
    "Al-Balushi",
    "Al Kindi",
    "Al-Hinai",
    "Alriyami",
    "Al Mamari",
    "al busaidi",
    "Al-Siyabi",
]
STRANGERS = [
    *(
        "Rajesh Kumar",
        "John Smith",
        "Priya Nair",
        "Maria Santos",
        "David Brown",
        "Mohammed Rafiq",
        "Suresh Menon",
    ),
    *("Anil Sharma", "Sarah Johnson", "Michael Green", "Imran Khan", "Joseph Thomas"),
]


def _man(dice: Dice) -> str:
    return dice.choice(MEN)


def _tribe(dice: Dice, of_a_woman: bool = False) -> str:
    return dice.choice(TRIBES) + ("ة" if of_a_woman else "")


def _of_a_man(dice: Dice) -> str:
    man, father, grandfather, tribe = _man(dice), _man(dice), _man(dice), _tribe(dice)
    return dice.choice(
        [
            *(f"{man} {tribe}", f"{man} بن {father} {tribe}", f"{man} بن {father} بن {grandfather} {tribe}"),
            *(f"{man} بن {father}", f"{man} {father} {tribe}", f"{man} ولد {father} {tribe}", f"{man}"),
        ]
    )


def _of_a_woman(dice: Dice) -> str:
    woman, father, tribe = dice.choice(WOMEN), _man(dice), _tribe(dice, of_a_woman=True)
    return dice.choice(
        [f"{woman} {tribe}", f"{woman} بنت {father} {tribe}", f"{woman} بنت {father}", f"{woman}"]
    )


def _worn(dice: Dice, name: str) -> str:
    """A name as typed: hamza dropped, a letter drawn out, vowels marked, two spaces."""
    throw = dice.random()
    if throw < 0.25:
        return name.translate(str.maketrans("أإآة", "اااه"))
    if throw < 0.3:
        return name.replace("حم", "حـم").replace("سا", "سـا")
    if throw < 0.35:
        return name.replace("محمد", "مُحَمَّد").replace("علي", "عليّ")
    return name.replace(" ", "  ") if throw < 0.4 else name


_AFTER = ["", "", " لو سمحتم", "، وأود الاستفسار", " ولم يصلني رد", ".", " من ولاية صحار", "\n"]


def after_a_title(dice: Dice) -> tuple[str, str, str]:
    if dice.random() < 0.35:
        title = dice.choice(
            ["الفاضلة", "السيدة", "الدكتورة", "الأستاذة", "المهندسة", "الوالدة", "المواطنة", "الآنسة"]
        )
        name = _of_a_woman(dice)
    else:
        title = dice.choice(
            [
                *("الفاضل", "السيد", "الشيخ", "المهندس", "الدكتور", "الأستاذ", "الوالد", "المواطن", "الأخ"),
                *("د.", "م.", "أ.", "والفاضل", "للفاضل", "بالشيخ", "المدعو"),
            ]
        )
        name = _of_a_man(dice)
    joint = (
        dice.choice([" ", " ", " ", " / ", "/ ", ": "]) if not title.endswith(".") else dice.choice([" ", ""])
    )
    return title + joint, _worn(dice, name), dice.choice(_AFTER)


def introducing_oneself(dice: Dice) -> tuple[str, str, str]:
    name = _of_a_woman(dice) if dice.random() < 0.35 else _of_a_man(dice)
    words = [
        "اسمي ",
        "إسمي: ",
        "انا اسمي ",
        "معكم ",
        "معك ",
        "معاك ",
        "السلام عليكم معكم ",
        "اسمي الكامل ",
        "أنا المواطن ",
    ]
    return dice.choice(words), _worn(dice, name), dice.choice(_AFTER)


def i_am_so_and_so(dice: Dice) -> tuple[str, str, str]:
    """أنا with a father or a tribe: a lone word after it may be an adjective."""
    man, father, tribe = _man(dice), _man(dice), _tribe(dice)
    name = dice.choice([f"{man} بن {father}", f"{man} بن {father} {tribe}", f"{man} {tribe}"])
    return dice.choice(["أنا ", "انا ", "مرحبا أنا "]), _worn(dice, name), dice.choice(_AFTER)


def a_chain_alone(dice: Dice) -> tuple[str, str, str]:
    man, woman, father, grandfather = _man(dice), dice.choice(WOMEN), _man(dice), _man(dice)
    name = dice.choice(
        [
            *(
                f"{man} بن {father} {_tribe(dice)}",
                f"{man} بن {father} بن {grandfather}",
                f"{man} {_tribe(dice)}",
            ),
            *(f"{woman} بنت {father} {_tribe(dice, of_a_woman=True)}", f"{man} ولد {father} {_tribe(dice)}"),
        ]
    )
    before = dice.choice(["", "باسم ", "المعاملة باسم ", "تحدثت مع ", "حسب كلام ", "صاحب الطلب: "])
    return before, _worn(dice, name), dice.choice(_AFTER)


def of_whom_no_list_knows(dice: Dice) -> tuple[str, str, str]:
    """A given name, or a tribe, or both, that stand in no list of the finder's."""
    if dice.random() < 0.4:
        title, bint, name, tribe = (
            "الفاضلة ",
            "بنت",
            dice.choice(UNKNOWN_WOMEN),
            dice.choice(UNKNOWN_TRIBES) + "ة",
        )
    else:
        title, bint, name, tribe = "الفاضل ", "بن", dice.choice(UNKNOWN_MEN), dice.choice(UNKNOWN_TRIBES)
    father = dice.choice([*UNKNOWN_MEN, *MEN])
    before, name = dice.choice(
        [
            *((title, f"{name} {tribe}"), (title, f"{name} {bint} {father} {tribe}"), (title, name)),
            *(("اسمي ", f"{name} {tribe}"), ("اسمي ", name), ("اسمي ", f"{name} {bint} {father}")),
            *(
                ("باسم ", f"{name} {bint} {dice.choice(MEN)} {tribe}"),
                ("معكم ", f"{name} {bint} {father} {tribe}"),
            ),
        ]
    )
    return before, name, dice.choice(_AFTER)


def in_english(dice: Dice) -> tuple[str, str, str]:
    tribe = dice.choice(LATIN_TRIBES)
    man, father = dice.choice(LATIN_MEN), dice.choice(LATIN_MEN)
    name = dice.choice(
        [
            *(f"{man} {tribe}", f"{man} bin {father} {tribe}", f"{dice.choice(LATIN_WOMEN)} {tribe}"),
            *(
                f"{dice.choice(LATIN_WOMEN)} bint {father} {tribe}",
                dice.choice(STRANGERS),
                dice.choice(STRANGERS),
            ),
        ]
    )
    before, after = dice.choice(
        [
            *(("my name is ", ""), ("My name is ", ", I have a question"), ("Mr. ", " told me"), ("Mr ", "")),
            *(
                ("Mrs. ", ""),
                ("Ms ", " called"),
                ("Dr. ", ""),
                ("Eng. ", " visited"),
                ("this is ", " speaking"),
            ),
            *(("Hello, this is ", " speaking"), ("I am ", ", the owner"), ("Dear Mr ", ",")),
        ]
    )
    if before.lower().startswith("my name") and dice.random() < 0.3:
        name = name.lower()
    return before, name, after


FORMS = (
    after_a_title,
    introducing_oneself,
    i_am_so_and_so,
    a_chain_alone,
    of_whom_no_list_knows,
    in_english,
)
