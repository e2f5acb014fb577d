"""The same databases and browsers as the service and the desk have."""

from tests.review.conftest import browser
from tests.service.conftest import server, store

__all__ = ["browser", "server", "store"]
