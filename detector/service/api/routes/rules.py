"""What is checked, and which platforms are known."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from fastapi.responses import JSONResponse

from detector.errors import NoSuchResource
from detector.i18n import Lang, Localized
from detector.law.rule import Rule
from detector.law.rules import RULES, rule
from detector.law.tables.queries import Provisions
from detector.rule_manuals import manual
from detector.service.api.problems import problems
from detector.service.api.response_models import PlatformList, RuleList, RuleView
from detector.service.api.routes.requests import Language
from detector.service.auth.authorization import Seeing, The

router = APIRouter(prefix="/v1", tags=["rules"])


@router.get(
    "/rules",
    summary="List the rules",
    responses={200: {"model": RuleList}, **problems(401, 403, 422, 429, 503)},
)
async def rules(service: The, token: Seeing, lang: Language = "en") -> Response:  # noqa: ARG001  (who calls is checked)
    """Every rule, whether in force today or not."""
    law = service.grounds.provisions
    return JSONResponse({"rules": [_view(one, law, lang) for one in RULES]})


@router.get(
    "/rules/{code}",
    summary="One rule's manual",
    responses={200: {"model": RuleView}, **problems(401, 403, 404, 422, 429, 503)},
)
async def one_rule(
    service: The,
    token: Seeing,  # noqa: ARG001  (who calls is checked)
    code: Annotated[str, Path(pattern="^[A-Za-z0-9]{1,12}$")],
    lang: Language = "en",
) -> Response:
    """What it checks, why, when it fires, and how to mend what it finds."""
    found = rule(code)
    if found is None:
        raise NoSuchResource(f"there is no rule {code!r}", "GET /v1/rules lists all codes")
    view = _view(found, service.grounds.provisions, lang)
    return JSONResponse(view | {"manual": manual(found).in_(lang)})


@router.get(
    "/platforms",
    summary="List the platforms",
    responses={200: {"model": PlatformList}, **problems(401, 403, 429, 503)},
)
async def platforms(service: The, token: Seeing) -> Response:  # noqa: ARG001  (who calls is checked)
    """Prefixes of numbers, their operators, and the apps on which the numbers are valid."""
    rows = service.grounds.provisions.prefixes
    names = ("prefix", "operator", "apps", "evidence")
    return JSONResponse({"platforms": [{name: getattr(row, name) for name in names} for row in rows]})


def _view(one: Rule, law: Provisions, lang: Lang) -> dict[str, Any]:
    first, last = one.in_force_from(law), one.in_force_until(law)
    return {
        "code": one.code,
        "name": Localized(one.name, one.name_zh).in_(lang),
        "severity": one.severity,
        "in_force_from": first.isoformat() if first else None,
        "in_force_until": last.isoformat() if last else None,
        "source": {
            "title": one.source.title,
            "clause": one.source.clause.in_(lang),
            "url": one.source.url,
        },
    }
