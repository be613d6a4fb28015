"""A copy that was written to is as its template when the next test gets it."""

import psycopg
import pytest

from tests.databases import Databases


def contents(url: str) -> dict[str, str]:
    """Each table of a database as one text."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        tables = [row[0] for row in connection.execute("SELECT relname FROM pg_stat_user_tables")]
        return {
            table: connection.execute(
                f'SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{table}" t'
            ).fetchone()[0]
            for table in tables
        }


@pytest.mark.only_postgres
def test_a_copy_is_put_right_after_a_test_that_wrote(databases: Databases, published_template: str) -> None:
    with databases.copy(published_template) as url:
        before = contents(url)
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute("UPDATE opd SET name = 'Dinas Lain'")
            connection.execute("DELETE FROM legal_source")
        assert contents(url) != before
    with databases.copy(published_template) as again:
        assert again == url
        assert contents(again) == before
