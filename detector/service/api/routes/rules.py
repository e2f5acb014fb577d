"""The rules and the known platforms."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from fastapi.responses import JSONResponse

from detector.errors import NoSuchResource
from detector.i18n import Lang, Localized
from detector.law.rule import Rule
from detector.law.rules import RULES, rule
from detector.law.tables.queries import Provisions
from detector.rule_manuals import manual
from detector.service.api.dependencies import ReadToken, ServiceDep
from detector.service.api.problems import problems
from detector.service.api.response_models import PlatformList, RuleList, RuleView
from detector.service.api.routes.request_parsing import Language

router = APIRouter(prefix="/v1", tags=["rules"])


@router.get(
    "/rules",
    summary="List the rules",
    responses={200: {"model": RuleList}, **problems(401, 403, 422, 429, 503)},
)
async def list_rules(
    service: ServiceDep,
    token: ReadToken,  # noqa: ARG001  (authorizes)
    lang: Language = "en",
) -> Response:
    """Every rule, including those not in force today."""
    provisions = service.judging.provisions
    return JSONResponse({"rules": [_present_rule(one, provisions, lang) for one in RULES]})


@router.get(
    "/rules/{code}",
    summary="Get a rule with its manual",
    responses={200: {"model": RuleView}, **problems(401, 403, 404, 422, 429, 503)},
)
async def get_rule(
    service: ServiceDep,
    token: ReadToken,  # noqa: ARG001  (authorizes)
    code: Annotated[str, Path(pattern="^[A-Za-z0-9]{1,12}$")],
    lang: Language = "en",
) -> Response:
    """What it checks, why, when it fires, and how to fix what it finds."""
    found = rule(code)
    if found is None:
        raise NoSuchResource(f"there is no rule {code!r}", "GET /v1/rules lists all codes")
    view = _present_rule(found, service.judging.provisions, lang)
    return JSONResponse(view | {"manual": manual(found).in_(lang)})


@router.get(
    "/platforms",
    summary="List the platforms",
    responses={200: {"model": PlatformList}, **problems(401, 403, 429, 503)},
)
async def list_platforms(service: ServiceDep, token: ReadToken) -> Response:  # noqa: ARG001  (authorizes)
    """Prefixes of numbers, their operators, and the apps on which the numbers are valid."""
    rows = service.judging.provisions.prefixes
    names = ("prefix", "operator", "apps", "evidence")
    return JSONResponse({"platforms": [{name: getattr(row, name) for name in names} for row in rows]})


def _present_rule(one: Rule, provisions: Provisions, lang: Lang) -> dict[str, Any]:
    first, last = one.in_force_from(provisions), one.in_force_until(provisions)
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
