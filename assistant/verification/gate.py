"""Every sentence of an answer against the sentences it cites: the one gate that all answers go through.

A judge, where there is one, may lower a verdict and may lift `consistent` to `supported`; it never lifts a mismatch.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.asked_language import is_in_another_language
from assistant.datatypes import AnswerSentence, Evidence, EvidencePaper
from assistant.verification.check import Check, Reason, Source, Verifier
from assistant.verification.exchanged import paper_spoken_of_instead
from assistant.verification.words import language_of, marked_language


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
        return tuple(
            sentence
            if sentence.kind in ("computed", "framing")
            else self._checked(sentence, answer, text[sentence.start : sentence.end])
            for sentence in sentences
        )

    def _checked(self, sentence: AnswerSentence, answer: str, written: str) -> AnswerSentence:
        sources = sources_of(sentence, self._papers)
        languages_differ = self._languages_differ(answer, sources)
        key = (sentence.text, sentence.citations, languages_differ, written)
        if key not in self._known:
            text = _quote_in(sentence) or sentence.text
            check = self._verifier.check(text, sources, languages_differ=languages_differ)
            if check.verdict == "consistent" and (name := paper_spoken_of_instead(written, self._by_number)):
                check = Check("mismatch", (Reason("name", f"speaks of {name}, which the paper cited there does not"),))
            self._known[key] = replace(
                sentence,
                kind="quote" if check.verdict == "quoted" else "claim",
                verdict=check.verdict,
                reasons=tuple(reason.text for reason in check.reasons),
                notes=check.notes,
            )
        return replace(self._known[key], start=sentence.start, end=sentence.end)

    def _languages_differ(self, answer: str, sources: Sequence[Source]) -> bool:
        """Say whether the answer is likely in another language than the abstracts; the question tells where it cannot.

        A sentence alone is often too short to tell: "Lantern umfasst 14 Flusssprachen."
        """
        abstracts = " ".join(text for source in sources for text in (*source.cited, *source.others))
        if marked := marked_language(answer):
            return marked != language_of(abstracts)
        return is_in_another_language(self._question, abstracts)


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
