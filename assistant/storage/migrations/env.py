"""Run by Alembic, on the connection and in the transaction that assistant/storage/migrate.py gives it."""

from __future__ import annotations

from alembic import context

from assistant.storage.schema import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,
)
context.run_migrations()
