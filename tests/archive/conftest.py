"""Every test of the database runs on a SQLite file, and on PostgreSQL where ANALYZER_TEST_POSTGRES names a server."""

import os
import uuid

import pytest

from analyzer.archive import Archive
from tests.archive.factories import FakeJudge

POSTGRES = os.environ.get("ANALYZER_TEST_POSTGRES")


@pytest.fixture(params=["sqlite", "postgres"])
def place(request, tmp_path):
    """The path or URL of an archive that does not exist yet."""
    if request.param == "sqlite":
        yield str(tmp_path / "archive.sqlite")
        return
    if not POSTGRES:
        pytest.skip("ANALYZER_TEST_POSTGRES holds no PostgreSQL URL")
    from sqlalchemy import create_engine, text
    from sqlalchemy.engine import make_url

    url = make_url(POSTGRES).set(drivername="postgresql+psycopg")
    schema = f"archive_{uuid.uuid4().hex[:12]}"
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    own = url.set(drivername="postgresql").update_query_dict({"options": f"-csearch_path={schema}"})
    yield own.render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


@pytest.fixture
def file(tmp_path):
    """The path of a SQLite archive that does not exist yet."""
    return tmp_path / "archive.sqlite"


@pytest.fixture
def judge():
    return FakeJudge()


@pytest.fixture
def filled(place, judge):
    """Adds documents to the archive and gives it back, open."""
    opened = []

    def fill(*documents):
        archive = Archive(place, create=True)
        opened.append(archive)
        archive.add(documents, judge)
        return archive

    yield fill
    for archive in opened:
        archive.close()
