"""Evidence and papers that one can check by eye, and a real page on loopback over a home folder."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from assistant.citations import cite
from assistant.datatypes import Answer, Evidence, EvidencePaper, PaperScore, Question, UnderstoodQuestion
from assistant.verification.check import Verifier
from assistant.verification.gate import Gate
from retrieval.datatypes import Chunk, Paper, Passage, ScoredSentence, Sentence, TextKind

PROJECT = Path(__file__).parents[1]


def evidence_paper(
    number: int, title: str, sentences: Sequence[str], year: int | None = None, text_kind: TextKind = "abstract"
) -> EvidencePaper:
    """Return a paper of the evidence whose abstract is its sentences with a space between them."""
    abstract = " ".join(sentences)
    placed: list[Sentence] = []
    for position, text in enumerate(sentences, 1):
        start = placed[-1].end + 1 if placed else 0
        placed.append(Sentence(position, start, start + len(text), text))
    paper = Paper(f"paper-{number}", title, abstract, text_kind, year=year)
    chunk = Chunk(f"chunk-{number}", paper.paper_id, 1, 0, len(abstract), 1, len(placed), abstract)
    scored = tuple(ScoredSentence(sentence, 1 / sentence.position, 0.5, 0.5) for sentence in placed)
    return EvidencePaper(number, Passage(paper, chunk, 1 / number, 0.5, 5.0, 0.5, scored), tuple(placed))


def evidence_of(papers: Sequence[EvidencePaper]) -> Evidence:
    """Return evidence of these papers for some question."""
    return Evidence(UnderstoodQuestion(Question("What is Lantern?"), "lookup", "lantern"), tuple(papers))


LANTERN = evidence_paper(
    1,
    "Lantern: A Treebank of River Languages",
    [
        "We present Lantern, a treebank of 14 river languages.",
        "It holds 52,300 sentences, p < 0.05.",
        "Parsers trained on it gain 3.1 points.",
    ],
    year=2031,
)
HARBOUR = evidence_paper(
    2,
    "Harbour",
    ["Harbour is a corpus of letters.", "It covers nine ports."],
    text_kind="synopsis",
)


def written(
    text: str, papers: Sequence[EvidencePaper] = (LANTERN, HARBOUR), writer: str = "generative", **changes: object
) -> Answer:
    """Return the answer that a writer's text stands for."""
    sentences, unresolved = cite(text, papers)
    answer = Answer(
        question=Question("What is Lantern?"),
        writer="generative" if writer == "generative" else "extractive",
        text=text,
        complete=True,
        abstained=False,
        reason=None,
        sentences=Gate(Verifier(None), evidence_of(papers)).check(sentences),
        unresolved=unresolved,
        evidence=tuple(PaperScore(item.passage.paper, item.passage.score, item.number) for item in papers),
        nearest=(),
        query="lantern",
        model="some-model" if writer == "generative" else None,
    )
    return replace(answer, **changes)  # type: ignore[arg-type]


def quoted(*markers: str, papers: Sequence[EvidencePaper] = (LANTERN, HARBOUR), **changes: object) -> Answer:
    """Return the extractive answer that quotes the sentences of the markers, a paragraph each."""
    texts = {f"[{paper.number}.{sentence.position}]": sentence.text for paper in papers for sentence in paper.sentences}
    return written("\n\n".join(f"{texts[m]} {m}" for m in markers), papers, "extractive", **changes)


FERRIES = {
    "id": "ferries",
    "title": "Ferry Timetables as Graphs",
    "abstract": (
        "We study the timetables of ferries between small islands. Ferries of 12 islands are modelled as one graph."
        " Planned with the graph, delays of ferries fall by 7 percent."
    ),
    "authors": ["Ada Quay", "Bo Pier"],
    "year": 2021,
    "venue": "Harbour Workshop",
    "url": "https://example.org/ferries",
}
LIGHTHOUSES = {
    "id": "lighthouses",
    "title": "Reading Lighthouse Logbooks",
    "abstract": (
        "Keepers of lighthouses wrote logbooks for two centuries. We release 3,400 transcribed logbook pages."
        " A recogniser trained on these pages reads unseen logbooks with 4 percent errors."
    ),
    "year": 2023,
}
HOSTILE = {
    "id": "hostile",
    "title": 'Umbrellas <img src="http://127.0.0.1:9/title.png" onerror="window.broken=1"> ![t](http://127.0.0.1:9/t.png)',
    "abstract": (
        "Umbrellas </details></p><script>window.broken=1</script> are tested in <b onclick='window.broken=1'>wind</b>."
        " Umbrellas ![x](http://127.0.0.1:9/x.png) keep their $\\frac{shape}{size}$ in a gale of 90 knots."
        " Umbrellas [link](javascript:window.broken=1) also float <iframe src='http://127.0.0.1:9/'></iframe> at sea."
    ),
    "url": "javascript:window.broken=1",
}


def write_papers(path: Path, *papers: Mapping[str, object]) -> Path:
    """Write papers as JSONL."""
    path.write_text("".join(json.dumps(paper) + "\n" for paper in papers), encoding="utf-8")
    return path


@contextmanager
def running_page(home: Path, log: Path, **variables: str) -> Iterator[str]:
    """Run app.py over a home folder, as a person would, and yield its address. What it says goes to `log`."""
    port = free_port()
    environment = app_environment(home, CITEWELL_PORT=str(port), **variables)
    with log.open("w", encoding="utf-8") as said:
        process = subprocess.Popen([sys.executable, "app.py"], cwd=PROJECT, env=environment, stdout=said, stderr=said)
        try:
            wait_until_said(process, log)
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


def wait_until_said(process: subprocess.Popen[bytes], log: Path, seconds: float = 90) -> None:
    """Wait until a page has said that it is ready, or why it is not: its third line."""
    until = time.monotonic() + seconds
    while (said := log.read_text(encoding="utf-8")).count("citewell: ") < 3:
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"the page did not start: {said}")
        time.sleep(0.1)


def app_environment(home: Path, **variables: str) -> dict[str, str]:
    """Return this process's environment with the settings of the test and no others."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("CITEWELL_", "OPENAI_"))}
    own = {"CITEWELL_HOME": str(home), "CITEWELL_WRITER": "extractive", "CITEWELL_MODEL_MAX_RETRIES": "0"}
    return outside | own | variables


def model_variables(base_url: str) -> dict[str, str]:
    """Return the settings that make a scripted server the writer."""
    return {
        "CITEWELL_WRITER": "generative",
        "CITEWELL_OPENAI_BASE_URL": base_url,
        "CITEWELL_OPENAI_API_KEY": "sk-test",
        "CITEWELL_MODEL": "scripted-model",
    }


def free_port() -> int:
    """Return a port that nothing listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
