"""What the lines say: markers of every form, misprinted ones, and what stands round them on a screen.

Numbers are by chance through and through: no digit, year or issuer is likelier than another, so that a reader
learns nothing to guess from.
"""

from collections.abc import Callable
from functools import cache
from random import Random
from typing import NamedTuple

from detector.law.tables.loader import shipped
from tests.accuracy.numbers import look_alikes
from tests.accuracy.surroundings import COMPANIES, DANMAKU, DISCLAIMERS, SUBTITLES, WATERMARKS
from tests.drawing.text import IN_COLUMNS
from training.reader.alphabet import ALIKE, BRACKETS, letters


class Text(NamedTuple):
    """What is printed, and of what kind it is."""

    printed: str
    kind: str


_PAIR_WEIGHTS = (40, 24, 10, 6, 6, 3, 3, 2, 2, 1, 2, 1)
_LABELS = (
    "许可证号：", "备案号：", "登记备案号：", "批准文号：", "批准文件编号：", "节目编号：", "发行许可证号：",
    "网络剧片发行许可证：", "微短剧发行许可证：", "备案号:", "许可证号 ", "网微剧备案号：",
)  # fmt: skip
_TAILS = (" 本故事纯属虚构", "  内容纯属虚构", " 出品", " 第1集", " 请勿模仿", "（试播）")
_AI_LABELS = (
    *(f"{who}{made}" for who in ("AI", "人工智能", "AI技术") for made in ("生成", "合成")),
    *(row.text for row in shipped().ai_labels if row.use == "deficient"),
)
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_LETTERS_LIKE_DIGITS = "OOOOODQolI|SsBZzbgq"
_COLUMN_FORMS = "".join(map(chr, IN_COLUMNS.values()))
_LOOKING_ALIKE = "".join(look_alikes(Random(0), 9))
_WORDS = (
    "the", "net", "micro", "drama", "record", "review", "of", "and", "produced", "by", "film", "media",
    "beijing", "studio", "directed", "story", "is", "you", "love", "episode", "no", "copyright", "rights",
    "reserved", "original", "series", "all", "we", "know", "what", "time", "never", "back", "home", "video",
)  # fmt: skip


def text(dice: Random) -> Text:
    """A line's text, by chance of every kind."""
    draw, kind = dice.choices(_DRAWS, _WEIGHTS)[0]
    return Text(draw(dice), kind)


def marker(dice: Random) -> str:
    """A number in one of the ways in which it is set."""
    names = pair(dice)
    years = pair(dice) if dice.random() < 0.5 else names
    number = digits(dice, dice.choice((1, 2, 3, 3, 4, 4, 5, 5, 5, 6, 6, 7, 8)))
    year = str(dice.randint(2018, 2027))
    if dice.random() < 0.04:
        year, number = year.translate(_WIDE), number.translate(_WIDE)
    gap, inner = " " if dice.random() < 0.1 else "", " " if dice.random() < 0.06 else ""
    head = f"{names[0]}{issuer(dice)}{names[1]}{gap}{series(dice)}"
    return f"{head}{gap}{years[0]}{year}{years[1]}{gap}第{inner}{number}{inner}号"


def series(dice: Random) -> str:
    """A series word; now and then an older one or one in traditional script."""
    found = dice.choice(("网微剧审字", "网微剧备字"))
    if dice.random() < 0.1:
        found = dice.choice(("网剧审字", "网影审字", "网络剧审字", "網微劇審字", "網微劇備字", "网微劇備字"))
    return found


def issuer(dice: Random) -> str:
    """An issuer's name as markers print it; one in thirty is a name that nobody knows."""
    if dice.random() < 0.03:
        return "".join(dice.choices(common(), k=dice.randint(1, 4)))
    return dice.choice(dice.choice(issuers()))


def pair(dice: Random) -> str:
    """Brackets of one style."""
    return dice.choices(BRACKETS, _PAIR_WEIGHTS)[0]


def digits(dice: Random, count: int) -> str:
    """So many digits by chance."""
    return "".join(dice.choices("0123456789", k=count))


def everything() -> str:
    """All characters that texts are made of."""
    said = "".join((*SUBTITLES, *DISCLAIMERS, *WATERMARKS, *DANMAKU, *COMPANIES, *_LABELS, *_TAILS))
    wide = "".join(chr(code) for code in range(0xFF01, 0xFF5F))
    return "".join(sorted({*letters(), *common(), *said, *wide, *_COLUMN_FORMS, *_LOOKING_ALIKE, " "}))


def _labelled(dice: Random) -> str:
    before = dice.choice(_LABELS) if dice.random() < 0.7 else ""
    after = dice.choice(_TAILS) if not before or dice.random() < 0.2 else ""
    return f"{before}{marker(dice)}{after}"


def _half(dice: Random) -> str:
    """A row of a marker that is broken in two, or a fragment of one as boxes have them."""
    whole = marker(dice)
    cut = whole.find("字") + 1 if dice.random() < 0.5 else dice.randrange(2, len(whole) - 1)
    return (whole[:cut] if dice.random() < 0.5 else whole[cut:]).strip()


def _english(dice: Random) -> str:
    name = dice.choice(_english_issuers())
    kind = dice.choice(("Review", "Record"))
    first, last = dice.choice(("()", "()", "（）", "[]"))
    serial = digits(dice, dice.randint(3, 6))
    gap = " " if dice.random() < 0.8 else ""
    head = f"{first}{name}{last}{gap}Net Micro Drama {kind}"
    line = f"{head} No.{first}{dice.randint(2018, 2027)}{last}{gap}No.{serial}"
    if dice.random() < 0.2:
        cut = line.find(dice.choice(("Drama", "No.", kind)))
        line = line[:cut].strip() if dice.random() < 0.4 else line[cut:]
    return line.upper() if dice.random() < 0.06 else line


