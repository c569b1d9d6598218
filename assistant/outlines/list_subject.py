"""What the papers of a list shall have in common, read from the question's words.

"Which papers release a dataset of dialogues (written or spoken)?"
→ what they give: a dataset; of what: "dialogues"; in detail: "written", "spoken"
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.filters.years import NUMBERS
from assistant.outlines.bounds import Bound, find_bound
from assistant.outlines.language_families import is_language
from assistant.outlines.study_designs import StudyDesign, design_asked
from assistant.question.asking_for_papers import TITLES, asking_for_papers

Contribution = Literal[
    "dataset", "benchmark", "model", "released model", "code", "survey", "tool", "metric", "submission"
]
"""What a paper gives its readers. A benchmark may be a dataset, and the other way round; see contributions.py."""

Order = Literal["newest", "oldest"]
Strictness = Literal["mention", "any", "central"]
"""`mention`: a word in passing is enough. `central`: the paper has to be about it. `any`: not said."""

PAPERS = (
    r"(?:(?:papers?|stud(?:y|ies)|articles?|publications?|abstracts?|works)\b"
    r"|(?:survey|review|overview)s?\s+(?:papers?|articles?)\b)"
)
ASKING = re.compile(
    r"\b(?:(?:can|could|would)\s+you\s+)?(?:please\s+)?(?:tell\s+me|show\s+me|find\s+me|give\s+me|list|name|find"
    r"|show|recommend|suggest"
    r"|count|enumerate)\b(?=.*\b(?:papers?|studies|works|articles|publications|surveys|all|every|everything)\b)",
    re.IGNORECASE,
)
OWN_WORK = (
    r"(?:(?:ph\.?d\.?|doctoral|(?:master|bachelor)(?:['’]?s)?|m\.?sc\.?|b\.?sc\.?|(?:under)?graduate|final|term|research|conference|next|new)\s+)*"
    r"(?:thesis|dissertation|project|talk|paper|article|survey|essay|report|presentation|lecture|seminar|class|course|proposal)\b"
)
"""What somebody reads papers for."""

FRAMES = re.compile(
    r"\b(?:(?:i|we)\s+(?:have|need|want)\s+to\s+(?:write|give|prepare)|(?:i['’]?m|i\s+am|we\s+are|we['’]?re)\s+(?:compiling|writing|collecting|gathering|preparing|looking\s+for"
    r"|after|interested\s+in|reading|surveying|working\s+on))"
    r"(?:\s+(?:up|the|a|an|some|my|our))*(?:\s+(?:related\s+work|related-work|literature\s+review|background"
    rf"|section|list|reading\s+list|bibliography|papers?|works?|{OWN_WORK}))*"
    r"(?:\s+(?:section|list|chapter))?(?:\s+(?:on|about|for|of))?\b"
    r"|(?:\b(?:which|what)\s+(?:papers?|works?|ones?|studies)?\s*)?\b(?:should|could|can|must|do)\s+(?:i|we)\s+(?:cite"
    r"|read|include|look\s+at|mention)\b"
    rf"|(?:\b(?:useful|helpful|relevant)\s+)?\b(?:for|in|to|about)\s+(?:(?:my|our)\s+{OWN_WORK}|an?\s+{OWN_WORK}(?=\s+(?:on|about)\b))"
    r"(?:\s+(?:on|about))?\b"
    r"|\bi\s+mean\s+(?:where|those|papers|the\s+ones)?\b"
    r"|\b(?:all|every)\s+(?:of\s+)?(?:the\s+|these\s+|those\s+)?papers?,?\s+please\b|\bplease\b"
    r"|\band\s+which\b(?=\W*$)",
    re.IGNORECASE,
)
NUMBER = r"(?:\d[\d,]*|one|two|three|four|five|six|seven|eight|nine|ten|dozen|few|several)"
COUNTING = re.compile(
    r"\b(?:(?:in\s+)?(?:how\s+many|what\s+number\s+of|the\s+number\s+of|number\s+of|which|what|any|all|every|each|some"
    rf"|other|who|are\s+there|is\s+there)|{NUMBER}(?=\s+{PAPERS}))\b"
    rf"(?:\s+(?:(?:of|the|these|those|our|other|more|any|all|an?|are|is|there|collected|indexed|here|{NUMBER})\b|{PAPERS}))*",
    re.IGNORECASE,
)
NEGATION = re.compile(
    r"\b(?:(?:do|does|did|is|are|was|were|has|have|can)(?:\s+not|n['’]t)|cannot|never|without|lack(?:s|ing)?)\b"
    r"(?!.*\b(?:but|instead)\b)",
    re.IGNORECASE,
)
PLACE = re.compile(
    r"\b(?:(?:in|of|from|among|within)\s+(?:the|this|these|our|my|your)\s+)(?:corpus|collection|library|database"
    r"|papers?|abstracts?|set)\b|\bhere\b"
    r"|\bare\s+there\b|\bis\s+there\b|\bdo\s+(?:we|you|i)\s+(?:have|hold|know(?:\s+of)?)\b",
    re.IGNORECASE,
)
DETAILS = re.compile(
    r"[,;:\s–—-]*(?:\bsuch\s+as\b|\bthat\s+is(?:\s+to\s+say)?\b(?=,)|\bnamely\b|\bincluding\b|\bfor\s+(?:example"
    r"|instance)\b"
    r"|\bwhether\b|\bbe\s+it\b|\beither\b|\blike\b(?=\s+\w+(?:,|\s+(?:or|and)\b))|(?<=\S)\s*:\s|;\s|—|–\s)",
    re.IGNORECASE,
)
WITHOUT = re.compile(
    r"[,;\s]*\b(?:leaving\s+aside|except(?:\s+for)?|excluding|apart\s+from|(?P<others>other\s+than)|but\s+not"
    r"|rather\s+than|(?:but|and)\s+no|without\s+counting|not\s+counting"
    r"|(?:(?:and|but)\s+)?(?:(?:that|which)\s+)?(?:(?:are|is)(?:\s+not|n['’]t)\s+(?:about|on)"
    r"|(?:do|does)(?:\s+not|n['’]t)\s+(?:deal\s+with|treat|cover|mention|concern|address|discuss)))\b"
    r"\s*(?P<excluded>[^,;.?]+)",
    re.IGNORECASE,
)
"""`others`: a paper on languages other than English may well treat English, too."""

SO_MANY = re.compile(
    r"^\W*(?:(?:can|could|would)\s+you\s+)?(?:please\s+)?(?:(?:which|what|name|list|find|show|give|recommend|suggest|tell|are"
    r"|me|us|there|any|top|best|the|at\s+least|some)\s+)*"
    rf"(?P<number>\d{{1,3}}|{'|'.join(NUMBERS)})(?:\s+(?!(?:of|in|on|for|that|do|does|are|is|have|has|can|from)\b)[\w-]+){{0,2}}?\s+{PAPERS}",
    re.IGNORECASE,
)
"""A number of papers that is asked for."""

RECENT = re.compile(
    rf"\b(?:most\s+recent|more\s+recent|recent|latest|newest)\s+(?=(?:[\w-]+\s+){{0,3}}?{PAPERS})", re.IGNORECASE
)
OLDEST = re.compile(rf"\b(?:oldest|earliest)\s+(?=(?:[\w-]+\s+){{0,3}}?{PAPERS})", re.IGNORECASE)
JOINED = re.compile(r"\w\s+and\s+(?!(?:\w+\s+)?(?:papers|those|ones|others)\b)\w", re.IGNORECASE)
APART = re.compile(
    r",|;|/|\bor\b|\bplus\b|\btogether\b|\band\s+(?:also\s+)?(?:on|about|with|for|papers|those|to|in)\b", re.IGNORECASE
)
"""Signs that what stands side by side need not be in one paper."""

BOTH = re.compile(
    r"\bboth\b(?=.*\band\b)|\bas\s+well\s+as\b|\bbetween\b(?=.*\band\b)|\b(?:combin|join|pair|link|fus|integrat)\w*\b(?=.*\b(?:and|with)\b)",
    re.IGNORECASE,
)
COMBINED_WITH = re.compile(r"(\b(?:combin|join|pair|link|fus|integrat)\w*\s+[^,.;]*?)\s+with\b", re.IGNORECASE)
_DOES = (
    r"(?:use|employ|apply|leverage|exploit|rely\s+on|adopt|evaluate|test|train|fine-?tune|cover|include|treat|address|target"
    r"|consider|involve|support|deal\s+with|work\s+(?:with|on)|focus\s+on|mention|study|look\s+at)"
)
CONDITION = re.compile(
    rf"(?<=\w)\s+(?:(?:that|which|who|and)\s+(?:also\s+)?{_DOES}"
    r"|(?:and\s+)?(?:using|employing|leveraging|applying|exploiting|based\s+on|relying\s+on|by\s+means\s+of|via|covering|targeting"
    r"|mentioning))\b",
    re.IGNORECASE,
)
"""Opens a second condition: "papers on parsing that use treebanks", "parsing using treebanks"."""

SECOND_VERB = re.compile(
    rf"({PAPERS}\s+(?:on|about|in|dealing\s+with|working\s+on|concerning)\s+[^,.;?]+?)\s+(?={_DOES}\s)", re.IGNORECASE
)
"""The same without "that": "papers on parsing use treebanks"."""

AND = " ␞ "
"""Stands between two conditions while a question is read; no word holds it."""

APPLIED_TO = re.compile(r"(\b(?:apply|applies|applied|applying)\s+[^,.;]+?)\s+to\b", re.IGNORECASE)
SAYS_LITTLE = frozenset(
    ("big", "existing", "large", "new", "other", "own", "recent", "small", "specific", "strong", "various")
)
"""Words that are no condition of their own beside a name: "large CLIP models"."""

LONGEST_BESIDE = 3
"""Words beside a name that are a condition; more are mostly a clause around it."""

CENTRAL = re.compile(
    r"\b(?:main(?:ly)?|central(?:ly)?|cent(?:re|er)|focus(?:es|ed|ing)?|devoted|dedicated|primar(?:y|ily)"
    r"|principal(?:ly)?|chief(?:ly)?|mostly|above\s+all"
    r"|specifically|target(?:ed)?\s+of|essential(?:ly)?|at\s+heart)\b",
    re.IGNORECASE,
)
MENTION = re.compile(
    r"\b(?:mention(?:s|ed|ing)?|bring(?:s)?\s+up|in\s+passing|touch(?:es)?\s+(?:up)?on|refer(?:s|ring)?\s+to"
    r"|speak\s+of|talk\s+(?:about|of)"
    r"|at\s+all|even\s+if\s+only)\b",
    re.IGNORECASE,
)
GIVING = re.compile(
    r"\b(?:re-?leas(?:e|es|ed|ing)|publish(?:es|ed|ing)?|introduc(?:e|es|ed|ing)|present(?:s|ed|ing)?|propos(?:e"
    r"|es|ed|ing)|contribut(?:e|es|ed|ing)"
    r"|provid(?:e|es|ed|ing)|offer(?:s|ed|ing)?|open[- ]?sourc(?:e|es|ed|ing)|buil(?:d|ds|t|ding)|creat(?:e|es|ed"
    r"|ing)|mak(?:e|es|ing)\s+(?:\w+\s+){0,4}available|shar(?:e|es|ed|ing)"
    r"|develop(?:s|ed|ing)?|construct(?:s|ed|ing)?|compil(?:e|es|ed|ing)|collect(?:s|ed|ing)?|curat(?:e|es|ed"
    r"|ing)|describ(?:e|es|ed|ing)|giv(?:e|es|ing)|come\s+with|ship|design(?:s|ed)?"
    r"|train(?:s|ed)?\s+(?:an?|their|new)|new|made\s+available)\b",
    re.IGNORECASE,
)
GIFTS: tuple[tuple[Contribution, re.Pattern[str]], ...] = (
    (
        "survey",
        re.compile(
            r"\b(?:surveys?|literature\s+reviews?|systematic\s+reviews?|reviews?\s+(?:papers?"
            r"|articles?)|overviews?)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "submission",
        re.compile(
            r"\bshared[- ]tasks?(?:\s+(?:submissions?|systems?|participations?|entr(?:y|ies)))?\b",
            re.IGNORECASE,
        ),
    ),
    (
        "benchmark",
        re.compile(
            r"\b(?:benchmarks?|test\s+suites?|leaderboards?|(?:evaluation|test)\s+(?:datasets?"
            r"|sets?))(?:\s+datasets?)?\b",
            re.IGNORECASE,
        ),
    ),
    (
        "dataset",
        re.compile(
            r"\b(?:data\s?sets?|corp(?:us|ora)|treebanks?|(?:training\s+)?data(?=\W*$|\s+(?:for|of|in"
            r"|made)\b)|resources?)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "code",
        re.compile(
            r"\b(?:source\s+code|code(?:base)?|implementations?)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "tool",
        re.compile(
            r"\b(?:tools?|toolkits?|software(?:\s+packages?)?|packages?|librar(?:y|ies))\b",
            re.IGNORECASE,
        ),
    ),
    (
        "metric",
        re.compile(
            r"\b(?:evaluation\s+)?(?:metrics?|measures?)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "model",
        re.compile(
            r"\b(?:(?:pre-?trained|new|large|open|their|language)\s+)*(?:models?|llms?|lms?"
            r"|checkpoints?|weights)\b",
            re.IGNORECASE,
        ),
    ),
)
RELEASING = re.compile(
    r"\b(?:re-?leas\w+|publish\w*|open[- ]?sourc\w+|shar(?:e|es|ed)|available|give\s+away)\b", re.IGNORECASE
)
FIRM_GIFTS = ("survey", "submission")
"""These need no verb of giving: "surveys on parsing" are asked for as such."""

AND_OR = re.compile(
    r"\s*(?:,\s*(?:and|or)\b|,|/(?=\s?\w)|\bor\b|\band\b|\band/or\b|\bas\s+well\s+as\b|\bplus\b)\s*", re.IGNORECASE
)

OR = re.compile(r"\w\s*(?:,\s*)?(?:\b(?:and/)?or\b|/)\s*\w", re.IGNORECASE)
USE = re.compile(
    rf"(?:\b(?:that|which|who|and)|{PAPERS})\s+(?:also\s+)?"
    r"(?:use|employ|apply|leverage|exploit|utili[sz]e|rely\s+on|make\s+use\s+of)\s|\w\s+(?:using|employing|leveraging)\s",
    re.IGNORECASE,
)
NOUN_ENDING = re.compile(r"(?:s|ity|[st]ion|ment|ness|ing|ism|ogy|phy|try)$")
"""Tells a noun from an adjective that shares the noun of the next phrase."""

_EDGE_WORDS = """
    alternative alternatives author authors
    a about adapt adapts address addresses addressing affect all also an analyse analysed analyses analyze analyzes
    accepted appear appeared
    and any anything apply are area areas as ask aspect aspects at automatically available based be been both bring
    build but by can center central centre chiefly combine compare compared concern concerned concerning concerns
    consider contain contribute cover covered covering covers deal dealing deals describe detect detecting detects
    develop devote devoted discuss discusses do does doing employ etc evaluate evaluated evaluates evaluation even
    everything examine example examples explicitly explore explores feature field find fine-tune fine-tuned
    fine-tunes finetune finetunes focus focused focuses focusing for from give handle handles has have having help
    here how if in in-depth include included includes including interest interested into introduce introduces
    investigate investigates involve involves is issue issues it its itself just kind kinds learn learns leave look
    looking looks made main mainly make makes mean mention mentions more mostly of on one only onto or other others
    our out over paper papers part passing perform present presents primarily problem problems propose provide
    provides publish published put puts release released rely report reports sake score scores share show side so
    solve some
    somehow something sort sorts specific specifically studied studies study studying subject subjects such support
    supports tackle tackles talk target targets task test tested that the their theirs them theme themes then there
    these they this those through to topic topics touch towards train trained trains treat treats try two
    type types up upon use used uses using utilise utilize via was way ways were when where whether which while who
    whose why will with within without work worked working works would
