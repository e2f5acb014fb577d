"""Runs the steps on the connection that the program hands over, within its transaction."""

from alembic import context

from detector.service.storage.schema import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE)
context.run_migrations()
