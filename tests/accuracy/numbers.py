"""Markers by chance, of every issuer, bracket style and width; texts that are nearly one, or none at all."""

from dataclasses import dataclass, replace
from random import Random

AUTHORITIES = {
    "总局": "NRTA", "京": "Beijing", "津": "Tianjin", "冀": "Hebei", "晋": "Shanxi", "蒙": "Inner Mongolia",
    "辽": "Liaoning", "吉": "Jilin", "黑": "Heilongjiang", "沪": "Shanghai", "苏": "Jiangsu",
    "浙": "Zhejiang", "皖": "Anhui", "闽": "Fujian", "赣": "Jiangxi", "鲁": "Shandong", "豫": "Henan",
    "鄂": "Hubei", "湘": "Hunan", "粤": "Guangdong", "桂": "Guangxi", "琼": "Hainan", "渝": "Chongqing",
    "川": "Sichuan", "贵": "Guizhou", "云": "Yunnan", "藏": "Tibet", "陕": "Shaanxi", "甘": "Gansu",
    "青": "Qinghai", "宁": "Ningxia", "新": "Xinjiang", "兵团": "XPCC",
}  # fmt: skip
PLATFORMS = {
    "番茄": "Fanqie", "七猫": "Qimao", "抖音": "Douyin", "快手": "Kuaishou", "红果": "Hongguo",
    "微信": "WeChat", "视频号": "WeChat Channels", "腾讯视频": "Tencent Video", "优酷": "Youku",
    "爱奇艺": "iQIYI", "芒果TV": "Mango TV", "哔哩哔哩": "Bilibili", "小红书": "Xiaohongshu", "百度": "Baidu",
    "淘宝": "Taobao", "支付宝": "Alipay", "河马": "Hema", "点众": "Dianzhong", "九州": "Jiuzhou",
    "麦芽": "Maiya",
}  # fmt: skip
"""Issuers and their English names."""
REVIEW, RECORD = "网微剧审字", "网微剧备字"
_OLD_SERIES = ("网剧审字", "网影审字")
_BRACKETS = ("（）", "()", "〔〕", "[]", "【】", "［］")
_FULL_WIDTH_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True, slots=True)
class Number:
    """A marker's parts."""

    issuer: str
    series: str
    year: int
    serial: str

    @property
    def normal(self) -> str:
        """The normal form."""
        return f"（{self.issuer}）{self.series}（{self.year}）第{self.serial}号"

    @property
    def english(self) -> str:
        """The English rendering."""
        kind = "Review" if self.series == REVIEW else "Record"
        issuer = {**AUTHORITIES, **PLATFORMS}[self.issuer]
        return f"({issuer}) Net Micro Drama {kind} No.({self.year}) No.{self.serial}"


def number(dice: Random) -> Number:
    """A number as the notice wants it."""
    by_platform = dice.random() < 0.45
    issuer = dice.choice(list(PLATFORMS if by_platform else AUTHORITIES))
    series = RECORD if by_platform or dice.random() < 0.5 else REVIEW
    return Number(issuer, series, dice.randint(2024, 2026), _serial(dice))


def old_number(dice: Random) -> Number:
    """A number of the series before the notice."""
    issuer = dice.choice(list(AUTHORITIES))
    return Number(issuer, dice.choice(_OLD_SERIES), dice.randint(2022, 2024), _serial(dice))


def v_number(dice: Random) -> str:
    """A number of the oldest series."""
    return f"V{dice.randrange(10**14, 10**15)}"


@dataclass(frozen=True, slots=True)
class _Setting:
    """How one screen sets its numbers."""

    issuer: str
    year: str
    gap: str
    inner: str
    full_width: bool

    def text(self, given: Number, *, di: str = "第", hao: str = "号") -> str:
        """A number in this setting."""
        digits = str(given.year), given.serial
        if self.full_width:
            digits = digits[0].translate(_FULL_WIDTH_DIGITS), digits[1].translate(_FULL_WIDTH_DIGITS)
        issuer = f"{self.issuer[0]}{given.issuer}{self.issuer[1]}"
        year = f"{self.year[0]}{digits[0]}{self.year[1]}"
        serial = f"{di}{self.inner}{digits[1]}{self.inner}{hao}"
        return f"{issuer}{self.gap}{given.series}{year}{self.gap}{serial}"


def printed(dice: Random, given: Number) -> str:
    """A number in any of the ways in which it is set on screens."""
    return _setting(dice).text(given)


def _setting(dice: Random) -> _Setting:
    gap, inner = " " if dice.random() < 0.12 else "", " " if dice.random() < 0.06 else ""
    return _Setting(_brackets(dice), _brackets(dice), gap, inner, dice.random() < 0.04)


def _serial(dice: Random) -> str:
    width = dice.choice((3, 4, 5, 5, 5, 6, 6))
    padded = dice.random() < 0.4
    return f"{dice.randrange(1, 1000) if padded else dice.randrange(10 ** (width - 1), 10**width):0{width}}"


def _brackets(dice: Random) -> str:
    return "（）" if dice.random() < 0.45 else dice.choice(_BRACKETS)


_MISPRINTS = {
    REVIEW: (
        "网徽剧审字", "网微居审字", "网微审字", "网微剧申字",
        "网微剧审", "网微剧审学", "网微剧上字", "网微剧审核字",
    ),
    RECORD: (
        "网徽剧备字", "网微居备字", "网微备字", "网微剧各字",
        "网微剧备", "网微剧备学", "网微剧上字", "网微剧备案字",
    ),
}  # fmt: skip
"""Series with one character wrong, missing or too many."""


def malformed(dice: Random) -> str:
    """A text that is nearly a marker, never one."""
    given, setting = number(dice), _setting(dice)
    serial = given.serial
    bare = setting.text(given).partition(given.series)[2]
    breaks = (
        *(setting.text(replace(given, series=series)) for series in _MISPRINTS[given.series]),
        setting.text(given, di=""),
        setting.text(given, di="弟"),
        setting.text(given, hao=""),
        setting.text(replace(given, serial="0" * len(serial))),
        setting.text(replace(given, serial=f"{serial[0]}O{serial[2:]}")),
        setting.text(replace(given, year=given.year % 100)),
        f"{given.series}{bare}",
        f"本剧{dice.choice(list(AUTHORITIES))}{given.series}{bare}",
    )
    return dice.choice(breaks)


_LOOK_ALIKES = (
    "网络视听节目许可证：{7}号",
    "信息网络传播视听节目许可证 {7}",
    "京ICP备{8}号-{1}",
    "粤公网安备 {14}号",
    "广电办发〔2024〕{2}号",
    "杭房预许字（2026）第{5}号",
    "中财国信审字（2025）第{4}号",
    "致同审字（2026）第{3}A号",
    "广播电视节目制作经营许可证（京）字第{5}号",
)


def look_alikes(dice: Random, count: int) -> list[str]:
    """Texts with numbers that are nothing like a marker to the law."""
    chosen = dice.sample(_LOOK_ALIKES, count)
    return [_with_digits(dice, text) for text in chosen]


def _with_digits(dice: Random, text: str) -> str:
    for width in range(1, 15):
        text = text.replace(f"{{{width}}}", f"{dice.randrange(10 ** (width - 1), 10**width)}")
    return text
