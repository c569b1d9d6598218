"""Which papers are surveys: those whose title or abstract says so of the paper itself."""

import re

KIND = r"(?:survey|review|overview|meta-?analysis|systematic\s+(?:mapping|literature\s+(?:mapping|study)))"
ADJECTIVES = r"(?:[\w-]+\s+){0,4}?"
OTHER_REVIEWS = (
    r"(?<!\bpeer\s)(?<!\bproduct\s)(?<!\bmovie\s)(?<!\bfilm\s)(?<!\bbook\s)(?<!\bhotel\s)(?<!\brestaurant\s)"
    r"(?<!\bcustomer\s)(?<!\buser\s)(?<!\bonline\s)(?<!\bapp\s)(?<!\bcode\s)(?<!\bdrug\s)(?<!\bstudent\s)"
    r"(?<!\bsocial\s)(?<!\bhousehold\s)(?<!\bopinion\s)(?<!\bgeological\s)(?<!\bnational\s)(?<!\bpaper\s)(?<!\ba\s)(?<!\bthe\s)"
)
NOT_DATA = (
    r"(?!\s+(?:data|responses?|respondents?|questions?|questionnaires?|participants?|answers?|items?|results|scores?"
    r"|generation|summari[sz]ation|classification|comments?|texts?|helpfulness|spam|rating|process|sites?|sentences?)\b)"
)

TITLE = re.compile(
    # "Parsing: A Brief Survey", "A Systematic Review of Parsing", "Parsing for Rivers (Survey)"
    rf"[:–—(?.]\s*(?:an?\s+|the\s+)?{ADJECTIVES}{KIND}\b{NOT_DATA}"
    rf"|^(?:an?\s+|the\s+)(?:(?!shared\b)[\w-]+\s+){{0,5}}?{KIND}\s+(?:of|on|for|and|in|about|from|with|across|towards?)\b"
    rf"|^(?:survey|review|overview)\s+(?:of|on|about)\b"
    rf"|^(?:surveying|reviewing)\s"
    rf"|\bsystematic\s+(?:[\w-]+\s+){{0,3}}surveys\b"
    rf"|\b(?:literature|systematic|scoping|critical|comprehensive|state-of-the-art)\s+(?:literature\s+)?(?:review|survey)\b"
    rf"{NOT_DATA}"
    rf"|{OTHER_REVIEWS}\b(?:survey|review)$",
    re.IGNORECASE,
)
SHARED_TASK = re.compile(
    r"\boverview\b.*\b(?:shared|tasks?|track|lab|challenge|workshop|campaign|competition)\b"
    r"|\b(?:shared|tasks?|track|lab|challenge|workshop|campaign|competition)\b.*\boverview\b",
    re.IGNORECASE,
)
"""An overview of a shared task reports what its participants did."""

PAPER = r"(?:paper|article|work|study|manuscript|chapter|report)"
PRAISE = (
    r"(?:comprehensive|systematic|thorough|brief|short|broad|extensive|in-depth|critical|structured|first|literature"
    r"|scoping|recent|detailed|complete|up-to-date|technical|narrative|tutorial|timely|and)"
)
PEOPLE = r"(?:people|users?|participants|students|respondents|speakers|adults|annotators|teachers|experts)"
ABSTRACT = re.compile(
    rf"\b(?:this|our|the\s+present)\s+(?:{PRAISE}\s+){{0,3}}(?:survey|review)(?:\s+{PAPER})?"
    rf"(?=\s+(?:of|on|explores?|covers?|examines?|discusses|provides|presents|aims|summari[sz]es|investigates|focuses"
    rf"|offers|identifies|analy[sz]es|categori[sz]es|delves)\b|,)"
    rf"(?!\s+(?:of|on)\s+(?:(?:over|about|more\s+than|nearly)\s+)?[\d,]+\s+(?:[\w-]+\s+){{0,2}}?{PEOPLE})"
    rf"|\bconduct(?:s|ed|ing)?\s+an?\s+(?:{PRAISE}\s+){{0,3}}(?:literature|systematic)\s+(?:survey|review)\b"
    rf"|\bthis\s+{PAPER}\s+(?:[\w-]+ly\s+)?(?:surveys|reviews)\s"
    rf"|\b(?:this\s+{PAPER}|we)\s+(?:is|provides?|presents?|gives?|offers?|conducts?|constitutes)\s+"
    rf"(?:an?\s+|the\s+)?(?:{PRAISE}\s+){{0,4}}(?:survey|review|literature\s+survey)\s+of\b"
    rf"(?!\s+(?:(?:over|about|more\s+than|nearly)\s+)?[\d,]+\s+(?:[\w-]+\s+){{0,2}}?{PEOPLE})",
    re.IGNORECASE,
)
TITLE_MENTION = re.compile(r"survey|review|overview|analysis|systematic", re.IGNORECASE)
MENTION = re.compile(r"survey|review", re.IGNORECASE)
"""Most texts mention none of it, which is quickly seen."""


def is_survey(title: str, abstract: str) -> bool:
    """Say whether a paper presents itself as a survey, review or overview of other work.

    Its title does so as a kind of paper ("Parsing Rivers: A Survey"), or its abstract of the paper itself ("this survey
    covers", "this paper reviews"). A survey among people, reviews as data, and the overview of a shared task are
    none.

    >>> is_survey("Parsing: A Brief Survey", ""), is_survey("Predicting Survey Responses", "")
    (True, False)
    """
    title = " ".join(title.split())
    if SHARED_TASK.search(title):
        return False
    if TITLE_MENTION.search(title) is not None and TITLE.search(title) is not None:
        return True
    return MENTION.search(abstract) is not None and ABSTRACT.search(abstract) is not None
