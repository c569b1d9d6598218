"""Whether a question is in another language than the abstract it is held against."""

import re

from assistant.verification.words import LANGUAGE_MARKS, language_of, script_of, split_words, words_of
from retrieval.names import apart

ASKING_WORDS: dict[str, frozenset[str]] = {
    "en": words_of("what which who whose how many much does did do where when why can tell about has have"),
    "de": words_of(
        "was wie wer wo wann warum wieviel wieviele viele welche welcher welches welchem welchen womit wofür worum gibt"
        " haben kann deckt über"
    ),
    "fr": words_of("combien quel quelle quels quelles qui quoi où quand pourquoi comment est-ce qu'est c'est"),
    "es": words_of("qué cuánto cuánta cuántos cuántas cuantos cuantas cuál cuáles quién quiénes dónde cuándo cómo"),
    "pt": words_of("quantos quantas quanto qual quais quem onde quando como"),
    "it": words_of("quanti quante quanto quale quali chi cosa dove quando perché cos'è"),
    "nl": words_of("hoeveel welke wat wie waar wanneer waarom"),
    "pl": words_of("ile jaki jaka jakie które który kto co gdzie kiedy dlaczego jest"),
    "tr": words_of("kaç nedir hangi kim nerede neden nasıl"),
    "sv": words_of("vad vilka vilken vilket hur många vem var när varför"),
    "cs": words_of("kolik jaký jaká jaké který kdo kde kdy proč"),
    "ro": words_of("câte câți care cine unde când"),
    "id": words_of("berapa apa siapa mana kapan mengapa bagaimana"),
    "vi": words_of("bao nhiêu gì ai đâu khi nào"),
    "sw": words_of("ngapi nini nani wapi lini"),
}
"""Words that questions are asked with: too short as they are, their function words alone tell little."""

CAPITALISED = re.compile(r"\b\w*[A-Z]\w*")
"""A name may be longer than the question around it, and in another script."""


def is_in_another_language(question: str, text: str) -> bool:
    """Say whether a question is likely in another language than a text, whatever script the names in it have.

    >>> is_in_another_language("Was ist Lantern?", "We present the treebank Lantern, and it is of use to parsers.")
    True
    >>> is_in_another_language("What is Lantern?", "We present the treebank Lantern, and it is of use to parsers.")
    False
    >>> is_in_another_language("42?", "We present the treebank Lantern, and it is of use to parsers.")
    False
    """
    scripts = script_of(CAPITALISED.sub(" ", apart(question))) or script_of(question), script_of(text)
    if all(scripts) and scripts[0] != scripts[1]:
        return True
    return _language_of_question(question) != language_of(text)


def _language_of_question(question: str) -> str:
    """Return the language that most words of a question are marks of; English where no other one has more."""
    if script_of(question) not in ("LATIN", ""):
        return language_of(question)
    words = [word.lower for word in split_words(question)]
    counts = {
        code: sum(word in marks or word in ASKING_WORDS[code] for word in words)
        for code, marks in LANGUAGE_MARKS.items()
    }
    best = max(counts, key=lambda code: counts[code])
    asks = any(word in ASKING_WORDS[best] for word in words)
    return best if asks and counts[best] > counts["en"] else "en"
