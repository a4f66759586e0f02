"""Paths come one or several; another embedding model compares proposals, and scores stay those of the shipped one."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analyzer import analysis
from analyzer.analysis import Analyzer
from analyzer.embedding import shipped_model
from analyzer.errors import InputError, ModelError
from analyzer.reading import read_file
from analyzer.reporting.view import run_rows
from analyzer.settings import Settings

SAMPLE = Path(__file__).parents[1] / "corpora" / "sample"
TEXT = "关于整治盲道的提案\n提案人：王明\n一、问题\n盲道被占。\n二、建议\n建议由市城管局每月清理盲道，并公布结果。"
PAIR = [path for number in ("001", "002", "003") for path in SAMPLE.glob(f"提案{number}*")]


class Narrow:
    """A model of other vectors: the first half of the shipped ones."""

    name = "narrow"
    fingerprint = "narrow"
    dim = shipped_model().dim // 2

    def encode(self, texts):
        return self.weigh(texts)[0]

    def weigh(self, texts):
        vectors, weights = shipped_model().weigh(texts)
        half = vectors[:, : self.dim]
        return half / np.maximum(np.linalg.norm(half, axis=1, keepdims=True), 1e-9), weights


@pytest.fixture
def other(monkeypatch):
    monkeypatch.setattr(analysis, "load_embedder", lambda *_, **__: Narrow())
    default = Analyzer()
    return Analyzer(replace(default.settings, model="narrow")), default


def test_scores_and_findings_do_not_depend_on_the_model_that_compares(other):
    chosen, default = (analyzer.check(PAIR[0]) for analyzer in other)
    assert chosen.quality == default.quality
    assert chosen.findings == default.findings


def test_half_width_punctuation_changes_neither_score_nor_finding():
    """Whoever types , for ， means the same; only the mixture is a slip of form."""
    text = read_file(PAIR[0]).text
    narrow = text.translate(str.maketrans("，：；（）？", ",:;()?"))
    analyzer = Analyzer()
    wide, typed = analyzer.check(text), analyzer.check(narrow)
    assert typed.quality.criteria == wide.quality.criteria
    assert [f for f in typed.findings if f.check != "text_defects"] == list(wide.findings)
    assert typed.proposal.text == narrow


def test_a_model_that_cannot_be_used_is_told_before_any_work():
    with pytest.raises(ModelError, match="找不到这个模型"):
        Analyzer(replace(Analyzer().settings, model="no/such/model")).check("关于停车的建议\n停车难。")


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda a: a.check(5), "source 应为文件路径、文字、Document 或 Proposal，不是 int"),
        (lambda a: a.check(None), "source 应为"),
        (lambda a: a.check(TEXT, archive=5), "archive 应为提案库的文件路径或数据库网址，不是 int"),
        (lambda a: a.screen(5), "paths 应为文件、文件夹或表格的路径，或这样的路径的列表，不是 int"),
        (lambda a: a.screen([SAMPLE, None]), "paths 应为.*，不是 NoneType"),
        (lambda a: a.duplicates(b"session"), "paths 应为"),
        (lambda a: a.topics(5), "paths 应为"),
        (lambda a: a.screen(SAMPLE, workers="2"), "workers 应为整数，不是 str"),
        (lambda a: a.open_archive(None), "archive 应为"),
        (lambda a: a.search_archive("停车", "archive.sqlite"), "words 应为词的列表，不是 str"),
        (lambda a: a.parse("停车难。"), "document 应为 Document，不是 str"),
        (lambda _: Analyzer("analyzer.toml"), "settings 应为 Settings，不是 str"),
        (lambda _: Settings(rules_dir="rules"), "rules_dir 应为 Path，不是 str"),
    ],
)
def test_an_argument_of_a_wrong_type_is_told_with_what_is_accepted(call, says):
    """Whoever writes a script is told which argument to change, and not of the insides of the program."""
    with pytest.raises(TypeError, match=says):
        call(Analyzer(Settings()))


def test_pairs_are_found_by_the_chosen_model(other):
    chosen, _ = other
    session = chosen.duplicates(PAIR)
    assert session.run["model"]["name"] == "narrow"
    assert any(pair.merge for pair in session.pairs)


@pytest.mark.parametrize("kind", [str, Path])
def test_one_path_is_a_batch_as_several_are(kind):
    """The contract's own call `screen("会议目录/")` reads that folder, not a file for every character of its name."""
    path, analyzer = kind(PAIR[0]), Analyzer()
    assert [item.proposal.source.file for item in analyzer.screen(path).assessments] == [PAIR[0].name]
    assert analyzer.duplicates(path).run["counts"]["proposals"] == 1
    assert len(analyzer.topics(path).alone) == 1


def test_a_repeated_id_is_told_once(tmp_path):
    """The run's facts in the report name it in one row, not once as a note and once as a list."""
    for folder, made in zip(("甲", "乙"), PAIR, strict=False):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "1.txt").write_bytes(made.read_bytes())
    session = Analyzer().screen(tmp_path, duplicates=False)
    assert [value for _, value in run_rows(session) if "1#2" in value] == session.run["notes"]