"""
EDGE_WORDS = frozenset(_EDGE_WORDS.split())
"""Words that say nothing of a subject at the edges of a phrase."""

_GENERIC_NOUNS = """
    algorithm algorithms application applications approach approaches architecture architectures benchmark
    benchmarks corpora corpus data dataset datasets domain domains experiments framework frameworks language
    languages llm llms method methods model models module modules objective objectives paper papers problem problems
    research score scores setup setups strategies strategy studies study system systems task tasks technique
    techniques thing things work works
"""
GENERIC_NOUNS = frozenset(_GENERIC_NOUNS.split())
"""Nouns that add little to a phrase which has others."""

GENERAL_TOPIC = re.compile(
    r"\b(?:on|about|concern\w*|discuss\w*|address\w*|stud(?:y|ies|ying)|deal(?:s|ing)?\s+with|use|using|improv\w+|cover)\s+"
    r"(?P<noun>evaluation|training|algorithms?|applications?|architectures?|benchmarks?|datasets?|data|domains?|experiments?"
    r"|frameworks?|languages?|models?|objectives?|scores?|testing)$",
    re.IGNORECASE,
)
"""A subject as general as can be: it says little beside another one, but is one where it stands alone."""

WORD = re.compile(r"[^\W_](?:[\w'’.+&-]*[\w+])?")
KIND_OF = re.compile(r"(?<=\w)-(?:like|based|style|type|related|oriented)\b", re.IGNORECASE)
RELATED_TO = re.compile(
    r"\b(?:(?:closely|directly)\s+)?(?:relat(?:e|es|ed|ing)|relevant|pertain(?:s|ing)?|connected|dedicated)\s+to\b",
    re.IGNORECASE,
)
ABBREVIATIONS = ((re.compile(r"\bi\.\s?e\.,?", re.I), "namely"), (re.compile(r"\be\.\s?g\.,?", re.I), "such as"))
PURPOSE = re.compile(
    r"\s+(?:as|among|in\s+order|at\s+the)\b.*$"
    r"|(?<!\btext)(?<!\bspeech)(?<!\bsequence)(?<!\bimage)(?<!\baudio)(?<!\bend)(?<!\bgraph)(?<!\btable)\s+to\s+\w.*$",
    re.IGNORECASE,
)
"""What a phrase is said to serve: "adapters to adapt a model"."""

NAME_WORD = re.compile(r"(?=\w*[^\W\d_])(?:[A-Z][\w'’.+-]*|\w[\w'’.+-]*[A-Z0-9][\w'’.+-]*)")
VERSION = re.compile(r"v?\d[\d.]*")
"""A number behind a name belongs to it."""

ACRONYM = re.compile(r"[A-Z]{2,6}s?")
UNKNOWN_YEAR = 9999


@dataclass(frozen=True, slots=True)
class ListSubject:
    """What qualifies a paper: it gives one of the `contributions`, if any, and is about one of the `phrases`, if any.

    `details` are what the question adds in explanation: examples, parentheses. `excluded` shall not be what it is
    about. `names` are those phrases that are written as names. `text` is the subject in words.
    `joint_parts` are subjects of which a paper has to fit each; where there are none, one phrase and one contribution
    will do. `alternatives` are those phrases that an "or" sets apart and that are subjects by themselves. `is_use`: the
    papers shall use it, so that doing without it is none. `bound` is what a number in the paper has to keep to,
    `design` that of the study it reports. `is_negated`: the question asks for papers that are not so. `n_wanted` is how
    many it asks for, `order` which come first; `wants_titles` says that it asks for titles alone.
    """

    text: str
    phrases: tuple[str, ...]
    details: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    strictness: Strictness = "any"
    is_negated: bool = False
    joint_parts: "tuple[ListSubject, ...]" = ()
    bound: Bound | None = None
    n_wanted: int | None = None
    order: Order | None = None
    wants_titles: bool = False
    alternatives: tuple[str, ...] = ()
    is_use: bool = False
    design: StudyDesign | None = None

    def place_of(self, year: int | None) -> int:
        """Return what papers sort by where new or old ones are asked for: those of no known year come last."""
        if self.order is None or year is None:
            return UNKNOWN_YEAR
        return -year if self.order == "newest" else year

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing that a paper could fail."""
        return not (self.phrases or self.contributions or self.bound or self.design)

    @property
    def has_several_parts(self) -> bool:
        """Whether a paper may fit, or has to fit, more than one thing."""
        return len(self.phrases) + (self.bound is not None) > 1 or len(self.contributions) > 1


