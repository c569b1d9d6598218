"""Names of themes by a model: it sees the terms and typical titles of each and names it.

A name is plain text, short, made of words that the theme's terms and titles hold, and no other theme bears it; else the
theme keeps the name that was computed.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.errors import ModelServerError
from assistant.settings import Settings
from assistant.trends.boilerplate import breaking_words
from assistant.trends.corpus import TrendCorpus
from assistant.trends.model_placing import placed_by
from assistant.trends.model_requests import LINE_END, N_TERMS_SHOWN, Ask, ShownTheme, Tell, batches_of, title_of
from assistant.trends.report import RefinedThemes
from assistant.trends.statements import Statement
from assistant.trends.terms import TOKEN, fold
from assistant.trends.themes import Themes
from assistant.writing.budget import TokenBudget
from prompts.loading import Message, load_prompt
from retrieval.tokens import TokenCounter

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

MAX_NAME_CHARACTERS = 60
MAX_NAME_WORDS = 8
TOKENS_PER_NAME = 24
"""What a line of a reply takes at most."""

NAMED_LINE = re.compile(r"^\W*(\d{1,4})\b[^\w\n]*\s*(.+)$")
AROUND_NAME = " \t\"'`*_.,;:{}”“"
NO_PLAIN_TEXT = re.compile(r"[<>\[\]{}|`*_#\\~“”\"\x00-\x1f\u200b-\u200f\u2028-\u202e]|https?:|www\.")


def name_with_model(
    corpus: TrendCorpus,
    themes: Themes,
    chat_model: "BaseChatModel",
    settings: Settings,
    counter: TokenCounter,
    tell: Tell = lambda _: None,
) -> RefinedThemes:
    """Return the themes with names by a model, and with papers placed anew where that is learnt well enough.

    Where the server fails, what it has not done stays as computed, with a notice; nothing is raised for it.
    """
    # LangChain's model classes take seconds to import, so they wait until a model is asked.
    from assistant.writing.trends_model import asker_with, name_of

    ask, model = asker_with(chat_model, settings), name_of(chat_model)
    budget = TokenBudget(counter, settings.max_context_tokens, settings.max_reply_tokens)
    if not themes.themes:
        return RefinedThemes(themes)
    try:
        tell("naming the themes")
        named = named_by(ask, corpus, themes, budget, model)
    except ModelServerError as error:
        return RefinedThemes(themes, (), (f"The themes bear citewell's own names, since the model failed: {error}",))
    try:
        tell("placing a sample of papers")
        placed = placed_by(ask, corpus, named.themes, budget, model)
    except ModelServerError as error:
        return replace(named, notices=(*named.notices, f"No paper was placed by the model: {error}"))
    return RefinedThemes(placed.themes, (*named.statements, *placed.statements), (*named.notices, *placed.notices))


def named_by(ask: Ask, corpus: TrendCorpus, themes: Themes, budget: TokenBudget, model: str) -> RefinedThemes:
    """Return the themes under the names that a model gives them; a theme whose name is no good keeps its own."""
    by_id = {theme.theme_id: theme for theme in themes.themes}
    shown = [
        ShownTheme(
            number,
            theme.name,
            by_id[theme.parent].name if theme.parent is not None else "",
            tuple(term for term, _ in theme.terms[:N_TERMS_SHOWN]),
            tuple(title_of(corpus, paper_id) for paper_id in theme.typical),
        )
        for number, theme in enumerate(themes.themes, 1)
    ]

    def prompt(batch: Sequence[ShownTheme]) -> tuple[Message, ...]:
        return load_prompt("themes").render_messages(themes=batch)

    batches = batches_of(shown, prompt, budget, TOKENS_PER_NAME)
    replies = ask([prompt(batch) for batch in batches])
    found: dict[int, str] = {}
    for batch, reply in zip(batches, replies, strict=True):
        numbers = {theme.number for theme in batch}
        found |= {number: name for number, name in read_names(reply).items() if number in numbers}
    names, faults = _accepted(shown, found)
    renamed = tuple(replace(theme, name=names.get(number, theme.name)) for number, theme in enumerate(themes.themes, 1))
    notices = []
    if faults:
        some = "; ".join(f"“{shown[number - 1].name}”: {fault}" for number, fault in sorted(faults.items())[:3])
        more = "; …" if len(faults) > 3 else ""
        n = len(faults)
        notices.append(
            f"{n} of {len(shown)} themes {'keeps' if n == 1 else 'keep'} citewell's own name ({some}{more})."
        )
    said: tuple[Statement, ...] = ()
    if names:
        who = "The themes are named by {model} from their terms and typical titles."
        said = (Statement("framing", who, {"model": model}, phrased_by=model),)
    return RefinedThemes(replace(themes, themes=renamed), said, tuple(notices))


def read_names(reply: str) -> Mapping[int, str]:
    """Return the name by the number of each theme that a reply names; brackets, quotes and JSON's signs are free.

    >>> read_names('[1] Speech synthesis\\n2: "Machine translation",')
    {1: 'Speech synthesis', 2: 'Machine translation'}
    """
    found: dict[int, str] = {}
    for line in LINE_END.split(reply):
        match = NAMED_LINE.match(line)
        if match:
            found.setdefault(int(match[1]), " ".join(match[2].strip(AROUND_NAME).split()))
    return found


def name_fault(name: str, terms: Sequence[str], titles: Sequence[str]) -> str | None:
    """Return what is wrong with a name for a theme of these terms and titles; None where nothing is."""
    words = TOKEN.findall(name)
    if not any(character.isalpha() for character in name):
        return "the model gave none"
    if len(name) > MAX_NAME_CHARACTERS or len(name.split()) > MAX_NAME_WORDS:
        return f"the model's has {len(name)} characters"
    if NO_PLAIN_TEXT.search(name):
        return "the model's is no plain text"
    seen = {fold(token) for text in (*terms, *titles) for token in TOKEN.findall(text)}
    parts = seen | {part for word in seen for part in word.split("-")}
    invented = [word for word in words if any(sign.isdigit() for sign in word) and fold(word) not in parts]
    if invented:
        return f"the model's says {invented[0]}, which stands in no term or title"
    telling = [word for word in words if word[0].isalnum() and word.casefold() not in breaking_words()]
    known = [word for word in telling if {fold(part) for part in (word, *word.split("-"))} & parts]
    if 2 * len(known) < len(telling) or not known:
        return "the model's has little to do with its terms and titles"
    return None


def _accepted(shown: Sequence[ShownTheme], found: Mapping[int, str]) -> tuple[dict[int, str], dict[int, str]]:
    """Return the names that hold, and why the others do not, both by number; no two themes bear one name."""
    faults: dict[int, str] = {}
    names: dict[int, str] = {}
    for theme in shown:
        name = found.get(theme.number, "")
        fault = name_fault(name, theme.terms, theme.titles)
        if fault is None:
            names[theme.number] = name
        else:
            faults[theme.number] = fault
    while True:
        taken = {theme.name.casefold() for theme in shown if theme.number not in names}
        double = []
        for number, name in sorted(names.items()):
            if name.casefold() in taken:
                double.append(number)
            taken.add(name.casefold())
        if not double:
            return names, faults
        for number in double:
            del names[number]
            faults[number] = "the model gave the name of another"