def _v_number(dice: Random) -> str:
    before = dice.choice(("", "", "备案号：", "节目备案号:"))
    return f"{before}V{digits(dice, dice.choice((15, 15, 15, 14, 16)))}"


def _misprint(dice: Random) -> str:
    printed = list(_english(dice) if dice.random() < 0.06 else marker(dice))
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        if printed:
            _spoil(dice, printed)
    return "".join(printed).strip() or "字"


def _spoil(dice: Random, printed: list[str]) -> None:
    """One letter wrong, lost, doubled or too many."""
    place = dice.randrange(len(printed))
    chance = dice.random()
    numerals = [i for i, letter in enumerate(printed) if letter.isdigit()]
    if chance < 0.35 and numerals:
        printed[dice.choice(numerals)] = dice.choice(_LETTERS_LIKE_DIGITS)
    elif chance < 0.6:
        alike = [group for group in ALIKE if printed[place] in group]
        printed[place] = dice.choice(dice.choice(alike)) if alike else dice.choice(letters())
    elif chance < 0.75:
        printed[place] = dice.choice(letters())
    elif chance < 0.88:
        del printed[place]
    else:
        printed.insert(place, dice.choice("案核上络号字第()（）0O1l。.-" + printed[place]))


def _look_alike(dice: Random) -> str:
    if dice.random() < 0.5:
        return look_alikes(dice, 1)[0]
    office = dice.choice(("粤", "京", "沪", "浙", "国", "川", "新", "广"))
    kind = dice.choice(
        ("影审字", "剧审字", "新出审字", "网文", "ICP证", "B2-", "电审故字", "广审字", "网出证字")
    )
    year = str(dice.randint(2015, 2027)).join(pair(dice))
    return f"{office}{kind}{year}第{digits(dice, dice.randint(1, 8))}号"


def numerals(dice: Random) -> str:
    """Digits and letters that look like them: the shape alone tells which."""
    letters = "0123456789" if dice.random() < 0.4 else "0123456789" + "0O" * dice.randint(2, 6) + "IlSBZ"
    core = "".join(dice.choices(letters, k=dice.randint(2, 12)))
    before = dice.choice(("", "", "第", "抖音号：", "No.", "（", "(20"))
    return before + core + dice.choice(("", "", "号", "集", "）"))


def _salad(dice: Random) -> str:
    """Characters of the alphabet in no order."""
    return "".join(dice.choices(letters(), k=dice.randint(3, 20)))


def _common_text(dice: Random) -> str:
    return "".join(dice.choices(common(), k=dice.randint(2, 16)))


def _sentence(dice: Random) -> str:
    said = dice.choice((*SUBTITLES, *DISCLAIMERS, *WATERMARKS, *DANMAKU))
    if dice.random() < 0.4:
        said = said.replace(dice.choice(said), dice.choice(common()))
    return f"{said}{dice.choice(('', '', '。', '？', '！', '，'))}".strip()


def _company(dice: Random) -> str:
    place = dice.choice(dice.choice(shipped().issuers).regions or ["样片"])
    name = "".join(dice.choices(common(), k=dice.randint(2, 4)))
    role = dice.choice(("出品", "联合出品", "承制", "发行", "制作"))
    made_up = f"{place}{name}{dice.choice(('影视文化传媒', '文化传媒', '影业', '网络科技'))}有限公司 {role}"
    label = dice.choice(_AI_LABELS)
    return dice.choice(
        (made_up, made_up, dice.choice(COMPANIES), f"{label}{dice.choice(('', '内容', ' 仅供参考'))}")
    )


def _latin(dice: Random) -> str:
    words = " ".join(dice.choices(_WORDS, k=dice.randint(1, 7)))
    return dice.choice((words, words.title(), words.upper(), words.capitalize() + "."))


@cache
def issuers() -> tuple[tuple[str, ...], ...]:
    """Names of provinces, then of platforms."""
    laws = shipped()
    offices = [n for row in laws.issuers for n in (row.abbreviation, *row.other_names, *row.variants)]
    platforms = [row.prefix for row in laws.prefixes] + [n for row in laws.apps for n in row.other_names]
    return tuple(n for n in offices if not n.isascii()), tuple(n for n in platforms if not n.isascii())


@cache
def _english_issuers() -> tuple[str, ...]:
    laws = shipped()
    offices = [n for row in laws.issuers for n in (row.name, *row.other_names) if n.isascii()]
    return (*offices, *(name for row in laws.prefixes for name in row.english_names))


@cache
def common() -> tuple[str, ...]:
    """The 3,755 commoner characters of GB 2312."""
    rows = (bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF))
    return tuple(row.decode("gb2312") for row in rows if row < b"\xd7\xfa")


_KINDS: tuple[tuple[Callable[[Random], str], str, float], ...] = (
    (marker, "marker", 27), (_labelled, "labelled", 5), (_half, "half", 13), (_english, "english", 6),
    (_v_number, "v-number", 2), (_misprint, "misprint", 20), (_look_alike, "look-alike", 5),
    (numerals, "numerals", 8), (_salad, "salad", 7), (_common_text, "common", 2.5),
    (_sentence, "sentence", 1.5), (_company, "company", 1.5), (_latin, "latin", 1.5),
)  # fmt: skip
_DRAWS = tuple((draw, kind) for draw, kind, _ in _KINDS)
_WEIGHTS = tuple(weight for _, _, weight in _KINDS)
