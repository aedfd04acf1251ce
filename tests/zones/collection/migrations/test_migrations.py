"""Every migration has a test on data, and the models are what the migrations make."""

from __future__ import annotations

from pathlib import Path

from django.core.management import call_command

from must.collection.models import migrations

HERE = Path(__file__).parent


def names() -> set[str]:
    return {path.stem for path in Path(str(migrations.__file__)).parent.glob("[0-9]*.py")}


def test_each_migration_has_a_test_of_its_name() -> None:
    assert names()
    assert names() == {path.stem.removeprefix("test_") for path in HERE.glob("test_[0-9]*.py")}


def test_no_migration_is_missing(db: None) -> None:
    call_command("makemigrations", "collection", check=True, dry_run=True, verbosity=0)