def list_subject(text: str) -> ListSubject:
    """Return the subject of a question that asks for papers.

    >>> list_subject("Which papers work on Thai?").names
    ('Thai',)
    >>> subject = list_subject("How many papers release a dataset of dialogues?")
    >>> subject.contributions, subject.phrases
    (('dataset',), ('dialogues',))
    >>> list_subject("Which papers mention code-switching or code-mixing?").phrases
    ('code-switching', 'code-mixing')
    """
    for pattern, written_out in ABBREVIATIONS:
        text = pattern.sub(written_out, text)
    text = RELATED_TO.sub("about", KIND_OF.sub("", text))
    wants_titles = TITLES.search(text) is not None
    design = design_asked(text)[0]
    text = asking_for_papers(text)
    so_many = SO_MANY.match(text)
    order: Order | None = "newest" if RECENT.search(text) else "oldest" if OLDEST.search(text) else None
    text = OLDEST.sub("", RECENT.sub("", text))
    left_out = [_phrases(found["excluded"]) for found in WITHOUT.finditer(text) if not found["others"]]
    excluded = tuple(phrase for phrases in left_out for phrase in phrases)
    text = WITHOUT.sub(" ", text)
    strictness: Strictness = "mention" if MENTION.search(text) else "central" if CENTRAL.search(text) else "any"
    rest = CONDITION.sub(AND, SECOND_VERB.sub(r"\1 that ", APPLIED_TO.sub(rf"\1{AND}", text)))
    rest = MENTION.sub(" ", CENTRAL.sub(" ", rest)) if strictness != "any" else rest
    rest = PLACE.sub(" ", FRAMES.sub(" ", rest))
    rest = re.sub(r"\s+(?=[.?!])", "", ASKING.sub(" ", rest))
    bound = find_bound(rest)
    if bound is not None:
        rest = re.sub(rf"({PAPERS})\s+\w+\s+{re.escape(bound.text)}", r"\1 ", rest, flags=re.IGNORECASE)
        rest = rest.replace(bound.text, " ")
    inner = re.findall(r"\(([^()]*)\)", rest)
    rest = re.sub(r"\([^()]*\)", " ", rest)
    head, details = _first_with_substance([part for part in re.split(r"(?<=[\w)])[.?!](?:\s|$)", rest) if part.strip()])
    is_both, has_or = BOTH.search(head) is not None, OR.search(head) is not None
    head = COMBINED_WITH.sub(r"\1 and", head)
    asks_joint = JOINED.search(head) is not None and APART.search(head) is None
    contributions, head = _contributions(head)
    groups = [own for part in COUNTING.sub(" ", head).split(AND) if (own := _phrases(part))]
    if not groups and details and not contributions:
        groups, details = [_phrases(details[0])], details[1:]
    if not groups and not contributions and bound is None and (topic := GENERAL_TOPIC.search(head.strip(" ?.!"))):
        groups = [(topic["noun"],)]
    detail_phrases = tuple(phrase for part in (*details, *inner) for phrase in _phrases(COUNTING.sub(" ", part)))
    opening = WORD.search(text)
    groups = [part for group in groups for part in _with_names_apart(group, opening)]
    if len(groups) == 1 and (is_both or (asks_joint and _are_two_subjects(groups[0], opening))):
        groups = [(phrase,) for phrase in groups[0]]
    phrases = tuple(dict.fromkeys(phrase for group in groups for phrase in group))
    detail_phrases = tuple(dict.fromkeys(_name_in(phrase, opening) or phrase for phrase in detail_phrases))
    gives_all = is_both and len(phrases) < 2 and len(contributions) > 1
    subject = ListSubject(
        _in_words(groups, contributions, gives_all, bound, design),
        phrases,
        tuple(phrase for phrase in detail_phrases if phrase not in phrases),
        excluded,
        tuple(phrase for phrase in (*phrases, *detail_phrases) if _name_in(phrase, opening) == phrase),
        contributions,
        strictness,
        bound=bound,
        n_wanted=int(NUMBERS.get(so_many["number"].lower(), 0) or so_many["number"]) if so_many else None,
        order=order,
        wants_titles=wants_titles,
        alternatives=_alternatives(phrases, opening) if has_or else (),
        is_use=USE.search(text) is not None,
        design=design,
    )
    parts: tuple[ListSubject, ...] = ()
    if len(groups) > 1:
        parts = tuple(
            replace(subject, phrases=group, alternatives=_alternatives(group, opening) if has_or else ())
            for group in groups
        )
    elif gives_all:
        parts = tuple(replace(subject, contributions=(kind,)) for kind in contributions)
    is_negated = NEGATION.search(text) is not None or (bool(excluded) and subject.is_empty) or not all(left_out)
    return replace(subject, joint_parts=parts, is_negated=is_negated)


