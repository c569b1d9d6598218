"""A page of prose by a model, from the computed statements and typical papers: map-reduce over the themes.

The model phrases and never produces a number: it writes placeholders such as {s3.n0} that are bound to the report's
stored queries, and citewell fills them. Every sentence is then checked: a computed one against the statements whose
numbers it holds, a cited one against the sentences it cites. What fails after one round of repair is struck out.
"""

import re
import string
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.citations import cite
from assistant.datatypes import AnswerSentence, Computation, EvidencePaper
from assistant.errors import ModelServerError
from assistant.settings import Settings
from assistant.trends.corpus import TrendCorpus
from assistant.trends.model_requests import Ask, Tell, tokens_of
from assistant.trends.prose_checks import check_sentence
from assistant.trends.prose_facts import Fact, Placeholder, facts_of
from assistant.trends.report import Report, within_periods
from assistant.trends.report_sections import Section
from assistant.trends.statements import ClaimedChange, Quoted, Statement
from assistant.trends.themes import Theme
from assistant.verification.check import Source, Verifier
from assistant.verification.gate import sources_of
from assistant.writing.budget import TOKENS_AROUND_MESSAGES, TokenBudget
from assistant.writing.prompt_parts import render_evidence
from prompts.loading import Message, as_data, load_prompt
from retrieval.datatypes import Chunk, Paper, Passage, ScoredSentence, Sentence
from retrieval.tokens import TokenCounter

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

HEADING = "Overview"
MAX_SENTENCES = 40
PLACEHOLDER = re.compile(r"\{\s*([sS]\d{1,3}\s*\.\s*\w{1,20})\s*\}")
OPENS, CLOSES = "Zq\ue000", "\ue001"
TOKEN = re.compile(rf"{OPENS}([a-z]+){CLOSES}")
"""What stands for a placeholder while sentences are cut: a word without a digit or a full stop."""
DOUBLE_PERCENT = re.compile(r"^\s*(?:%|per\s?cent\b)")
RESERVED = re.compile("[\ue000\ue001]")
ENDS_WHOLE = re.compile(r"[.!?…。][\s\"'”’)\]}*】]*$|[\]】]\s*$")


@dataclass(frozen=True, slots=True)
class _Written:
    """A sentence of a model: `template` has the place of each placeholder as {0}, {1}, …; `faults` say why it fails.

    `opens` tells whether a paragraph begins with it.
    """

    template: str
    placeholders: tuple[Placeholder, ...]
    cited: AnswerSentence
    verdict: str
    faults: tuple[str, ...]
    opens: bool = False

    @property
    def text(self) -> str:
        return self.template.format(*(placeholder.value for placeholder in self.placeholders))

    @property
    def fails(self) -> bool:
        return self.verdict in ("mismatch", "uncited")


@dataclass(frozen=True, slots=True)
class _Summary:
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class _Shown:
    template: str
    numbers: str


def write_with_model(
    report: Report,
    corpus: TrendCorpus,
    chat_model: "BaseChatModel",
    settings: Settings,
    verifier: Verifier,
    counter: TokenCounter,
    tell: Tell = lambda _: None,
) -> Report:
    """Return the report with an overview by a model behind its scope; all that is computed stays beneath.

    Where the server fails, or nothing that it writes holds, the report stays as it is, with a notice.
    """
    # LangChain's model classes take seconds to import, so they wait until a model is asked.
    from assistant.writing.trends_model import asker_with, name_of

    corpus = within_periods(corpus, report.by, report.since, report.until)
    if not corpus.papers:
        return report
    budget = TokenBudget(counter, settings.max_context_tokens, settings.max_reply_tokens)
    writer = _ProseWriter(report, corpus, asker_with(chat_model, settings), name_of(chat_model), verifier, budget, tell)
    try:
        return writer.written()
    except ModelServerError as error:
        return _with_notice(report, f"The overview was not written, since the model failed: {error}")


def _with_notice(report: Report, notice: str) -> Report:
    return replace(report, notices=(*report.notices, notice))


