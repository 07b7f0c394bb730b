"""A task's text stored once, beside its data instead of in it; smaller indexes: what an import writes and a list reads.

What is there already stays as it is: its data hold the text, and ``text_at`` says so by being empty.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("task", sa.Column("text_at", sa.Integer(), nullable=True))
    op.drop_index("ix_task_dedup", table_name="task")
    op.create_index("ix_task_dedup", "task", ["project_id", sa.text("substr(text_sha256, 1, 12)")])
    op.drop_index("ix_task_project_id", table_name="task")
    for name, where in (
        ("ix_task_live", sa.text("deleted_at is null and inner_id > 0")),
        ("ix_task_deleted", sa.text("deleted_at is not null")),
    ):
        op.create_index(name, "task", ["project_id"], sqlite_where=where, postgresql_where=where)
    op.drop_index("ix_seat_user_id", table_name="seat")
    leased = sa.text("status = 1")
    op.create_index("ix_seat_leased", "seat", ["user_id"], sqlite_where=leased, postgresql_where=leased)


def downgrade() -> None:
    op.drop_index("ix_seat_leased", table_name="seat")
    op.create_index("ix_seat_user_id", "seat", ["user_id"])
    op.drop_index("ix_task_deleted", table_name="task")
    op.drop_index("ix_task_live", table_name="task")
    op.create_index("ix_task_project_id", "task", ["project_id"])
    op.drop_index("ix_task_dedup", table_name="task")
    op.create_index("ix_task_dedup", "task", ["project_id", "text_sha256"])
    task = sa.table("task", sa.column("data", sa.Text), sa.column("text", sa.Text), sa.column("text_at", sa.Integer))
    as_json = sa.func.to_json if op.get_bind().dialect.name == "postgresql" else sa.func.json_quote
    before, behind = sa.func.substr(task.c.data, 1, task.c.text_at), sa.func.substr(task.c.data, task.c.text_at + 3)
    whole = before.concat(sa.cast(as_json(task.c.text), sa.Text)).concat(behind)
    op.execute(task.update().where(task.c.text_at.is_not(None)).values(data=whole))
    op.drop_column("task", "text_at")
