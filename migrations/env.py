"""Alembic's environment: the application's metadata on the application's engine."""

from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db


def _is_ours(_object: object, name: str | None, kind: str, _reflected: bool, _compared: object) -> bool:
    return not (kind == "table" and name == "sqlite_sequence")


def run() -> None:
    """Run the numbered scripts, all in one transaction where the database can."""
    options = current_app.extensions["migrate"].configure_args
    with database.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            include_object=_is_ours,
            transaction_per_migration=True,
            **options,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
