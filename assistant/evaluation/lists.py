"""How complete and how clean lists of papers are."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import QuestionFileError
from assistant.outlines.list_subject import list_subject
from assistant.outlines.listing import list_papers
from retrieval.identity import normalise_title
from retrieval.matrix import Matrices
from retrieval.retriever import Retriever


@dataclass(frozen=True, slots=True)
class ListQuestion:
    """A question for a list: the titles or ids of the papers that belong on it, and of those that do no harm there."""

    text: str
    papers: tuple[str, ...]
    also_acceptable: tuple[str, ...] = ()


def read_list_questions(path: Path, split: str | None = None) -> list[ListQuestion]:
    """Return the questions of kind "list" or "count" of a JSONL file, or those of one split."""
    found = []
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionFileError(f"{path}: cannot be read ({error}); check the path and that it is UTF-8") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            if record.get("kind") in ("list", "count") and split in (None, record.get("split")):
                found.append(
                    ListQuestion(
                        record["question"], tuple(record["papers"]), tuple(record.get("also_acceptable") or ())
                    )
                )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise QuestionFileError(
                f'{path}:{number}: {error}; write {{"question": …, "kind": "list", "papers": […], "split": …}}'
            ) from error
    if not found:
        raise QuestionFileError(f"{path}: no list questions{f' of split {split!r}' if split else ''}")
    return found


@dataclass(frozen=True, slots=True)
class ListScore:
    """One question: how many right papers there are and were listed, how many were listed, and how many of those are
    right or acceptable. `missed` and `wrong` are titles."""

    question: str
    n_right: int
    n_found: int
    n_listed: int
    n_good: int
    missed: tuple[str, ...]
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListScores:
    """Over all questions: the share of the right papers that were listed, and of the listed ones that are right or
    acceptable. `mean_recall` and `mean_precision` average over questions; a list with nothing on it is precise."""

    n_questions: int
    recall: float
    precision: float
    mean_recall: float
    mean_precision: float
    questions: tuple[ListScore, ...]


def evaluate_lists(
    retriever: Retriever,
    questions: Sequence[ListQuestion],
    lister: Callable[[str], Sequence[str]] | None = None,
) -> ListScores:
    """Return the scores of a lister (question → titles; by default the one without a model) on list questions."""
    matrices = Matrices.of(retriever.library)

    def by_signs(text: str) -> list[str]:
        listing = list_papers(list_subject(text), retriever, matrices=matrices)
        return [member.read.paper.title for member in listing.members]

    titles = {paper.paper_id: paper.title for paper in retriever.library.papers(retriever.collection)}
    scores = [_score(asked, (lister or by_signs)(asked.text), titles) for asked in questions]
    n_right, n_found = sum(score.n_right for score in scores), sum(score.n_found for score in scores)
    n_listed, n_good = sum(score.n_listed for score in scores), sum(score.n_good for score in scores)
    with_right = [score.n_found / score.n_right for score in scores if score.n_right]
    precise = [score.n_good / score.n_listed if score.n_listed else 1.0 for score in scores]
    return ListScores(
        len(scores),
        _share(n_found, n_right),
        _share(n_good, n_listed),
        _share(sum(with_right), len(with_right)),
        _share(sum(precise), len(precise)),
        tuple(scores),
    )


def _score(asked: ListQuestion, listed: Sequence[str], titles: Mapping[str, str]) -> ListScore:
    by_key = {normalise_title(title): title for title in listed}
    right = {normalise_title(title): title for title in (titles.get(named, named) for named in asked.papers)}
    good = right.keys() | {normalise_title(titles.get(named, named)) for named in asked.also_acceptable}
    return ListScore(
        asked.text,
        len(right),
        len(right.keys() & by_key.keys()),
        len(by_key),
        len(good & by_key.keys()),
        tuple(title for key, title in right.items() if key not in by_key),
        tuple(title for key, title in by_key.items() if key not in good),
    )


def _share(part: float, whole: float) -> float:
    return round(part / whole, 4) if whole else 1.0
