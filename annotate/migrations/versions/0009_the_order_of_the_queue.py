"""The order of the queue: how sure a model is of an article, and which stream it was served from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("project", sa.Column("by_margin", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("task", sa.Column("read_by", sa.Integer(), nullable=True))
    op.add_column("task", sa.Column("margin", sa.Float(), nullable=True))
    op.add_column("task", sa.Column("stream", sa.String(), nullable=False, server_default=""))
    op.add_column("model", sa.Column("active_since", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE model SET active_since = created_at WHERE active")


def downgrade() -> None:
    op.drop_column("model", "active_since")
    op.drop_column("task", "stream")
    op.drop_column("task", "margin")
    op.drop_column("task", "read_by")
    op.drop_column("project", "by_margin")
