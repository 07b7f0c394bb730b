"""Alembic entry: always runs on the connection that ``annotate.migrations.migrate`` hands in."""

from alembic import context
from sqlmodel import SQLModel

from annotate.models import load_all

load_all()

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    transactional_ddl=False,  # the caller's transaction holds the whole upgrade
    render_as_batch=True,
)
context.run_migrations()
