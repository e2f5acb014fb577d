"""Pages from templates: everything escaped, nothing from outside, nothing inline that could run."""

from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any

from fastapi import Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from detector.i18n import LANGS, Lang
from detector.report.labels import one_line, printable
from detector.report.messages import OUTCOMES, SEVERITIES
from detector.review.case_view import Pieces
from detector.review.messages import ACTIONS, EFFECTS, KEYS, REASONS, SAID

LANG_COOKIE = "desk_lang"
_POLICY = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:",
        "media-src 'self'", "connect-src 'self'", "form-action 'self'",
        "base-uri 'none'", "frame-ancestors 'none'",
    )
)  # fmt: skip
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STATIC = {"desk.css": "text/css", "desk.js": "text/javascript", "htmx.min.js": "text/javascript"}


def page(request: Request, name: str, status: int = 200, **values: Any) -> Response:  # noqa: ANN401
    """A page of a template, in the language of the request."""
    lang = language(request)
    other = next(one for one in LANGS if one != lang)
    query = f"?{request.url.query}" if request.url.query else ""
    here = request.url.path + query if request.method == "GET" else "/desk/"
    known = {
        "lang": lang, "other_lang": other, "html_lang": {"en": "en", "zh": "zh-Hans"}[lang], "here": here,
        "t": lambda key, **told: SAID[key].in_(lang).format(**told), "keys": KEYS, "session": None,
    }  # fmt: skip
    text = _environment().get_template(name).render(known | values)
    # Half of a pair of UTF-16 may stand in a name; it has no bytes.
    content = text.encode("utf-8", "backslashreplace")
    return Response(content, status, HEADERS, "text/html; charset=utf-8")


def language(request: Request) -> Lang:
    """The language that was chosen, else the first one of the browser's that there is."""
    chosen = request.cookies.get(LANG_COOKIE)
    if chosen in LANGS:
        return "zh" if chosen == "zh" else "en"
    for told in request.headers.get("accept-language", "").split(","):
        if told.strip()[:2].lower() in LANGS:
            return "zh" if told.strip()[:2].lower() == "zh" else "en"
    return "en"


@cache
def static(name: str) -> bytes:
    """A file that pages need, as it comes."""
    return resources.files("detector.review.pages").joinpath("static", name).read_bytes()


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("detector.review.pages", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
        auto_reload=False,
    )
    made.filters |= {"oneline": one_line, "lined": _lined, "manual": _manual, "instant": _instant}
    made.globals |= {
        "outcomes": OUTCOMES, "severities": SEVERITIES, "effects": EFFECTS, "actions": ACTIONS,
        "reasons": REASONS,
    }  # fmt: skip
    return made


def _shown(value: object) -> object:
    """Texts from outside must not steer the page: their control and direction characters are shown."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _lined(pieces: Pieces) -> Pieces:
    return [(one_line(text), differs) for text, differs in pieces]


def _manual(text: str) -> Markup:
    return Markup("\n").join(escape(printable(line)) for line in text.split("\n"))


def _instant(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
