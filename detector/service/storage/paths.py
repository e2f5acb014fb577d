"""Where the service keeps its things."""

from pathlib import Path

from detector.settings import Settings


def folder_of(settings: Settings) -> Path:
    """The folder of the service: as set, else in the user's data folder."""
    if settings.service.folder:
        return Path(settings.service.folder)
    from platformdirs import user_data_path  # noqa: PLC0415  (20 ms)

    return user_data_path("detector", appauthor=False) / "service"


def store_address(settings: Settings) -> str:
    """The path or URL of the database: as set, else a file in the folder."""
    return settings.service.database or str(folder_of(settings) / "service.db")