def _with_names_apart(group: tuple[str, ...], opening: re.Match[str] | None) -> list[tuple[str, ...]]:
    """Return alternatives, phrases that hold a name as that name; of a single one also what stands beside its name.

    "sentiment analysis in Thai" is on sentiment analysis and on Thai.
    """
    names = {phrase: name for phrase in group if (name := _name_in(phrase, opening)) is not None}
    if len(group) == 1 and names:
        [(phrase, name)] = names.items()
        named = re.compile(rf"{re.escape(name)}(?:\s+(?:{'|'.join(sorted(GENERIC_NOUNS))})\b)?", re.IGNORECASE)
        beside = [word for word in WORD.findall(named.sub(" ", phrase)) if word.casefold() not in SAYS_LITTLE]
        other = _trimmed(" ".join(beside))
        return [(name,), (other,)] if other and len(other.split()) <= LONGEST_BESIDE else [(name,)]
    return [tuple(dict.fromkeys(names.get(phrase, phrase) for phrase in group))]


def _alternatives(phrases: tuple[str, ...], opening: re.Match[str] | None) -> tuple[str, ...]:
    """Return the phrases that are subjects by themselves.

    None is a single word before several, unless it is a name or plainly a noun: in "social or cultural bias" it shares
    what follows.
    """
    if len(phrases) < 2:
        return ()
    are_alike = len(phrases[-1].split()) == 1
    return tuple(
        phrase
        for phrase in phrases
        if are_alike or " " in phrase or NOUN_ENDING.search(phrase) or _name_in(phrase, opening) == phrase
    )


