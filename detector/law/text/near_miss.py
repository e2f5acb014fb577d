"""Why a text that is nearly a marker is none: the closed list of reasons."""

from typing import Literal

from detector.i18n import Localized

Reason = Literal[
    "truncated",
    "wrong-series",
    "stray-text",
    "no-year",
    "bad-year",
    "no-第",
    "no-serial",
    "letter-in-serial",
    "zero-serial",
    "long-serial",
    "no-号",
    "goes-on",
    "unclear-end",
    "no-series",
    "two-issuers",
    "not-an-issuer",
    "no-issuer",
    "no-brackets",
    "bad-v-number",
    "hidden-character",
]

REASONS: dict[Reason, Localized] = {
    "truncated": Localized(
        "the text breaks off, or other text begins, before the number is complete",
        "文字中断，或编号未完即出现其他文字",
    ),
    "wrong-series": Localized(
        "the words before the year are nearly, but not exactly, those of a known series",
        "年份之前的文字与已知编号类别相近而不相同",
    ),
    "stray-text": Localized(
        "something foreign stands between the series, the year and the serial",
        "类别、年份与序号之间夹有其他文字",
    ),
    "no-year": Localized(
        "the year is missing",
        "缺少年份",
    ),
    "bad-year": Localized(
        "the year is not four digits",
        "年份不是四位数字",
    ),
    "no-第": Localized(
        "第 is missing before the serial (in an English rendering: the second No.)",
        "缺少“第”字",
    ),
    "no-serial": Localized(
        "there is no serial between 第 and 号",
        "“第”与“号”之间没有序号",
    ),
    "letter-in-serial": Localized(
        "the serial holds something other than digits; a letter O is no zero",
        "序号含有数字以外的字符；字母O不是零",
    ),
    "zero-serial": Localized(
        "the serial is all zeros, which is not a number",
        "序号全为零，不成其为编号",
    ),
    "long-serial": Localized(
        "the serial has more digits than that of any number",
        "序号位数过多，不可能为编号",
    ),
    "no-号": Localized(
        "号 is missing after the serial, so where the number ends is not known",
        "序号后缺少“号”字，无法确定编号到何处为止",
    ),
    "goes-on": Localized(
        "the number goes on after its end, as in 号-4, 号45号, 号之二 and 号、第46号",
        "编号结束后仍有接续，如“号-4”“号45号”“号之二”“号、第46号”",
    ),
    "unclear-end": Localized(
        "letters or further digits follow, so where the number ends is not known",
        "其后接有字母或数字，无法确定编号到何处为止",
    ),
    "no-series": Localized(
        "the series (网微剧审字 or 网微剧备字) is missing before the year or the serial",
        "年份或序号之前缺少“网微剧审字”或“网微剧备字”",
    ),
    "two-issuers": Localized(
        "two issuers stand before one number; each has a number of its own",
        "一个编号前并列两个核发机关或编号主体；应分别标注各自的编号",
    ),
    "not-an-issuer": Localized(
        "what stands in the issuer's place cannot issue numbers: a city, 港澳台, a part of a province's "
        "name, a placeholder",
        "编号主体处所列名称无权编号：城市、港澳台、省名的一部分、格式说明文字均不是核发机关或编号主体",
    ),
    "no-issuer": Localized(
        "no issuer stands before the series",
        "类别之前没有编号主体",
    ),
    "no-brackets": Localized(
        "the brackets round the year are missing, or too few round an issuer to tell where its name begins",
        "年份缺少括号，或编号主体括号不足，无法界定名称起止",
    ),
    "bad-v-number": Localized(
        "a labelled V-number does not have exactly 15 digits",
        "带名称的V字头编号不是恰好15位数字",
    ),
    "hidden-character": Localized(
        "a character of the issuer, the year or the serial may be hidden",
        "编号主体、年份或序号中疑有字被遮挡",
    ),
}
"""Every reason with its explanation. Where several hold, the one that comes first here is given."""

INCOMPLETE: frozenset[str] = frozenset({"truncated", "no-号", "unclear-end", "no-series", "hidden-character"})
"""Reasons that may come of reading alone: the rest of the number may stand where it was not read."""


def explanation(reason: str) -> Localized:
    """What a reason says, in plain words. Raises ``KeyError`` for a reason that is not in the list."""
    return {str(known): words for known, words in REASONS.items()}[reason]
