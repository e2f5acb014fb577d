"""The same databases and browsers as the service and the desk have."""

from tests.review.conftest import browser
from tests.service.conftest import store

__all__ = ["browser", "store"]