class _ProseWriter:
    """Writes one report's overview."""

    def __init__(
        self,
        report: Report,
        corpus: TrendCorpus,
        ask: Ask,
        model: str,
        verifier: Verifier,
        budget: TokenBudget,
        tell: Tell,
    ) -> None:
        self.report, self.corpus, self.model = report, corpus, model
        self.ask, self.verifier, self.budget, self.tell = ask, verifier, budget, tell
        self.facts = facts_of(report.statements)
        self.evidence: dict[int, EvidencePaper] = {}

    def written(self) -> Report:
        self.tell("summarising the themes")
        summaries = self._summaries()
        prompt = self._fitting(summaries)
        if prompt is None:
            return _with_notice(self.report, "The overview was not written: the context of the model is too small.")
        facts, shown = prompt
        self.tell("writing the overview")
        (reply,) = self.ask([self._page(facts, shown)])
        sentences = self._read(reply, facts)
        notices: list[str] = []
        if any(sentence.fails for sentence in sentences):
            self.tell("mending the overview")
            sentences = self._mended(sentences, facts, shown, notices)
        n_held = sum(not sentence.fails for sentence in sentences)
        if not n_held:
            why = f"none of its {len(sentences)} sentences holds" if sentences else "the reply holds no sentence"
            return _with_notice(self.report, f"The overview by {self.model} is left out: {why}.")
        return self._put_in(sentences, notices)

    # Map

    def _summaries(self) -> list[_Summary]:
        """Return what the model says of each broad theme, only the sentences that hold."""
        asked: list[tuple[Theme, list[EvidencePaper]]] = []
        prompts = []
        for theme in self.report.themes.broad:
            papers = self._papers_of(theme)
            while papers:
                prompt = self._theme_prompt(theme, papers)
                if self._fits(prompt):
                    asked.append((theme, papers))
                    prompts.append(prompt)
                    self.evidence |= {paper.number: paper for paper in papers}
                    break
                papers = papers[:-1]
        summaries = []
        for (theme, papers), reply in zip(asked, self.ask(prompts), strict=True):
            kept = [sentence for sentence in self._read(reply, (), papers) if not sentence.fails]
            if kept:
                summaries.append(_Summary(theme.name, " ".join(_with_markers(sentence) for sentence in kept)))
        return summaries

    def _theme_prompt(self, theme: Theme, papers: Sequence[EvidencePaper]) -> tuple[Message, ...]:
        own = [
            fact.statement.text
            for fact in self.facts
            if any(item.arguments.get("theme") == theme.theme_id for item in fact.statement.computations)
        ]
        return load_prompt("theme_summary").render_messages(
            name=theme.name, statements=own, evidence=render_evidence(papers)
        )

    def _papers_of(self, theme: Theme) -> list[EvidencePaper]:
        """Return the typical papers with the numbers they bear in the report, new ones behind those it cites."""
        known = {paper_id: number for number, (paper_id, _) in enumerate(self.report.cited, 1)}
        known |= {paper.passage.paper.paper_id: paper.number for paper in self.evidence.values()}
        papers = []
        for paper_id in theme.typical:
            sentences = tuple(self.corpus.sentences.get(paper_id, ()))
            if not sentences:
                continue
            number = known.setdefault(paper_id, max(known.values(), default=0) + 1)
            papers.append(_as_evidence(number, self.corpus.papers[self.corpus.places[paper_id]], sentences))
        return papers

    # Reduce

    def _page(
        self, facts: Sequence[Fact], summaries: Sequence[_Summary], draft: str = "", faults: Sequence[str] = ()
    ) -> tuple[Message, ...]:
        return load_prompt("trends").render_messages(
            statements=[_Shown(fact.shown, fact.values) for fact in facts],
            summaries=summaries,
            draft=draft,
            faults=list(faults),
        )

    def _fitting(self, summaries: Sequence[_Summary]) -> tuple[Sequence[Fact], Sequence[_Summary]] | None:
        """Return the statements and summaries that fit: the last summaries go first, then the last statements."""
        facts, shown = list(self.facts), list(summaries)
        while facts and not self._fits(self._page(facts, shown)):
            if shown:
                shown.pop()
            else:
                facts.pop()
        return (facts, shown) if facts else None

    def _fits(self, messages: Sequence[Message]) -> bool:
        needed = tokens_of(self.budget, messages) + TOKENS_AROUND_MESSAGES
        return needed + self.budget.max_reply_tokens <= self.budget.max_context_tokens

    def _mended(
        self, first: list[_Written], facts: Sequence[Fact], shown: Sequence[_Summary], notices: list[str]
    ) -> list[_Written]:
        """Return the better of the draft and its repaired form, the draft where they are equal."""
        faults = [f"“{_as_written(sentence)}”: {'; '.join(sentence.faults)}" for sentence in first if sentence.fails]
        draft = "".join(("\n\n" if one.opens else "\n") + as_data(_as_written(one)) for one in first).strip()
        prompt = self._page(facts, shown, draft, faults)
        if not self._fits(prompt):
            return first
        try:
            (reply,) = self.ask([prompt])
        except ModelServerError as error:
            notices.append(f"The overview could not be repaired: {error}")
            return first
        second = self._read(reply, facts)
        held, held_before = (sum(not one.fails for one in sentences) for sentences in (second, first))
        failed, failed_before = (sum(one.fails for one in sentences) for sentences in (second, first))
        return second if failed < failed_before and 2 * held >= held_before and held else first

    # Reading and checking

    def _read(self, reply: str, facts: Sequence[Fact], papers: Sequence[EvidencePaper] | None = None) -> list[_Written]:
        """Return the sentences of a reply with their verdicts; headings, rules and an unfinished end are left out.

        Markers may name sentences of `papers`, by default of all that the model was shown.
        """
        tokens: list[str] = []

        def token(match: "re.Match[str]") -> str:
            tokens.append(match[1])
            return f"{OPENS}{_letters(len(tokens) - 1)}{CLOSES}"

        text = PLACEHOLDER.sub(token, RESERVED.sub("", reply))
        shown = [self.evidence[number] for number in sorted(self.evidence)] if papers is None else papers
        cited, unresolved = cite(text, shown)
        written: list[_Written] = []
        for place, sentence in enumerate(cited):
            raw = text[sentence.start : sentence.end]
            line = text[text.rfind("\n", 0, sentence.start) + 1 : sentence.end]
            if line.lstrip().startswith("#") or len(written) == MAX_SENTENCES:
                continue
            if place == len(cited) - 1 and not ENDS_WHOLE.search(text):
                continue
            lost = [f"{item.marker} names nothing: {item.reason}" for item in unresolved if item.marker in raw]
            before = text[cited[place - 1].end : sentence.start] if place else ""
            written.append(replace(self._checked(sentence, tokens, facts, lost), opens="\n\n" in before))
        return written

    def _checked(
        self, sentence: AnswerSentence, tokens: Sequence[str], facts: Sequence[Fact], lost: Sequence[str]
    ) -> _Written:
        pieces = TOKEN.split(sentence.text)
        template = ""
        placeholders: list[Placeholder] = []
        unknown: list[str] = []
        for place, piece in enumerate(pieces):
            if place % 2 == 0:
                if placeholders and placeholders[-1].value.endswith("%"):
                    piece = DOUBLE_PERCENT.sub("", piece)
                template += piece.replace("{", "{{").replace("}", "}}")
                continue
            name = tokens[_number(piece)].replace(" ", "")
            placeholder = resolved(name, facts)
            if placeholder is None:
                unknown.append(f"{{{name}}} is no placeholder that was given")
                template += f"{{{{{name}}}}}"
            else:
                template += f"{{{len(placeholders)}}}"
                placeholders.append(placeholder)
        faults = [*unknown, *lost]
        verdict = "mismatch"
        if not faults:
            sources = [*statement_sources(placeholders), *sources_of(sentence, self._by_id())]
            quotes = [citation.quote for citation in sentence.citations]
            verdict, found = check_sentence(template, placeholders, quotes, sources, self.facts, self.verifier)
            faults = list(found)
        return _Written(template, tuple(placeholders), sentence, verdict, tuple(faults))

    def _by_id(self) -> dict[str, EvidencePaper]:
        return {paper.passage.paper.paper_id: paper for paper in self.evidence.values()}

    # Into the report

    def _put_in(self, sentences: Sequence[_Written], notices: Sequence[str]) -> Report:
        numbers = {paper_id: number for number, (paper_id, _) in enumerate(self.report.cited, 1)}
        paragraphs = [[framing(self.model)]]
        for sentence in sentences:
            if sentence.opens:
                paragraphs.append([])
            paragraphs[-1].append(_as_statement(sentence, numbers, self.model))
        titles = {paper.paper_id: paper.title for paper in self.corpus.papers}
        cited = tuple((paper_id, titles[paper_id]) for paper_id in sorted(numbers, key=numbers.__getitem__))
        scope, *rest = self.report.sections
        first, *others = (tuple(paragraph) for paragraph in paragraphs)
        overview = (Section(HEADING, first), *(Section("", paragraph) for paragraph in others))
        return replace(
            self.report,
            sections=(scope, *overview, *rest),
            cited=cited,
            notices=(*self.report.notices, *notices),
        )


