"""Where the service keeps its files."""

from pathlib import Path

from detector.settings import Settings


def service_folder(settings: Settings) -> Path:
    """The folder of the service: the configured one, else a folder in the user's data folder."""
    if settings.service.folder:
        return Path(settings.service.folder)
    from platformdirs import user_data_path  # noqa: PLC0415  (the import takes 20 ms)

    return user_data_path("detector", appauthor=False) / "service"


def store_address(settings: Settings) -> str:
    """The path or URL of the database: the configured one, else a file in the service's folder."""
    return settings.service.database or str(service_folder(settings) / "service.db")
