"""The OpenAPI description without a service that runs: ``python -m detector.service.api.description``."""

import json
import pkgutil
import sys
from importlib import import_module
from typing import Any

from fastapi import FastAPI

from detector.service.api import routes
from detector.version import __version__


def openapi_description() -> dict[str, Any]:
    """What ``/openapi.json`` gives, for documents, for clients in other languages, and for checks of ours."""
    app = FastAPI(title="detector", version=__version__)
    for module in pkgutil.iter_modules(routes.__path__):
        if router := getattr(import_module(f"{routes.__name__}.{module.name}"), "router", None):
            app.include_router(router)
    return app.openapi()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(openapi_description(), indent=1) + "\n")