def framing(model: str) -> Statement:
    """Return the sentence that an overview begins with."""
    text = (
        "This overview is phrased by {model}; its numbers are filled in from the queries below, and every sentence is"
        " checked by rules against what it rests on. What passes is consistent with that; no one has judged it."
    )
    return Statement("framing", text, {"model": model}, phrased_by=model)


def _as_evidence(number: int, paper: Paper, sentences: tuple[Sentence, ...]) -> EvidencePaper:
    chunk = Chunk(paper.paper_id, paper.paper_id, 1, 0, len(paper.abstract), 1, len(sentences), paper.abstract)
    scored = tuple(ScoredSentence(sentence, 0.0, 0.0, 0.0) for sentence in sentences)
    return EvidencePaper(number, Passage(paper, chunk, 0.0, 0.0, 0.0, 0.0, scored), sentences)


def statement_sources(placeholders: Sequence[Placeholder]) -> list[Source]:
    """Return the computed statements whose numbers a sentence takes, as what it is checked against."""
    texts = tuple(dict.fromkeys(placeholder.fact.statement.sentence for placeholder in placeholders))
    return [Source("this report", texts)] if texts else []


def resolved(name: str, facts: Sequence[Fact]) -> Placeholder | None:
    """Return what a placeholder such as "s4.n0" stands for; None for one that was not given."""
    number, _, field = name.partition(".")
    fact = next((fact for fact in facts if f"s{fact.number}" == number.casefold()), None)
    if fact is None or field not in fact.fields:
        return None
    return Placeholder(fact, field)


