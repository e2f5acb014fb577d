"""The one table of brackets: every style in which a marker's issuer and year may be enclosed.

Law reads each of them as a bracket and both halves hold all styles for one sign, because the notice asks for
brackets and not for a style. Quotation marks are none: “浙” is a quotation. Superscript and subscript
brackets are brackets in small letters, and ``<`` and ``>`` are what readers make of ``〈`` and ``〉``.
"""

_PAIRS = (
    "()（）﹙﹚⁽⁾₍₎❨❩❪❫⦅⦆｟｠⸨⸩︵︶"
    "[]［］⟦⟧〚〛⁅⁆﹇﹈"
    "{}｛｝﹛﹜❴❵︷︸"
    "〔〕〘〙❲❳⟬⟭﹝﹞︹︺"
    "【】〖〗︻︼︗︘"
    "《》〈〉\u2329\u232a<>＜＞﹤﹥⟨⟩⟪⟫❬❭❮❯❰❱«»‹›︽︾︿﹀"
    "「」『』｢｣﹁﹂﹃﹄"
)
"""Opening and closing bracket of each style, one family a row; a row ends with the forms for columns."""

OPENING, CLOSING = _PAIRS[::2], _PAIRS[1::2]
TITLE_CLOSING = "》︾"
"""Of the closing brackets those of a title; after any other one an issuer may have been named."""
_MATES = dict(zip(OPENING + CLOSING, CLOSING + OPENING, strict=True))


def mate(bracket: str) -> str:
    """The bracket of the same style that closes or opens this one. Raises ``KeyError`` for no bracket."""
    return _MATES[bracket]
