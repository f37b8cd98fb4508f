"""What several processes and hosts share: buckets and lots of tokens, writers of the audit trail, and changes counted on PostgreSQL too."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_WATCHED = {
    "publishers": ("id", "name", "zone"),
    "tokens": ("id", "publisher_id", "role", "name", "digest", "expires_at", "revoked_at"),
    "sessions": ("id", "token_id", "publisher_id", "role", "member", "member_id", "expires_at", "ended_at"),
}


def upgrade() -> None:
    """Adds the tables, and on PostgreSQL the triggers that SQLite has already."""
    op.create_table(
        "buckets",
        sa.Column("token_id", sa.String(80), primary_key=True),
        sa.Column("remaining", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "lots",
        sa.Column("token_id", sa.String(80), primary_key=True),
        sa.Column("holder", sa.String(64), primary_key=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "audit_writers",
        sa.Column("writer", sa.String(64), primary_key=True),
        sa.Column("batch", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        _watch_changes()


def _watch_changes() -> None:
    op.create_table("changes", sa.Column("number", sa.BigInteger(), nullable=False))
    op.execute("INSERT INTO changes VALUES (0)")
    # a row and no sequence: the number is another one only when what changed can be read
    op.execute(
        "CREATE OR REPLACE FUNCTION count_change() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN UPDATE changes SET number = number + 1; RETURN NULL; END $$"
    )
    for table, columns in _WATCHED.items():
        for name, event in (("in", "INSERT"), ("out", "DELETE"), ("new", f"UPDATE OF {', '.join(columns)}")):
            op.execute(
                f"CREATE TRIGGER {table}_{name} AFTER {event} ON {table} FOR EACH ROW EXECUTE FUNCTION count_change()"
            )