def _letters(number: int) -> str:
    return "".join(string.ascii_lowercase[int(digit)] for digit in str(number))


def _number(letters: str) -> int:
    return int("".join(str(string.ascii_lowercase.index(letter)) for letter in letters))


def _with_markers(sentence: _Written) -> str:
    markers = "".join(citation.marker for citation in sentence.cited.citations)
    return f"{sentence.text} {markers}" if markers else sentence.text


def _as_written(sentence: _Written) -> str:
    """Return a sentence as its model is shown it again: with placeholders and markers."""
    names = [f"{{s{one.fact.number}.{one.field}}}" for one in sentence.placeholders]
    markers = "".join(citation.marker for citation in sentence.cited.citations)
    text = sentence.template.format(*names)
    return f"{text} {markers}" if markers else text


def _as_statement(sentence: _Written, numbers: dict[str, int], model: str) -> Statement:
    """Return a sentence as the report keeps it; `numbers` are the papers' numbers, which new ones join."""
    computations: list[Computation] = []
    words: dict[str, str] = {}
    names: list[str] = []
    change: ClaimedChange | None = None

    def place_of(computation: Computation) -> int:
        if computation not in computations:
            computations.append(computation)
        return computations.index(computation)

    for placeholder in sentence.placeholders:
        statement, field = placeholder.fact.statement, placeholder.field
        change = change or statement.change
        if field in statement.words:
            names.append(f"{{x{len(words)}}}")
            words[f"x{len(words)}"] = statement.words[field]
            for computation in statement.computations:  # what a year or period was read from
                place_of(computation)
            continue
        places = [place_of(statement.computations[int(place)]) for place in field[1:].split("_")]
        names.append(f"{{{field[0]}{'_'.join(map(str, places))}}}")
    quotations = []
    for citation in sentence.cited.citations:
        number = numbers.setdefault(citation.paper_id, len(numbers) + 1)
        quotations.append(Quoted(number, citation.paper_id, citation.sentence, citation.quote))
    template = _filled_template(sentence.template, names)
    if quotations:
        template += " " + "".join(f"{{m{place}}}" for place in range(len(quotations)))
    is_computed = bool(computations) and not quotations and not sentence.fails
    verdict = sentence.verdict
    return Statement(
        "computed" if is_computed else "claim",
        template,
        words,
        tuple(computations),
        tuple(quotations),
        None if sentence.fails else change,
        model,
        verdict,  # type: ignore[arg-type]  # one of Verdict
        sentence.faults,
        tuple(f"s{one.fact.number}.{one.field}" for one in sentence.placeholders),
    )


def _filled_template(template: str, names: Sequence[str]) -> str:
    """Return a template with its places named, its other braces still doubled."""
    parts = []
    for literal, place, _, _ in string.Formatter().parse(template):
        parts.append(literal.replace("{", "{{").replace("}", "}}"))
        if place is not None:
            parts.append(names[int(place)])
    return "".join(parts)
