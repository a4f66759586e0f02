"""What an office writes into its settings file, and what it means."""

import pytest

from analyzer.settings import load_settings


def test_relative_paths_start_from_the_settings_file_and_not_from_the_working_folder(tmp_path, monkeypatch):
    office, elsewhere = tmp_path / "提案委", tmp_path / "别处"
    (office / "rules").mkdir(parents=True)
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    file = office / "analyzer.toml"
    file.write_text('archive = "档案.sqlite"\nrules_dir = "rules"\n', encoding="utf-8")
    settings = load_settings(file)
    assert settings.archive == str(office / "档案.sqlite") and settings.rules_dir == office / "rules"
    assert load_settings(file, archive="档案.sqlite").archive == "档案.sqlite"


@pytest.mark.parametrize("archive", ["postgresql://office@db/archive", "sqlite:///archive.sqlite", ""])
def test_the_url_of_an_archive_stays_as_it_is(tmp_path, archive):
    (tmp_path / "a.toml").write_text(f'archive = "{archive}"', encoding="utf-8")
    assert load_settings(tmp_path / "a.toml").archive == archive
