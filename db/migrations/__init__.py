"""The history of the record tables, applied in order by Alembic."""
