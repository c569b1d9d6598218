"""Every sentence of an answer against the sentences it cites: the one gate that all answers go through.

A judge, where there is one, may lower a verdict and may lift `consistent` to `supported`; it never lifts a mismatch.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.asked_language import is_in_another_language
from assistant.citations import find_markers
from assistant.datatypes import AnswerSentence, Evidence, EvidencePaper
from assistant.heads import Headed, read_heads
from assistant.verification.bare_answers import CANNOT_BE_CHECKED, is_affirmed, is_bare_answer, statement_asked
from assistant.verification.check import Check, Reason, Source, Verifier
from assistant.verification.exchanged import paper_spoken_of_instead, paper_stood_under_instead
from assistant.verification.words import LANGUAGE_MARKS, language_of, marked_language, split_words


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a judge says of one statement: whether its sources entail it, and if not, why."""

    entailed: bool
    reason: str = ""


Judge = Callable[[Sequence[AnswerSentence]], Sequence[Judgement | None]]
"""Judges statements, in order; None where it gave no usable judgement."""


class Gate:
    """Gives the sentences of one answer their verdicts. None is checked twice, as in a stream."""

    def __init__(self, verifier: Verifier, evidence: Evidence) -> None:
        self._verifier = verifier
        self._question = evidence.understood.question.text
        self._papers = {paper.passage.paper.paper_id: paper for paper in evidence.papers}
        self._by_number = {paper.number: paper for paper in evidence.papers}
        self._known: dict[tuple[object, ...], AnswerSentence] = {}

    def check(self, sentences: Sequence[AnswerSentence], text: str = "") -> tuple[AnswerSentence, ...]:
        """Return the sentences with kind, verdict and reasons; computed and framing ones stay as they are.

        `text` is what they were cut from; without it nothing is known of the places of their markers.
        """
        answer = " ".join(sentence.text for sentence in sentences if sentence.kind == "claim")
        stretches = read_heads(text)
        return tuple(
            sentence
            if sentence.kind in ("computed", "framing")
            else self._checked(sentence, answer, text[sentence.start : sentence.end], _headed(sentence, stretches))
            for sentence in sentences
        )

    def _checked(self, sentence: AnswerSentence, answer: str, written: str, headed: Headed) -> AnswerSentence:
        sources = sources_of(sentence, self._papers)
        languages_differ = self._languages_differ(sentence.text, answer, sources)
        key = (sentence.text, sentence.citations, languages_differ, written, headed.heads, headed.row)
        if key not in self._known:
            check = self._check(sentence, sources, languages_differ, written, headed)
            self._known[key] = replace(
                sentence,
                kind="quote" if check.verdict == "quoted" else "claim",
                verdict=check.verdict,
                reasons=tuple(reason.text for reason in check.reasons),
                notes=check.notes,
            )
        return replace(self._known[key], start=sentence.start, end=sentence.end)

    def _check(
        self, sentence: AnswerSentence, sources: Sequence[Source], languages_differ: bool, written: str, headed: Headed
    ) -> Check:
        text = _quote_in(sentence) or sentence.text
        if is_bare := bool(sources) and sentence.kind == "claim" and is_bare_answer(text):
            statement = headed.row or statement_asked(self._question)
            if not is_affirmed(statement, text):
                return Check("uncited", (Reason("overlap", CANNOT_BE_CHECKED),))
            text = statement
        check = self._verifier.check(text, sources, languages_differ=languages_differ)
        if sentence.kind != "claim" or check.verdict not in ("quoted", "consistent"):
            return check
        if not find_markers(written):  # they stand on the next line, or in the next cell
            written += "".join(citation.marker for citation in sentence.citations)
        if name := paper_spoken_of_instead(written, self._by_number):
            return Check("mismatch", (Reason("name", f"speaks of {name}, which the paper cited there does not"),))
        cited = {self._papers[citation.paper_id].number for citation in sentence.citations}
        if name := paper_stood_under_instead(headed.heads, sentence.text, cited, self._by_number):
            return Check(
                "mismatch", (Reason("name", f"stands under {name}, which the paper cited there does not name"),)
            )
        return Check("consistent", (), check.notes) if is_bare else check

    def _languages_differ(self, sentence: str, answer: str, sources: Sequence[Source]) -> bool:
        """Say whether a sentence is likely in another language than the abstracts.

        Where it is too short to tell ("Lantern umfasst 14 Flusssprachen."), the whole answer does, or the question.
        """
        abstracts = " ".join(text for source in sources for text in (*source.cited, *source.others))
        language = language_of(abstracts)
        marked = marked_language(answer)
        if marked_language(sentence) == language and (
            marked in ("", language) or _n_marks(sentence, language) > _n_marks(sentence, marked)
        ):
            return False
        if marked:
            return marked != language
        return is_in_another_language(self._question, abstracts)


