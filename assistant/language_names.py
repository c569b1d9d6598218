# ruff: noqa: SIM905  # a list of words reads best as text
"""Names of languages in running text, from the names that language_data keeps (CLDR, ISO 639)."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from language_data.names import data_filename, get_trie_value, load_trie, normalize_name
from language_data.population_data import LANGUAGE_SPEAKING_POPULATION

LEAST_SPEAKERS = 5_000
"""Names of languages that fewer people speak are mostly other words: Even, Are, Mono."""
NAMES = load_trie(data_filename("trie/en/name_to_language.marisa"))
"""Codes by English name."""
WRITTEN = frozenset({"Mandarin", "Sanskrit", "Pali"})
"""Languages that are much written about, whose speakers are not counted."""
CAPITALISED = re.compile(
    r"(?<![\w/-])(?:(?:Traditional|Simplified|Classical|Old|Modern|Scottish|Haitian|Egyptian|Swiss) )?"
    r"[A-ZÀ-Þ][a-zà-ÿ'’ʼ]{2,}(?![\w@/])"
)
NOT_A_LANGUAGE = re.compile(
    r"-(?:centric|dominated|based|style|only|speaking)\b|['’]s\b|\s+(?:America|script|alphabet|letters|characters|hypercube|square|Academy|Restaurant|University|food|cuisine|government|citizens)\b"
)
WORDS_BEFORE = re.compile(r"(?:non-|beyond |beyond the |than |non )$", re.IGNORECASE)
OTHER_MEANINGS = frozenset(
    """
    Ali Ama Ana Are Ari Ata Bassa Bata Batak Bena Bench Bond Bora Bring Buli Can Car Che Cia Creole Cup Dan Day
    Deg Dela Dem Den Dia Dido Dime Din Ede Eve Even Fam For From Fur Gal Gap Gay Gen Grebo Gun Hai Ham Han Her Him
    Hit Home Hun Hunde Idi Ido Ika Ili Ipo Ito Kan Kara Ket Kim Kok Kola Koma Kota Kuo Label Lama Latin Lau Lele
    Lisa Lola Long Luna Maba Male Mam Mama Man Manda Mandarins Mango Map Mari Mina Mira Moi Mono Moore Mor More
    Mum Muna Musi Nam Nama Nan Nara Nene Nias Noon Nuer Nyaya One Pal Para Pare Pero Pidgin Poke Pom Pop Puma Rama
    Rao Ron Sake Sam Samba San Sari Sassi Score Seed Sen Sere Seri Set Sha Shi Sim Sio Sira Siri Solo Some Song
    Soo Suba Sui Tai Tama Tat Ten The Tip Tiv Ton Tonga Toro Toto Tun Two Una Uni Usa Valle Waja Wala Wan War Was
    Yang Yao Yoke Yong Zaza Zero Zia Zou
    """.split()
)
"""Names that in research papers mostly mean something else."""


class LanguageNames:
    """Looks every capitalised word up once."""

    def __init__(self) -> None:
        self._known: dict[str, str | None] = {}

    def places(self, texts: Sequence[str]) -> Mapping[str, int]:
        """Return the languages that texts name, with the place of the first text that does.

        >>> dict(LanguageNames().places(["On Thai", "We study Thai, Odia and non-English data."]))
        {'Thai': 0, 'Odia': 1}
        """
        found: dict[str, int] = {}
        for place, text in enumerate(texts):
            for match in CAPITALISED.finditer(text):
                language = self.language(match[0])
                if language is None or language in found or NOT_A_LANGUAGE.match(text, match.end()):
                    continue
                if WORDS_BEFORE.search(text[max(0, match.start() - 12) : match.start()]):
                    continue
                found[language] = place
        return found

    def language(self, name: str) -> str | None:
        """Return the language that a word names, as it is called there; None where it names none."""
        if name not in self._known:
            self._known[name] = self._looked_up(name)
        return self._known[name]

    @staticmethod
    def _looked_up(name: str) -> str | None:
        if name in OTHER_MEANINGS:
            return None
        # Looked up exactly: `langcodes.find` also takes a longer word that begins as a name, "Moreover" for Moore.
        looked_up = normalize_name(name)
        if looked_up not in NAMES:
            return None
        n_speakers = LANGUAGE_SPEAKING_POPULATION.get(get_trie_value(NAMES, looked_up), 0)
        if name not in WRITTEN and n_speakers < LEAST_SPEAKERS:
            return None
        return name


@lru_cache(maxsize=1_000)
def language_code(name: str) -> str | None:
    """Return the ISO 639 code of a language by its English name in any case; None where the name is unknown.

    >>> language_code("german"), language_code("Elvish")
    ('de', None)
    """
    looked_up = normalize_name(name)
    return get_trie_value(NAMES, looked_up) if looked_up in NAMES else None
