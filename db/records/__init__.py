"""Service records: publishers, tokens, sessions and loads, in SQLite or PostgreSQL."""
