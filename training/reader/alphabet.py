"""What the marker reader can print: the characters of markers, of misprints and of what looks like markers.

Each is a class of its own as it is printed; only widths are one (full-width digits are digits). Every other
character is printed as ``OTHER``, so that a line of them is seen to be no marker.
"""

import string
from functools import cache
from unicodedata import normalize

from detector.law.tables.loader import shipped
from detector.marker.confusables import MEASURED

OTHER = "\ufffd"
BRACKETS = (
    "（）", "()", "〔〕", "[]", "【】", "［］", "《》", "〈〉", "「」", "『』", "〖〗", "{}",
)  # fmt: skip
ALIKE = (
    "审宙申市車车甲", "备各奋恪畜", "微徽徵敬徼", "剧居刷据劇", "号兮另弓号", "字宇学子孚", "第弟笫苐",
    "网冈罔同岡", "沪户护", "京亰", "浙渐淅", "粤奥", "皖院", "闽闻间", "豫像", "湘相", "桂挂", "渝偷喻",
    "陕峡", "甘廿", "津律", "辽迁", "吉古", "苏办", "鲁鱼", "晋普", "蒙", "贵责", "云去", "川州", "宁于",
    "新斯", "青靑", "藏", "琼", "0Oo〇○QD", "1lI|丨", "2Z", "5S", "8B", "6b", "9g", "3", "7", "4A", "口日",
)  # fmt: skip
"""Characters that an eye or a printer may take for one another."""
_LABELS = (
    "许可证号备案登记批准文号件编节目发行单位出品制作年第网络剧片微短电影视听播放信息传发公安预审查联系"
    "本故事纯属虚构如有雷同无不良引导请勿模仿未经授权禁止转载集季部总导演监制编剧主领衔人承联合有限公司"
    "责任文化传媒业广播电视国家版影象经营室省市区自治厅委员会局署机关管理办法通知依据规定类一二三"
)
_LOOK_ALIKES = "公网安备增值电信业务经营许可出版物国产电视剧粤沪京杭房售预许字中财信致同案审核上线下期证查"
_SIGNS = "。、·：，；！？…—～“”‘’№●×　"
_AI_LABEL_USES = ("technology", "generation", "deficient")
_NUMERALS = "〇零一二三四五六七八九十百千万口日年月"
_TRADITIONAL = "網劇審備號總備錄許證機構製廣視聽節"


@cache
def alphabet() -> tuple[str, ...]:
    """The characters of classes 1, 2, …; class 0 is CTC's blank. The last two are ``OTHER`` and the space."""
    laws = shipped()
    words = [word for row in laws.issuers for word in (row.abbreviation, *row.other_names, *row.variants)]
    words += [region for row in laws.issuers for region in row.regions]
    words += [row.prefix for row in laws.prefixes]
    words += [name for row in laws.apps for name in (row.app, *row.other_names)]
    words += [form for row in laws.series for form in (row.series, *row.other_forms)]
    words += [row.text for row in laws.ai_labels if row.use in _AI_LABEL_USES]
    words += [row.printed + row.read for row in MEASURED]
    signs = string.digits + string.ascii_letters + string.punctuation
    others = (*ALIKE, *BRACKETS, _LABELS, _LOOK_ALIKES, _SIGNS, _NUMERALS, _TRADITIONAL)
    kept = {_one_width(character) for character in signs + "".join(words) + "".join(others)}
    return (*sorted(kept - {OTHER, " "}), OTHER, " ")


def letters() -> tuple[str, ...]:
    """The alphabet without ``OTHER`` and the space."""
    return alphabet()[:-2]


@cache
def classes() -> dict[str, int]:
    """The class of each character of the alphabet."""
    return {character: number for number, character in enumerate(alphabet(), 1)}


def label(text: str) -> str:
    """What a reader should print for a text: each character as itself, or as ``OTHER``."""
    known = classes()
    return "".join(c if c in known else OTHER for c in map(_one_width, text))


def _one_width(character: str) -> str:
    if character.isspace():
        return " "
    if any(character in pair for pair in BRACKETS):
        return character
    narrow = normalize("NFKC", character)
    return narrow if len(narrow) == 1 else character
