"""What holds for every test."""

import os
import tempfile

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Keep the tests off the registry of whoever runs them: a data folder of their own."""
    folder = tempfile.TemporaryDirectory(prefix="detector-tests-")
    config.add_cleanup(folder.cleanup)
    os.environ["XDG_DATA_HOME"] = folder.name
    os.environ.pop("DETECTOR_REGISTRY__URL", None)
