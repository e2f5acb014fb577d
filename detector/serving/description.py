"""The OpenAPI description without a service that runs: ``python -m detector.serving.description``."""

import json
import sys
from tempfile import TemporaryDirectory
from typing import Any

from detector.serving.server import build_app, build_service
from detector.settings import Settings


def openapi_description() -> dict[str, Any]:
    """What ``/openapi.json`` gives, for documents, for clients in other languages, and for checks of ours."""
    with TemporaryDirectory() as folder:
        database = f"{folder}/service.db"
        settings = Settings.model_validate({"service": {"folder": folder, "database": database}})
        service = build_service(settings)
        try:
            return build_app(service).openapi()
        finally:
            service.store.close()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(openapi_description(), indent=1) + "\n")
