"""Last use of tokens, sessions of the provider's members, the audit trail, and what tells servers that tokens or sessions changed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_INSTANT = sa.DateTime(timezone=True)
_WATCHED = {
    "publishers": ("id", "name", "zone"),
    "tokens": ("id", "publisher_id", "role", "name", "digest", "expires_at", "revoked_at"),
    "sessions": ("id", "token_id", "publisher_id", "role", "member", "member_id", "expires_at", "ended_at"),
}


def upgrade() -> None:
    """Adds the columns and the tables."""
    op.add_column("tokens", sa.Column("last_used_at", _INSTANT))
    with op.batch_alter_table("sessions") as sessions:
        sessions.alter_column("token_id", existing_type=sa.String(32), nullable=True)
        sessions.add_column(sa.Column("publisher_id", sa.String(64)))
        sessions.add_column(sa.Column("role", sa.Enum("OWNER", "CONTRIBUTOR", name="role")))
        sessions.add_column(sa.Column("member", sa.String()))
        sessions.add_column(sa.Column("member_id", sa.String(64)))
    _create_audit()
    if op.get_bind().dialect.name == "sqlite":
        _watch_changes()


def _create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("at", _INSTANT, nullable=False, index=True),
        sa.Column("publisher_id", sa.String(64), nullable=False),
        sa.Column("member_id", sa.String(64), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("role", sa.String(16)),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("operation", sa.String(64)),
        sa.Column("document", sa.String(64)),
        sa.Column("personal_fields", sa.String(), nullable=False),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.Column("exports", sa.String(), nullable=False),
        sa.Column("token_id", sa.String(32)),
        sa.Column("code", sa.String(32)),
        sa.Index("ix_audit_publisher", "publisher_id", "number"),
        sqlite_autoincrement=True,
    )


def _watch_changes() -> None:
    # every second something is written into this file: only what these tables say makes servers read them again
    op.create_table("changes", sa.Column("number", sa.Integer(), nullable=False))
    op.execute("INSERT INTO changes VALUES (0)")
    for table, columns in _WATCHED.items():
        for name, event in (("in", "INSERT"), ("out", "DELETE"), ("new", f"UPDATE OF {', '.join(columns)}")):
            op.execute(
                f"CREATE TRIGGER {table}_{name} AFTER {event} ON {table}"
                " BEGIN UPDATE changes SET number = number + 1; END"
            )
