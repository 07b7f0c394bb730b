"""Seats kept ahead for their coder; where and to whom suggestions are shown."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("seat", sa.Column("ahead", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(
        "uq_seat_ahead",
        "seat",
        ["user_id"],
        unique=True,
        sqlite_where=sa.text("ahead"),
        postgresql_where=sa.text("ahead"),
    )
    op.add_column("task", sa.Column("unaided", sa.Boolean(), nullable=False, server_default=sa.false()))
    for column in (
        sa.Column("suggestions", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("reliability_share", sa.Float(), nullable=False, server_default="0.1"),
        sa.Column("first_unaided", sa.Integer(), nullable=False, server_default="50"),
        sa.Column("least_score", sa.Float(), nullable=False, server_default="0.5"),
    ):
        op.add_column("project", column)


def downgrade() -> None:
    for name in ("least_score", "first_unaided", "reliability_share", "suggestions"):
        op.drop_column("project", name)
    op.drop_column("task", "unaided")
    op.drop_index("uq_seat_ahead", table_name="seat")
    op.drop_column("seat", "ahead")
