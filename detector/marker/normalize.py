"""One form for the many in which a character may be printed or read, with the way back to what was printed.

Both halves use this table. A character is folded only into what a reader of the screen takes for the same
character:

- another width or setting of it (full-width, half-width, small, vertical) and its compatibility ideograph;
- every opening bracket into ``(``, every closing one into ``)`` (``detector.marker.brackets``);
- every dash into ``-``, so that ``号—4`` goes on as ``号-4`` does;
- traditional into simplified script, of the characters of markers, labels and issuers' names alone: fonts and
  readers mix the two, and of other words no two scripts are ever compared;
- a digit of another face (bold, double-struck: mathematical digits) into the plain one;
- ``№`` into ``No``, which English renderings print so.

White space and invisible characters go. Nothing else is changed, although NFKC would: a ringed, raised,
lowered or Roman numeral is no digit and no letter of a number (第①②③号, 第1²3号). No authority prints such a
serial; where one is read, something is misread or forged. As a near miss it is looked at by a person, as a
marker it would pass. Ligatures, fractions and units (ǆ, ½, ℃) stay what they are, and an O stays an O.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from unicodedata import decomposition

from detector.marker.brackets import CLOSING, OPENING

_DASHES = "-‐‑‒–—―−"
_INVISIBLE = "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufe0e\ufe0f\ufeff"
TRADITIONAL = (
    "網劇審備號總滬蘇遼晉閩贛魯粵瓊貴雲陝寧團騰訊視頻優愛藝嗶紅書寶馬點眾衆麥內貓並亞來倫傳僅別則區吳呂單"
    "國圍場壩壯婁屬岡峯島峽崗嶺嶽巖廈廣張彥慶懷揚撫暢東棗極構樂樹機橫權欽涼準溫滄漢澤濟濰濱瀘灣為烏無煙營"
    "爲爾瑪產畢發盤碼稱節築簡納級紹絡綏維綿線編義聞聽肅臨臺與興荊莊華蕪薩蘆蘭衛裏裡觀訂記設許話說説證貝貢"
    "費賀資賓轄辦連遊運達遞遠適遷邊鄉鄭鄲銀銅錦錫鎬鎮鐵長門開關陽隨隴雙雞電頂順頭飯餘饒駐鴨鶴鷹鹹鹽麗黃齊"
    "龍"
)
_SIMPLIFIED = (
    "网剧审备号总沪苏辽晋闽赣鲁粤琼贵云陕宁团腾讯视频优爱艺哔红书宝马点众众麦内猫并亚来伦传仅别则区吴吕单"
    "国围场坝壮娄属冈峰岛峡岗岭岳岩厦广张彦庆怀扬抚畅东枣极构乐树机横权钦凉准温沧汉泽济潍滨泸湾为乌无烟营"
    "为尔玛产毕发盘码称节筑简纳级绍络绥维绵线编义闻听肃临台与兴荆庄华芜萨芦兰卫里里观订记设许话说说证贝贡"
    "费贺资宾辖办连游运达递远适迁边乡郑郸银铜锦锡镐镇铁长门开关阳随陇双鸡电顶顺头饭余饶驻鸭鹤鹰咸盐丽黄齐"
    "龙"
)
"""The characters of markers, their labels, authorities, cities and platforms that traditional script writes
otherwise, as OpenCC has them."""

_RESIZED = ("<wide>", "<narrow>", "<small>", "<vertical>", "<font>")
_BLOCKS = (range(0xF900, 0xFB00), range(0xFE10, 0xFE70), range(0xFF00, 0xFFF0), range(0x1D7CE, 0x1D800))
"""Compatibility ideographs; vertical and small forms; half-width and full-width forms; digits of other
faces."""


def _table() -> dict[int, str]:
    """What each character that is not its own folded form folds to; white space to a space."""
    table = {code: " " for code in range(0x3001) if chr(code).isspace()}
    table |= dict.fromkeys(map(ord, _INVISIBLE), "")
    table |= dict.fromkeys(map(ord, OPENING), "(")
    table |= dict.fromkeys(map(ord, CLOSING), ")")
    table |= dict.fromkeys(map(ord, _DASHES), "-")
    table |= dict(zip(map(ord, TRADITIONAL), _SIMPLIFIED, strict=True))
    table[ord("№")] = "No"
    sizes: dict[int, str] = {}
    for code in (code for block in _BLOCKS for code in block):
        # What Unicode has in another width, setting or face; of a compatibility ideograph the usual code.
        parts = decomposition(chr(code)).split()
        if len(parts) == 1 or (len(parts) == 2 and parts[0] in _RESIZED):
            sizes[code] = chr(int(parts[-1], 16)).translate(table)
    return sizes | table


_FOLDED = _table()
_NOT_ONE_TO_ONE = re.compile(rf"[\s{_INVISIBLE}№]")
"""What does not fold into one character in its place; most texts have none of it and fold in one stroke."""


def fold_character(character: str) -> str:
    """The form of one character: mostly one again, a space for white space, nothing for what is invisible."""
    # A recogniser's alphabet is folded at each start: of one character a look-up is five times as quick.
    return _FOLDED.get(ord(character), character) if len(character) == 1 else character.translate(_FOLDED)


def fold_text(text: str) -> str:
    """The folded text alone: ``fold(text).text``."""
    return "".join(text.translate(_FOLDED).split())


def is_han(character: str) -> bool:
    """Whether one character is a Chinese ideograph, but for rare ones."""
    # Compared, for each pattern with so wide a range takes 2 ms of every start to compile.
    return "\u3400" <= character <= "\u9fff"


def printed_forms(letters: str) -> str:
    """Every character that folds into one of these ASCII or simplified letters or into several of them."""
    others = (chr(code) for code, folded in _FOLDED.items() if not set(letters).isdisjoint(folded))
    return "".join(sorted({*letters, *others}))


class Gap(IntEnum):
    """What stood before a folded character in the printed text."""

    NONE = 0
    SPACE = 1
    LINE = 2


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text. ``origins`` has the printed offset and ``gaps`` the gap before each character."""

    printed: str
    text: str
    origins: Sequence[int]
    gaps: tuple[Gap, ...]

    def between(self, start: int, end: int) -> str:
        """What was printed where ``text[start:end]`` stands; ``start < end``."""
        return self.printed[self.origins[start] : self.origins[end - 1] + 1]


# Rules fold the same few texts again and again; pure and bounded, so the cache cannot be seen.
@lru_cache(maxsize=1024)
def fold(printed: str) -> Folded:
    """Fold any text, in linear time. Idempotent on its own result."""
    if printed and not _NOT_ONE_TO_ONE.search(printed):
        gaps = (Gap.LINE, *(Gap.NONE,) * (len(printed) - 1))
        return Folded(printed, printed.translate(_FOLDED), range(len(printed)), gaps)
    return _fold_by_letter(printed)


def _fold_by_letter(printed: str) -> Folded:
    letters: list[str] = []
    origins: list[int] = []
    gaps: list[Gap] = []
    gap = Gap.LINE
    for offset, character in enumerate(printed):
        if character.isspace():
            gap = max(gap, Gap.LINE if character in "\n\r\v\f\x85\u2028\u2029" else Gap.SPACE)
            continue
        for letter in fold_character(character):
            letters.append(letter)
            origins.append(offset)
            gaps.append(gap)
            gap = Gap.NONE
    return Folded(printed, "".join(letters), tuple(origins), tuple(gaps))
