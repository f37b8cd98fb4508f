"""The default pages as plain SQL that a skilled user of DuckDB writes by hand, without our marts and services."""