@pytest.mark.parametrize("unreadable", [(), ("1.exe",)])
def test_a_folder_with_nothing_but_results_is_told_as_such(tmp_path, unreadable):
    """`screen out/` says that it found its own results there, beside what it could not read."""
    (tmp_path / "run.json").write_text('{"analyzer": "0.1.0", "started": "2026-01-09"}', encoding="utf-8")
    for name in unreadable:
        (tmp_path / name).write_bytes(b"MZ")
    says = ".*".join(("没有一件可读的提案：", *unreadable, "本程序写出的结果 1 个（如 run.json）"))
    with pytest.raises(InputError, match=says):
        Analyzer().screen(tmp_path)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("/tmp/没有的草稿.docx", "没有这个文件"),
        ("no/such.PDF", "没有这个文件"),
        (".", "这是一个文件夹"),
        (f"{'关于加装电梯' * 20}.docx", "文件名太长|没有这个文件"),
    ],
)
def test_a_string_that_names_a_document_is_never_judged_as_a_text(name, says):
    """A mistyped name is told as such, instead of getting a score of its own."""
    with pytest.raises(InputError, match=says):
        Analyzer().check(name)


def test_a_name_that_cannot_be_asked_about_is_a_name(monkeypatch):
    """A draft in a folder that is closed to this user is told as closed; its name gets no score of its own."""

    def closed(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    for ask in ("exists", "is_dir"):
        monkeypatch.setattr(Path, ask, closed)
    with pytest.raises(InputError, match="没有权限"):
        Analyzer().check("关起来的/草稿.docx")


def test_a_line_of_text_may_end_in_the_name_of_a_file():
    assert Analyzer().check("建议由市教育局牵头制定办法。详见附件.docx").proposal.text.startswith("建议由")


def test_a_place_that_is_none_is_told(monkeypatch):
    (note,) = Analyzer(Settings(place="襄樊市")).notes
    assert "最接近的是湖北省襄阳市" in note
    monkeypatch.setattr(analysis, "place_note", lambda *_: pytest.fail("looked up"))
    assert Analyzer(Settings()).notes == []


def test_copies_of_one_file_are_one_proposal_that_names_them(tmp_path):
    """Nothing is lost, and nothing counts twice: not in the number, not as a pair, not as a group."""
    for name in ("提案.txt", "提案 (1).txt", "提案 - 副本.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    analyzer = Analyzer()
    session = analyzer.screen(tmp_path)
    (assessment,) = session.assessments
    source = assessment.proposal.source
    assert (source.file, source.copies) == ("提案.txt", ("提案 (1).txt", "提案 - 副本.txt"))
    assert (session.pairs, session.groups, session.run["counts"]["proposals"]) == ((), (), 1)
    assert "内容完全相同（可能是同一文件的副本），只计一件" in session.run["notes"][0]
    assert not analyzer.duplicates(tmp_path).pairs


@pytest.mark.parametrize("name", ["提案 (1).txt", "终稿.txt"])
def test_a_copy_in_the_archive_is_not_raised_before(tmp_path, name):
    """What was archived with its copy is compared with neither of the two: nothing is its own duplicate."""
    session, place = tmp_path / "会议", tmp_path / "档案.sqlite"
    session.mkdir()
    for file in ("提案.txt", name):
        (session / file).write_text(f"{TEXT}2025年", encoding="utf-8")
    analyzer = Analyzer()
    with analyzer.open_archive(place, create=True) as archive:
        archive.add((read_file(path) for path in sorted(session.iterdir())), analyzer)
        assert archive.count() == 2
    (assessment,) = analyzer.screen(session, archive=place).assessments
    assert assessment.similar == ()
    assert not analyzer.duplicates(session, archive=place).pairs


def test_what_is_no_proposal_is_told_and_left_out_of_comparison_and_statistics(tmp_path):
    """A reply that quotes the proposal it answers repeats nothing, has no percentile, and raises no matter."""
    asks = "".join(
        f"{n}、请市住建局在2026年底前为第{n}批小区更换电梯曳引机，资金由维修基金列支。\n" for n in "一二三四五"
    )
    proposal = f"关于更换老旧小区电梯曳引机的提案\n全市有三百台电梯超过十五年，困人事故逐年增加。\n建议：\n{asks}"
    for number in range(11):
        (tmp_path / f"{number:03}.txt").write_text(proposal.replace("三百", f"{number + 2}百"), encoding="utf-8")
    reply = f"张三委员：\n您提出的《关于更换老旧小区电梯曳引机的提案》收悉，现答复如下：\n{proposal}"
    (tmp_path / "答复.txt").write_text(reply, encoding="utf-8")
    analyzer = Analyzer()
    session = analyzer.screen(tmp_path)
    (note,) = session.run["notes"]
    assert "有 1 件不像提案（" in note and "答复.txt像提案答复" in note
    *others, last = session.assessments
    assert last.quality.genre == "提案答复" and last.quality.percentile is None and not last.similar
    assert {one.quality.percentile_among for one in others} == {"同批 11 件"}
    assert session.pairs and not any("答复" in (pair.a, pair.b) for pair in session.pairs)
    assert not any("答复" in (pair.a, pair.b) for pair in analyzer.duplicates(tmp_path, everything=True).pairs)
    topics = analyzer.topics(tmp_path)
    assert "答复" not in {one.id for topic in topics.topics for one in topic.members} | {one.id for one in topics.alone}
    assert topics.notes == (note,)