def _n_marks(text: str, language: str) -> int:
    """Return how many words of a text are frequent in a language."""
    return sum(word.text in LANGUAGE_MARKS.get(language, ()) for word in split_words(text))


def _headed(sentence: AnswerSentence, stretches: Sequence[Headed]) -> Headed:
    """Return the stretch of the answer that a sentence begins in."""
    for stretch in stretches:
        if stretch.start <= sentence.start < stretch.end:
            return stretch
    return Headed(sentence.start, sentence.end, ())


def _quote_in(sentence: AnswerSentence) -> str | None:
    """Return the cited sentence that a quotation by citewell's own writer holds; its attribution is no claim."""
    if sentence.kind != "quote" or len(sentence.citations) != 1:
        return None
    quote = sentence.citations[0].quote
    return quote if quote in sentence.text else None


def sources_of(sentence: AnswerSentence, papers: Mapping[str, EvidencePaper]) -> list[Source]:
    """Return what a sentence is checked against: per cited paper, the cited sentences and the others, in order."""
    sources = []
    for paper_id in dict.fromkeys(citation.paper_id for citation in sentence.citations):
        evidence_paper = papers[paper_id]
        paper = evidence_paper.passage.paper
        cited = {citation.sentence for citation in sentence.citations if citation.paper_id == paper_id}
        sources.append(
            Source(
                paper.title,
                tuple(item.text for item in evidence_paper.sentences if item.position in cited),
                tuple(item.text for item in evidence_paper.sentences if item.position not in cited),
                paper.authors,
                paper.year,
            )
        )
    return sources


def judged(sentences: Sequence[AnswerSentence], judge: Judge) -> tuple[AnswerSentence, ...]:
    """Return the sentences as a judge leaves them. Only quotes and claims that passed the checks are shown to it."""
    asked = [index for index, sentence in enumerate(sentences) if sentence.verdict in ("quoted", "consistent")]
    judgements = judge([sentences[index] for index in asked]) if asked else ()
    result = list(sentences)
    for index, judgement in zip(asked, judgements, strict=True):
        if judgement is None:
            continue
        sentence = sentences[index]
        if not judgement.entailed:
            reason = f"the judge: {judgement.reason}" if judgement.reason else "the judge sees no support for it"
            result[index] = replace(sentence, verdict="mismatch", reasons=(reason,))
        elif sentence.verdict == "consistent":
            result[index] = replace(sentence, verdict="supported")
    return tuple(result)


def failures(sentences: Sequence[AnswerSentence]) -> list[AnswerSentence]:
    """Return the statements that do not hold: mismatches and uncited ones."""
    return [sentence for sentence in sentences if sentence.verdict in ("mismatch", "uncited")]


def support_line(sentences: Sequence[AnswerSentence]) -> str:
    """Return in one line how many statements hold and what that rests on; empty where there is none to check.

    "supported" is said only of what a judge agreed to or what is a quotation.
    """
    verdicts = [sentence.verdict for sentence in sentences if sentence.kind in ("quote", "claim")]
    n = len(verdicts)
    if not n:
        return ""
    n_consistent = verdicts.count("consistent")
    n_held = n - verdicts.count("mismatch") - verdicts.count("uncited") - verdicts.count(None)
    statements = "statement" if n == 1 else "statements"
    if n_held and n_held == verdicts.count("quoted"):
        return f"{n_held} of {n} {statements} word for word as in the source"
    if n_consistent:
        return f"{n_held} of {n} {statements} consistent with what they cite"
    return f"{n_held} of {n} {statements} supported"
