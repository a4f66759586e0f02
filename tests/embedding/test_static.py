"""The shipped model: usable vectors, the same ones in every library that reads its folder, and plain refusals."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time

import numpy as np
import pytest
from safetensors.numpy import save_file

from analyzer.embedding import DEFAULT_MODEL, load_embedder
from analyzer.embedding.load import find_model
from analyzer.errors import ModelError
from analyzer.language.normalise import fold
from analyzer.language.segment import segment

TEXTS = [
    "关于加快老旧小区加装电梯的建议",
    "由市住建局牵头，会同街道办、居委会制定５Ｇ基站与充电桩布局规划；2025年底前完成。",
    "發展新質生產力",
    "罕见词龘龘与 Latin-Text，全角：ＡＢＣ",
    "养老服务供给不足，" * 200,
]


@pytest.fixture(scope="module")
def embedder():
    return load_embedder()


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped folder to be damaged."""
    return shutil.copytree(find_model(DEFAULT_MODEL), tmp_path / "model")


def joined(texts):
    """What the README tells users of other libraries to pass."""
    return [" ".join(segment(fold(text).text)) for text in texts]


def test_same_matter_in_other_words_is_nearer_than_another_matter(embedder):
    vectors = embedder.encode(["老旧小区加装电梯", "既有多层住宅增设电梯", "稻田秸秆离田利用"])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2


def test_rows_are_unit_vectors_or_zero(embedder):
    vectors = embedder.encode(["养老服务", "", "\u2603"])
    assert vectors.dtype == np.float32
    assert vectors.shape == (3, embedder.dim)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [1, 0, 0], atol=1e-5)
    assert embedder.encode([]).shape == (0, embedder.dim)


def test_batches_give_the_vectors_of_single_texts(embedder):
    many = [f"{text}{i}号" for i in range(70) for text in TEXTS]
    np.testing.assert_allclose(embedder.encode(many)[-5:], embedder.encode(many[-5:]), atol=1e-6)


def test_writing_does_not_change_the_vector(embedder):
    """Full width, traditional characters and line breaks within words are ways of writing the same."""
    vectors = embedder.encode(["发展新质生产力ABC", "發展新質\n生產力ＡＢＣ"])
    np.testing.assert_allclose(vectors[0], vectors[1], atol=1e-6)


def test_model2vec_gives_the_same_vectors(embedder):
    model2vec = pytest.importorskip("model2vec")
    other = model2vec.StaticModel.from_pretrained(find_model(DEFAULT_MODEL))
    np.testing.assert_allclose(other.encode(joined(TEXTS)), embedder.encode(TEXTS), atol=2e-3)


def test_sentence_transformers_gives_the_same_vectors(embedder):
    pytest.importorskip("sentence_transformers", reason="needs the extra `transformer`")
    script = (
        "import json, sys; from sentence_transformers import SentenceTransformer;"
        "model = SentenceTransformer(sys.argv[1], local_files_only=True);"
        "print(json.dumps(model.encode(json.load(sys.stdin)).astype(float).tolist()))"
    )  # in a process of its own, so that torch's import slows and warns nobody else
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script, str(find_model(DEFAULT_MODEL))],
        input=json.dumps(joined(TEXTS)),
        capture_output=True,
        text=True,
        check=True,
    )
    np.testing.assert_allclose(json.loads(done.stdout.splitlines()[-1]), embedder.encode(TEXTS), atol=2e-3)


def test_default_model_needs_no_heavy_library():
    script = (
        "import sys; from analyzer.embedding import load_embedder; load_embedder().encode(['提案']);"
        "print(*{'torch', 'sklearn', 'scipy', 'transformers', 'model2vec', 'tokenizers'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_model_is_small_and_fast_enough_to_ship(embedder):
    size = sum(path.stat().st_size for path in find_model(DEFAULT_MODEL).iterdir() if path.is_file())
    assert size < 30e6
    started = time.process_time()
    embedder.encode(["加强农村养老服务，建议由市民政局牵头制定实施方案。" * 60] * 200)
    assert time.process_time() - started < 2


def test_fingerprint_follows_the_weights(embedder, folder):
    assert load_embedder(folder).fingerprint == embedder.fingerprint
    weights = np.zeros((len(json.loads((folder / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]), 8))
    save_file({"embeddings": weights.astype(np.float16)}, folder / "model.safetensors")
    assert load_embedder(folder).fingerprint != embedder.fingerprint


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
@pytest.mark.parametrize("damage", ["missing", "cut"])
def test_damaged_folder_is_refused_in_one_line(folder, name, damage):
    path = folder / name
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(ModelError, match="模型文件读不出来") as caught:
        load_embedder(folder)
    assert "\n" not in str(caught.value)


def test_weights_that_do_not_fit_the_vocabulary_are_refused(folder):
    save_file({"embeddings": np.zeros((3, 8), dtype=np.float16)}, folder / "model.safetensors")
    with pytest.raises(ModelError, match="不符"):
        load_embedder(folder)