def _are_two_subjects(phrases: tuple[str, ...], opening: re.Match[str] | None) -> bool:
    """Say whether two phrases are subjects that one paper can join: no two names, as of languages, and no variants.

    Two single words are mostly parts of one subject, as in "images and text": papers hold one or the other.
    """
    if len(phrases) != 2 or all(_name_in(phrase, opening) == phrase for phrase in phrases):
        return False
    if not any(" " in phrase for phrase in phrases):
        return False
    first, second = (set(phrase.casefold().split()) for phrase in phrases)
    return first.isdisjoint(second)


def _first_with_substance(sentences: list[str]) -> tuple[str, list[str]]:
    """Return the head of the first sentence that has a subject, and what explains it, other sentences included."""
    parts: list[list[str]] = [_head_and_details(sentence) for sentence in sentences]
    for position, own in enumerate(parts):
        if _phrases(COUNTING.sub(" ", own[0])) or _contributions(own[0])[0]:
            others = [part for other in parts[position + 1 :] for part in other]
            return own[0], own[1:] + others
    return " ".join(sentences), []


def _head_and_details(sentence: str) -> list[str]:
    head, *details = (part for part in DETAILS.split(sentence) if part is not None)
    return [head, *details]


def _contributions(head: str) -> tuple[tuple[Contribution, ...], str]:
    """Return what a paper shall give, "a dataset or benchmark" being two, and the words without it."""
    giving = GIVING.search(head)
    kinds: list[Contribution] = []
    for kind, pattern in GIFTS:
        found = pattern.search(head, giving.start() if giving else 0)
        if found is None or (giving is None and kind not in FIRM_GIFTS):
            continue
        if kind not in FIRM_GIFTS and _is_only_modifier(head, found.end()):
            continue
        if kinds and not re.search(r"(?:,|\band\b|\bor\b|/)", head):
            continue
        is_release = kind == "model" and giving is not None and RELEASING.search(head) is not None
        kinds.append("released model" if is_release else kind)
        head = f"{head[: found.start()]} {head[found.end() :]}"
    return tuple(kinds), GIVING.sub(" ", head) if kinds else head


