"""One spelling for what the eye takes for one: width, bracket, script."""

from unicodedata import normalize

_OPENING, _CLOSING = "[{〔【「『《〈〖︵", "]}〕】」』》〉〗︶"
_ONE_BRACKET = str.maketrans(_OPENING + _CLOSING, "(" * len(_OPENING) + ")" * len(_CLOSING))
_MATES = dict(zip("(（" + _OPENING + ")）" + _CLOSING, ")）" + _CLOSING + "(（" + _OPENING, strict=True))
# Readers waver between the scripts, and some fonts draw 粤 as 粵.
_ONE_SCRIPT = str.maketrans("網劇備審號總粵滬蘇閩遼贛魯貴雲陝寧晉", "网剧备审号总粤沪苏闽辽赣鲁贵云陕宁晋")


def spelled(character: str) -> str:
    """The character that stands for all spellings of this one."""
    return normalize("NFKC", character).translate(_ONE_BRACKET).translate(_ONE_SCRIPT)


def folded(text: str) -> str:
    """The text in one spelling, without spaces."""
    return "".join(spelled(text).split())


def mate(bracket: str) -> str:
    """The bracket of the same style that closes or opens this one."""
    return _MATES[bracket]
