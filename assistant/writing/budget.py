"""One token budget for instructions, question, history, evidence and reply."""

from dataclasses import replace
from math import ceil

from assistant.datatypes import Evidence, EvidencePaper, Turn
from assistant.errors import SettingsError
from assistant.writing.prompt_parts import render_evidence, render_history
from prompts.loading import load_prompt
from retrieval.tokens import TokenCounter

TURNS_WORTH_A_PAPER = 2
"""So many of the latest turns are kept before the lowest-ranked papers: a follow-up leans on them."""

TOKENS_AROUND_MESSAGES = 16
"""What a chat format puts around a system and a user message: 3 to 5 tokens each, and 3 to open the reply."""

ESTIMATE_MARGIN = 1.1


class TokenBudget:
    """Cuts evidence and history down to what a model's context holds beside the reply."""

    def __init__(self, counter: TokenCounter, max_context_tokens: int, max_reply_tokens: int) -> None:
        self._counter = counter
        self.max_context_tokens = max_context_tokens
        self.max_reply_tokens = max_reply_tokens

    @property
    def is_estimate(self) -> bool:
        """Whether counts are estimates (then taken 10 % higher than estimated)."""
        return self._counter.is_estimate

    def count(self, text: str) -> int:
        """Return the tokens of a text, rounded up with the margin where they are estimated."""
        n_tokens = self._counter.count(text)
        return ceil(n_tokens * ESTIMATE_MARGIN) if self.is_estimate else n_tokens

    def fit(self, evidence: Evidence) -> Evidence:
        """Return the evidence that fits, with `n_tokens` and with the question's history cut as well.

        Dropped first are the oldest turns down to the last two, then the lowest-ranked papers down to the best one,
        whole ones only, then the last turns. Raises SettingsError where one paper and the question are still too much.
        """
        if not evidence.papers:
            return evidence
        question = evidence.understood.question
        room = self.max_context_tokens - self.max_reply_tokens - self._tokens_of_frame(evidence)
        turn_tokens = [self.count(render_history([turn]) + "\n") for turn in question.history]
        paper_tokens = [self.count(render_evidence([paper]) + "\n\n") for paper in evidence.papers]

        n_turns, n_papers = len(turn_tokens), len(paper_tokens)
        needed = sum(turn_tokens) + sum(paper_tokens)
        while needed > room and n_turns > TURNS_WORTH_A_PAPER:
            needed -= turn_tokens[-n_turns]
            n_turns -= 1
        while needed > room and n_papers > 1:
            n_papers -= 1
            needed -= paper_tokens[n_papers]
        while needed > room and n_turns:
            needed -= turn_tokens[-n_turns]
            n_turns -= 1
        if needed > room:
            least = self.max_context_tokens + needed - room
            raise SettingsError(
                f"CITEWELL_MAX_CONTEXT_TOKENS={self.max_context_tokens}: the question, the best paper and a reply of"
                f" {self.max_reply_tokens} tokens need {least}; raise it to at least {least}, or lower"
                " CITEWELL_MAX_REPLY_TOKENS"
            )
        return self._cut(evidence, question.history[len(question.history) - n_turns :], evidence.papers[:n_papers])

    def _tokens_of_frame(self, evidence: Evidence) -> int:
        understood = evidence.understood
        frame = load_prompt("answer").render(
            history=" ", evidence="", question=understood.question.text, kind=understood.kind
        )
        return self.count(frame) + TOKENS_AROUND_MESSAGES

    def _cut(self, evidence: Evidence, history: tuple[Turn, ...], papers: tuple[EvidencePaper, ...]) -> Evidence:
        question = replace(evidence.understood.question, history=history)
        return replace(
            evidence,
            understood=replace(evidence.understood, question=question),
            papers=papers,
            n_tokens=self.count(render_evidence(papers)),
            n_tokens_is_estimate=self.is_estimate,
        )