def _is_only_modifier(head: str, end: int) -> bool:
    """Say whether the noun that ends there only qualifies another, as "dataset" does in "dataset provenance"."""
    follows = WORD.match(head[end:].lstrip())
    return follows is not None and head[end : end + 1] == " " and follows[0].lower() not in EDGE_WORDS


def _phrases(text: str) -> tuple[str, ...]:
    """Return the phrases of a text that commas and conjunctions set side by side, without what says nothing."""
    parts = [part.strip(" ?.!") for part in AND_OR.split(text)]
    trimmed = [_trimmed(part) for part in parts]
    pieces = [piece for piece in trimmed if piece]
    if len(parts) == 2 and len(pieces) == 1 and re.search(r"\band\b", text) and " " not in pieces[0]:
        other = parts[1 - trimmed.index(pieces[0])].split()
        if len(other) == 1 and other[0].casefold() in GENERIC_NOUNS and not pieces[0][:1].isupper():
            return (" and ".join(piece or other[0] for piece in trimmed),)
    shared = _shared_noun(pieces)
    return tuple(dict.fromkeys(_with_shared_noun(pieces, shared)))


def _trimmed(part: str) -> str:
    """Return a phrase without its purpose and the words at its edges that say nothing; "" where nothing is left."""
    words = WORD.findall(part)
    while words and words[0].casefold() in EDGE_WORDS:
        words.pop(0)
    words = WORD.findall(PURPOSE.sub("", " ".join(words)))
    while words and words[-1].casefold() in EDGE_WORDS:
        words.pop()
    if all(word.casefold() in GENERIC_NOUNS or word.casefold() in EDGE_WORDS for word in words):
        return "LLM" if any(word.casefold() in ("llm", "llms") for word in words) else ""
    return " ".join(words)


