"""The queue of exports."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Creates the table of exports; their states are texts, so that another one needs no migration."""
    op.create_table(
        "exports",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("publisher_id", sa.String(64), sa.ForeignKey("publishers.id"), nullable=False, index=True),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("member_id", sa.String(64), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("report", sa.String(32), nullable=False),
        sa.Column("format", sa.String(16), nullable=False),
        sa.Column("request", sa.Text()),
        sa.Column("part_id", sa.String(64), nullable=False),
        sa.Column("benchmarks_id", sa.String(64)),
        sa.Column("benchmarks_day", sa.String(16)),
        sa.Column("holds_customers", sa.Boolean(), nullable=False),
        sa.Column("personal_data", sa.Boolean(), nullable=False),
        sa.Column("personal_fields", sa.String(), nullable=False),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False, index=True),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger()),
        sa.Column("file", sa.String(64)),
        sa.Column("rows", sa.BigInteger()),
        sa.Column("bytes", sa.BigInteger()),
        sa.Column("sha256", sa.String(64)),
        sa.Column("error", sa.String()),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("ready_at", _INSTANT),
        sa.Column("expires_at", _INSTANT),
        sa.Column("ended_at", _INSTANT),
        sa.Column("lease_owner", sa.String(64)),
        sa.Column("lease_end", _INSTANT),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("deaths", sa.Integer(), nullable=False),
    )
