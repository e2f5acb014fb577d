"""Pages from templates: everything is escaped, nothing is loaded from other hosts, no inline code runs."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any

from fastapi import Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from detector.i18n import LANGS, Lang, Localized, preferred_language
from detector.report.labels import one_line, printable
from detector.report.messages import OUTCOMES, SEVERITIES
from detector.report.page_files import page_file
from detector.review.agreement import verdict_of
from detector.review.audit_log import Action, AuditEntry
from detector.review.case_presenter import DiffPieces
from detector.review.case_queue import MAX_COUNT
from detector.review.claims import MAX_CLAIMED
from detector.review.messages import ACTIONS, DECIDED, DECISION_KEYS, KEYS, REASONS, TEXTS, VERDICTS
from detector.review.standing import decided_action
from detector.service.storage.schema import DECISION_ACTIONS
from detector.translation import translated

LANG_COOKIE = "desk_lang"
_CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:",
        "media-src 'self'", "connect-src 'self'", "form-action 'self'",
        "base-uri 'none'", "frame-ancestors 'none'",
    )
)  # fmt: skip
HEADERS = {
    "Content-Security-Policy": _CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STATIC = {
    "base.css": "text/css", "desk.css": "text/css",
    "desk.js": "text/javascript", "htmx.min.js": "text/javascript",
}  # fmt: skip
"""Static files and their media types."""


def page(request: Request, name: str, status: int = 200, **values: Any) -> Response:  # noqa: ANN401
    """The page of a template, in the language of the request."""
    lang = language(request)
    query = f"?{request.url.query}" if request.url.query else ""
    common = {
        "lang": lang,
        "html_lang": {"en": "en", "zh": "zh-Hans"}[lang],
        "other_lang": next(one for one in LANGS if one != lang),
        "here": request.url.path + query if request.method == "GET" else "/desk/",
        "t": lambda key, **fields: TEXTS[key].in_(lang).format(**fields),
        "t_action": lambda action, outcome: _action_label(action, outcome).in_(lang),
        "t_decided": lambda action, row, count: _decided_label(action, row, count, lang),
        "session": None,
    }
    text = _environment().get_template(name).render(common | values)
    # A name may have half of a UTF-16 surrogate pair, which cannot be encoded.
    content = text.encode("utf-8", "backslashreplace")
    return Response(content, status, HEADERS, "text/html; charset=utf-8")


def _action_label(action: Action, outcome: str) -> Localized:
    """A decision as its button says it: where the machine has an answer, whether it agrees or overrules."""
    label = ACTIONS[action]
    if outcome not in ("pass", "fail") or action not in ("release", "block"):
        return label
    head = TEXTS["agree" if verdict_of(outcome, action) == outcome else "overrule"]
    return Localized(head.en.format(effect=label.en.lower()), head.zh.format(effect=label.zh))


def _shown_action(entry: AuditEntry) -> Action:
    return entry.action if entry.action in ("edit", "undo") else decided_action(entry)


def _decided_label(action: Action, row: Mapping[str, Any], count: int, lang: Lang) -> str:
    """What the bar says of a decision on ``count`` cases, of which ``row`` is the first."""
    names = [TEXTS["titled"].in_(lang).format(title=row["drama"] or row["job"][:8])]
    if row["number"] is not None:
        names.append(TEXTS["nth"].in_(lang).format(number=row["number"]))
    text = DECIDED[action].in_(lang).format(drama=TEXTS["name_joint"].in_(lang).join(names))
    return text + (TEXTS["and_more"].in_(lang).format(count=count - 1) if count > 1 else "")


def language(request: Request) -> Lang:
    """The language of the cookie, else the first supported one that the browser prefers."""
    chosen = request.cookies.get(LANG_COOKIE)
    if chosen in LANGS:
        return "zh" if chosen == "zh" else "en"
    return preferred_language(request.headers.get("accept-language", ""))


@cache
def static(name: str) -> bytes:
    """The content of a static file."""
    if name == "base.css":
        return page_file(name).encode()
    return resources.files("detector.review.pages").joinpath("static", name).read_bytes()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("detector.review.pages", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printable,
        auto_reload=False,
    )
    environment.filters |= {
        "oneline": one_line,
        "oneline_pieces": _oneline_pieces,
        "manual": _manual,
        "instant": _instant,
        "told": translated,
        "shown_action": _shown_action,
    }
    environment.globals |= {
        "outcomes": OUTCOMES, "severities": SEVERITIES, "verdicts": VERDICTS, "actions": ACTIONS,
        "reasons": REASONS, "keys": KEYS, "decision_keys": DECISION_KEYS, "max_count": MAX_COUNT,
        "max_claimed": MAX_CLAIMED,
        "effects": {action: verdict_of("", action) for action in DECISION_ACTIONS},
    }  # fmt: skip
    return environment


def _printable(value: object) -> object:
    """Control and direction characters of outside texts as escapes, as they could rearrange the page."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _oneline_pieces(pieces: DiffPieces) -> DiffPieces:
    return [(one_line(text), differs) for text, differs in pieces]


def _manual(text: str) -> Markup:
    return Markup("\n").join(escape(printable(line)) for line in text.split("\n"))


def _instant(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
