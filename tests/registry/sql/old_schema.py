"""A registry with the tables of an earlier version."""

import sqlalchemy as sa
from alembic import command
from alembic.config import Config


def downgrade(place: str, revision: str) -> None:
    """Give the registry, a file's path or a server's URL, the tables of this revision."""
    url = place.replace("postgresql:", "postgresql+psycopg:") if "://" in place else f"sqlite:///{place}"
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", "detector.registry.sql:migrations")
        command.downgrade(config, revision)
    engine.dispose()
