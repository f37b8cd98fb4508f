"""The queue of reports that are sent, and tokens that only bring reports."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Creates the table of loads to be done; roles of tokens become texts, so that another one needs no migration."""
    if op.get_bind().dialect.name == "postgresql":
        # SQLite keeps a text already, and there a table made anew would lose its triggers
        op.alter_column("tokens", "role", type_=sa.String(16), postgresql_using="role::text")
    op.create_table(
        "load_jobs",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("id", sa.String(32), nullable=False, unique=True),
        sa.Column("publisher_id", sa.String(64), nullable=False, index=True),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("member_id", sa.String(64), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False, index=True),
        sa.Column("build", sa.String(16), nullable=False, index=True),
        sa.Column("progress", sa.Float(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("load_id", sa.String(64)),
        sa.Column("report", sa.Text()),
        sa.Column("error", sa.Text()),
        sa.Column("snapshot", sa.String(64)),
        sa.Column("watched", sa.String(64), unique=True),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT),
        sa.Column("lease_owner", sa.String(64)),
        sa.Column("lease_end", _INSTANT),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("deaths", sa.Integer(), nullable=False),
        sqlite_autoincrement=True,
    )
