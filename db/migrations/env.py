"""Runs the migrations on the connection that the caller opened; Alembic loads this file by its name."""

from alembic import context
from sqlmodel import SQLModel

from db.records import models

assert models.TokenRow.metadata is SQLModel.metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    transaction_per_migration=False,
)
context.run_migrations()
