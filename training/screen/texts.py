"""What the lines say: pieces of markers however printed, and what else stands on the screen of a drama.

A text that has two neighbours of a marker by chance is drawn as neither.
"""

from random import Random
from typing import Literal

from detector.law.tables.loader import shipped
from detector.marker.cues import may_be_fragment, may_be_marker
from tests.accuracy.surroundings import TITLES
from training.reader.texts import Text, common
from training.reader.texts import text as any_text

Answer = Literal["marker", "other", "nothing"]
"""Part of a marker, surely something else, or too little to tell."""
ANSWERS: tuple[Answer, ...] = ("marker", "other", "nothing")
_MARKERS = frozenset(("marker", "labelled", "english", "v-number", "misprint", "look-alike", "half"))
_OTHERS = frozenset(("common", "sentence", "company", "latin"))
_MARKER_SHARE = 0.5
_PIECE_SHARE, _LABEL_SHARE = 0.35, 0.1
_LABELS = (
    "备案号", "登记号", "许可证号", "备案编号", "登记备案号", "批准文号", "节目编号", "发行许可证号",
    "网络剧片发行许可证",     "微短剧备案号", "网微剧备案", "审核备案号",
    *(row.label for row in shipped().labels),
)  # fmt: skip
_NUMBERED = 0.6
"""Share of labels with a number behind them, of a form that nobody knows."""
_CUES = "网微剧审备字第号"
_COUNTED = ("集", "天", "章", "年", "次", "位", "层", "届", "期", "回", "分钟", "万", "块", "岁", "点")
_ROLES = (
    "饰",
    "男主角",
    "女主角",
    "导演",
    "编剧",
    "集团总裁",
    "律师",
    "医生",
    "管家",
    "丞相",
    "母亲",
    "掌柜",
)
_LEAST_PIECE = 3
_LEAST_DIGITS = 4


def text(dice: Random) -> Text:
    """A line's text, by chance; its kind tells what the screen has to say of it."""
    if dice.random() < _MARKER_SHARE:
        chance = dice.random()
        if chance < _LABEL_SHARE:
            return Text(_label(dice), "label")
        whole = _of(dice, _MARKERS)
        return _piece(dice, whole) if chance < _LABEL_SHARE + _PIECE_SHARE else whole
    while True:
        said = _other(dice)
        if not may_be_marker(said.printed):
            return said


def answer(kind: str, printed: str) -> Answer | None:
    """What is to be said of a line of which this much is in its box; ``None`` where nothing follows."""
    if kind == "empty":
        return "nothing"
    if kind in _MARKERS or kind in ("piece", "label"):
        return "marker" if _is_piece(printed) or kind == "label" else None
    return "other" if len(printed) > 1 and not may_be_marker(printed) else None


def _is_piece(printed: str) -> bool:
    digits = sum(letter.isdigit() for letter in printed)
    enough = may_be_fragment(printed) or digits >= _LEAST_DIGITS
    return len(printed) >= _LEAST_PIECE and enough


def _label(dice: Random) -> str:
    label = dice.choice(_LABELS)
    if dice.random() >= _NUMBERED:
        return f"{label}{dice.choice(('', '：', ':'))}"
    year = dice.choice(("", "", f"{dice.randint(2019, 2027)}", f"〔{dice.randint(2019, 2027)}〕", "A", "V"))
    number = "".join(dice.choices("0123456789", k=dice.choice((1, 2, 3, 4, 5, 6, 8, 12, 15))))
    colon, before, after = (
        dice.choice(each) for each in (("：", ":", " ", ""), ("", "-", "第"), ("", "", "号"))
    )
    return f"{label}{colon}{year}{before}{number}{after}"


def _of(dice: Random, kinds: frozenset[str]) -> Text:
    while True:
        drawn = any_text(dice)
        if drawn.kind in kinds:
            return drawn


def _piece(dice: Random, whole: Text) -> Text:
    """A part from anywhere in a marker: a row of several, or what a box cuts out."""
    while True:
        long = dice.randint(_LEAST_PIECE, max(_LEAST_PIECE, len(whole.printed) - 1))
        first = dice.randint(0, max(0, len(whole.printed) - long))
        printed = whole.printed[first : first + long].strip()
        if _is_piece(printed):
            return Text(printed, "piece")
        whole = _of(dice, _MARKERS)


def _other(dice: Random) -> Text:
    chance = dice.random()
    if chance < 0.3:
        return Text(_spoken(dice), "spoken")
    if chance < 0.42:
        return Text(_counted(dice), "counted")
    if chance < 0.52:
        return Text(f"{_letters(dice, 2, 3)}{dice.choice((' ', '', '　'))}{dice.choice(_ROLES)}", "name")
    if chance < 0.58:
        return Text(dice.choice(TITLES) if dice.random() < 0.3 else _letters(dice, 2, 6), "title")
    return _of(dice, _OTHERS)


def _spoken(dice: Random) -> str:
    """A sentence, now and then with a character that markers have too."""
    said = _letters(dice, 3, 14)
    if dice.random() < 0.3:
        place = dice.randrange(len(said))
        said = said[:place] + dice.choice(_CUES) + said[place + 1 :]
    if dice.random() < 0.4:
        place = dice.randrange(1, len(said))
        said = said[:place] + dice.choice((" ", " ", "，", "！", "？")) + said[place:]
    return said + dice.choice(("", "", "", "？", "！", "。"))


def _counted(dice: Random) -> str:
    """A sentence with a small number in it, as people say them."""
    number = str(dice.randint(1, 99)) if dice.random() < 0.7 else str(dice.randint(100, 2030))
    counted = f"{dice.choice(('第', '', '', '这'))}{number}{dice.choice(_COUNTED)}"
    return f"{_letters(dice, 0, 5)}{counted}{_letters(dice, 0, 5)}"


def _letters(dice: Random, least: int, most: int) -> str:
    return "".join(dice.choices(common(), k=dice.randint(least, most)))
