"""Made-up papers for questions about one paper, comparisons, syntheses and paragraphs."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from small_library import opened_stack

from assistant.datatypes import Question, QuestionKind, UnderstoodQuestion
from retrieval.embedding import Embedder
from retrieval.retriever import Retriever

LANTERN: dict[str, Any] = {
    "title": "Lantern: A Treebank of River Languages",
    "abstract": "River languages lack annotated text, which makes parsing them difficult. In this paper, we present"
    " Lantern, a treebank of river languages. It contains 52,300 sentences in 14 languages annotated by native"
    " speakers."
    " We train a parser on it with a shared encoder. Our experiments show that the parser outperforms earlier ones by"
    " 3.1 points. The treebank is publicly available at https://example.org/lantern.",
    "year": 2021,
    "month": 5,
    "venue": "ACL 2021",
    "authors": ["Ana Quay", "Bo van der Pier", "Čeněk Most"],
    "arxiv_id": "2101.00001",
    "acl_id": "2021.acl-long.901",
}
HARBOUR: dict[str, Any] = {
    "title": "HarbourBERT: Reading Merchants' Letters with a Small Encoder",
    "abstract": "Letters of merchants are hard to read by machine. We introduce HarbourBERT, a small encoder for old"
    " letters, trained on 8,400 letters from nine ports. HarbourBERT reads two thirds of the letters without an error."
    " It"
    " is better than Contourlet, an older recogniser, on torn pages.",
    "year": 2019,
    "venue": "Journal of Harbour Studies, Volume 7",
    "authors": ["Ana Quay", "Dov Sand"],
}
TRANSFER: dict[str, Any] = {
    "title": "Transfer Between Related River Languages for Dependency Parsing",
    "abstract": "Many river languages have no treebank. We study transfer of parsers between related river languages."
    " We find that adding related languages improves parsing of small river languages. Transfer works best where word"
    " order is shared.",
    "year": 2022,
    "authors": ["Eve Ford"],
}
DOUBT: dict[str, Any] = {
    "title": "A Second Look at Multi-Source Parsing of River Languages",
    "abstract": "Earlier work reports gains from several sources. We repeat these experiments on nine river languages."
    " We find that adding related languages does not improve parsing of small river languages. The gains come from"
    " longer training.",
    "year": 2023,
    "authors": ["Finn Weir", "Gil Lock", "Hana Dyke", "Ivo Ferry"],
}
ANNOTATION: dict[str, Any] = {
    "title": "Active Annotation of River Language Treebanks",
    "abstract": "Annotating treebanks of river languages is costly. We propose to choose sentences by the disagreement"
    " of"
    " two parsers. Choosing sentences so halves the annotation effort for river language treebanks. Annotators prefer"
    " the"
    " chosen sentences.",
    "year": 2022,
    "authors": ["Eve Ford"],
}
CROWD: dict[str, Any] = {
    "title": "Annotation of River Language Treebanks by School Classes",
    "abstract": "Few linguists speak river languages. We let school classes annotate treebanks of river languages."
    " Pupils"
    " agree with linguists on 91% of the annotations. The annotation of one treebank takes a class two weeks.",
    "year": 2024,
}
ORCHARD: dict[str, Any] = {
    "title": "Orchard: Measuring Fruit Ripeness from Photographs",
    "abstract": "We photograph apples every day until they fall. A small network then predicts ripeness within 1.5"
    " days."
    " Colour matters more than shape.",
    "year": 2023,
}
CODENAMED: dict[str, Any] = {
    "title": "Forecasting Floods with Graph Networks",
    "abstract": "Floods are forecast too late. We present Marlin-7, a graph network over gauges. Marlin-7 warns six"
    " hours"
    " earlier than hydrological models.",
    "year": 2020,
}
TWIN: dict[str, Any] = {
    "title": "Lantern: Light Curves of Distant Stars",
    "abstract": "We release Lantern, a catalogue of light curves. It covers 300 stars.",
    "year": 2018,
}
PAPERS = (LANTERN, HARBOUR, TRANSFER, DOUBT, ANNOTATION, CROWD, ORCHARD, CODENAMED)


@contextmanager
def kinds_retriever(folder: Path, embedder: Embedder, *more: dict[str, Any]) -> Iterator[Retriever]:
    """Open a retriever over the papers above and more."""
    with opened_stack(folder, embedder) as stack:
        stack.ingest_records(*PAPERS, *more)
        yield stack.retriever()


def understood(text: str, kind: QuestionKind) -> UnderstoodQuestion:
    """Return a question that names no filter, as it is understood."""
    return UnderstoodQuestion(Question(text), kind, text, text=text)