def _shared_noun(pieces: list[str]) -> str | None:
    """Return the last word that a verb or adjective in front shares: "sentence or document embeddings"."""
    if len(pieces) != 2 or " " in pieces[0] or len(pieces[1].split()) != 2 or pieces[0][:1].isupper():
        return None
    first, (second, noun) = pieces[0], pieces[1].split()
    alike = first.endswith("ing") == second.endswith("ing") and first[-1] != "s" and second not in GENERIC_NOUNS
    return noun if alike and (first.endswith("ing") or not noun.endswith("ing")) else None


def _with_shared_noun(pieces: list[str], noun: str | None) -> Iterator[str]:
    for position, piece in enumerate(pieces):
        yield f"{piece} {noun}" if noun and position == 0 else piece


def _name_in(phrase: str, opening: re.Match[str] | None) -> str | None:
    """Return the name that a phrase is or holds, None where it has none. A capital that opens the question is none.

    An acronym makes a name only where it stands alone: "open IE" is a phrase. Languages are names however written.
    """
    words = phrase.split()
    bare = re.sub(r"\s+languages?$", "", phrase, flags=re.IGNORECASE)
    if phrase.islower() and is_language(bare):
        return bare.title()
    is_named = [
        NAME_WORD.fullmatch(word) is not None
        and (opening is None or word != opening[0] or NAME_WORD.fullmatch(word[1:]) is not None)
        for word in words
    ]
    for place in range(1, len(words)):
        is_named[place] = is_named[place] or (is_named[place - 1] and VERSION.fullmatch(words[place]) is not None)
    if not any(is_named):
        return None
    if all(named or word.casefold() in GENERIC_NOUNS for named, word in zip(is_named, words, strict=True)):
        words = [word for named, word in zip(is_named, words, strict=True) if named]
        is_named = [True] * len(words)
    first, last = is_named.index(True), len(words) - 1 - is_named[::-1].index(True)
    name = words[first : last + 1]
    if len(words) > 1 and all(ACRONYM.fullmatch(word) for word in name):
        return None
    return " ".join(name)


def _in_words(
    groups: Sequence[tuple[str, ...]],
    contributions: tuple[Contribution, ...],
    gives_all: bool,
    bound: Bound | None,
    design: StudyDesign | None,
) -> str:
    given = (" and " if gives_all else " or ").join(contributions)
    about = " and ".join(" or ".join(group) for group in groups)
    words = f"{given} ({about})" if given and about else given or about
    return ", ".join(filter(None, (design, words, bound.text if bound else "")))
