"""`analyzer explain` reads the rules in force, the office's own included."""

import pytest

QUALITY = """
[[indicator]]
id = "survey"
name = "有据可查的调研"
criterion = "research_depth"
looks_for = "一句话里有方法、时间、地点、对象"
basis = "《提案工作条例》"
good = ["3月，我们走访江州市42个小区。"]
bad = ["经过深入调研。"]
"""
CHECKS = """
[[check]]
key = "no_suggestion"
name = "没有建议"
severity = "hard"
looks_for = "建议条数与长度"
guard = ["合并写法"]
basis = "《提案工作条例》"
good = []
bad = []
"""


@pytest.fixture
def office(tmp_path, monkeypatch):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "quality.toml").write_text(QUALITY, encoding="utf-8")
    (tmp_path / "rules" / "checks.toml").write_text(CHECKS, encoding="utf-8")
    (tmp_path / "analyzer.toml").write_text('rules_dir = "rules"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_an_id_all_are_listed_by_criterion(run, office):
    code, out, _ = run("explain")
    assert code == 0
    assert out.index("评分指标 1 项") < out.index("调研深度") < out.index("survey") < out.index("[重点] 没有建议")


@pytest.mark.parametrize("id", ["survey", "有据可查的调研"])
def test_an_indicator_is_found_by_id_and_by_name(run, office, id):
    out = run("explain", id)[1]
    assert "看什么：一句话里有方法、时间、地点、对象" in out
    assert "得分的写法：3月，我们走访江州市42个小区。" in out and "不得分的写法：经过深入调研。" in out


@pytest.mark.parametrize("id", ["forward_looking", "前瞻性"])
def test_a_criterion_is_explained_by_its_weight_its_indicators_and_the_bands(run, tmp_path, monkeypatch, id):
    """Reports show criteria by name: whoever doubts one asks for it by that."""
    monkeypatch.chdir(tmp_path)
    code, out, _ = run("explain", id)
    assert code == 0 and out.startswith("前瞻性（forward_looking，评分标准）\n看什么：")
    assert "权重：19（6 项合计 100）" in out and "90 分起优秀，75 分起良好" in out
    assert "fl_goal        目标明确，至多 15.4 分：面向将来的目标" in out and "fm_parts" not in out


def test_an_offices_criterion_is_explained_as_the_office_has_it(run, office):
    (office / "rules" / "quality.toml").write_text(
        f'{QUALITY}\n[[criterion]]\nkey = "research_depth"\nname = "调查研究"\nweight = 1\n', encoding="utf-8"
    )
    out = run("explain", "调查研究")[1]
    assert "权重：1（6 项合计 82）" in out and "survey         有据可查的调研，至多 0 分" in out
    assert "有据可查的调研（survey，调查研究）" in run("explain", "survey")[1]


def test_a_check_shows_its_guards(run, office):
    assert "不算在内：合并写法" in run("explain", "no_suggestion")[1]


def test_an_unknown_id_is_wrong_usage(run, office):
    code, _, err = run("explain", "nothing")
    assert code == 2 and "没有代号为“nothing”的标准、指标或检查" in err


@pytest.mark.parametrize("severity", ["soft", "hard"])
def test_a_check_that_can_weigh_more_than_usual_says_so(run, tmp_path, monkeypatch, severity):
    """An office's copy from before a check could, too."""
    row = f'[[check]]\nkey = "empty_content"\nname = "内容空泛"\nseverity = "{severity}"\n'
    (tmp_path / "checks.toml").write_text(row, encoding="utf-8")
    (tmp_path / "analyzer.toml").write_text('rules_dir = "."\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    weight = {"soft": "提醒，明显时为重点", "hard": "重点"}[severity]
    assert f"[{weight}] 内容空泛" in run("explain")[1]
    assert f"内容空泛（empty_content，审查检查，{weight}）" in run("explain", "empty_content")[1]


def test_a_check_of_one_weight_shows_just_that(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "（too_long，审查检查，提醒）" in run("explain", "too_long")[1]
