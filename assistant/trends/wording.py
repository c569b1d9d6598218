"""How one asks for trends, in words alone: whether a question does, and of what."""

import re

WORKERS = r"(?:people|researchers|authors|scientists|scholars|everyone|everybody|we|the\s+community)"
FIELD = (
    rf"(?:{WORKERS}|(?:(?:the|this|our|my)\s+)?"
    r"(?:field|area|community|collection|library|corpus|literature|research|papers))"
)
TRENDS = r"(?:trends?|directions|developments|hot\s+topics|hypes?|shifts)"
GOING = r"(?:moving|heading|headed|going|shifting|evolving|developing|changing|progressing|trending)"
GONE = r"(?:moved|headed|gone|shifted|evolved|developed|changed|progressed|grown)"
RISES = (
    r"(?:rising|falling|growing|shrinking|emerging|increasing|decreasing|declining|fading|on\s+the\s+rise|in\s+decline"
    r"|gaining(?:\s+(?:ground|popularity|traction|attention))?|losing\s+(?:ground|popularity|traction|attention)|trending"
    r"|(?:becoming|getting)\s+(?:more|less)\s+(?:popular|common|frequent|important))"
)
INTEREST = (
    r"(?:(?:the\s+)?(?:interest|work|research|attention|activity|(?:number|share)\s+of\s+papers)\s+(?:in|on|to)\s+)?"
)
EACH_YEAR = r"(?:each|every|per|by|a)\s+(?:year|month)"
TOPIC = r"(?P<topic>[^?!]*)"
WHERE = r"(?:what|where|towards?\s+what|(?:in\s+)?(?:what|which)\s+(?:direction|way))"
ENDS = r"(?:\s+(?:towards?|to|into|in|next|lately|recently))*\s*(?:[?!]|$)"
SPAN = r"(?P<span>(?:since|until|between|before|after|over|in\s+the|from|during|lately|recently)\b[^?!]*)?\s*(?:[?!]|$)"
ASK = r"(?:please\s+)?(?:show|tell|give|list|describe|summari[sz]e)\s+(?:me\s+)?(?:(?:an?\s+)?overview\s+of\s+)?"
WHOLE = (
    r"(?:the|this|these|our|my|your)\s+(?:(?:whole|entire|full)\s+)?"
    r"(?:collection|library|corpus|set\s+of\s+papers|papers)"
)
COVERED = r"(?:covered|treated|studied|represented|common|frequent|popular|prominent|discussed|researched)"
SUMMARY = r"(?:(?:give|show|write)\s+(?:me\s+)?)?(?:an?\s+|the\s+)?(?:(?:short|brief)\s+)?(?:overview|summary)"
FRAMES = tuple(
    re.compile(rf"^\s*(?:{pattern})", re.IGNORECASE)
    for pattern in (
        rf"(?:(?:what|which)\s+(?:are|is)\s+|{ASK}|(?:an?\s+)?overview\s+of\s+|what\s+about\s+)?"
        rf"(?:the\s+)?(?:(?:main|major|recent|latest|current|new|key|research)\s+)*{TRENDS}\s*"
        rf"(?:(?:in|of|for|on|around|within)\s+{TOPIC}|(?P<span>(?:since|until|between|before|after|over)\b[^?!]*)"
        rf"|\s*(?:[?!]|$))",
        rf"(?:what|which)\s+(?:(?:main|major|recent|new|current)\s+)*{TRENDS}\s+"
        rf"(?:are\s+there|is\s+there|exist|(?:do|can|did)\s+(?:you|we|i)\s+(?:see|find))\s*"
        rf"(?:(?:in|of|for|on|within)\s+{TOPIC}|(?P<span>(?:since|after)\b[^?!]*)|\s*(?:[?!]|$))",
        rf"what(?:\s+is|['’]s|\s+are|\s+was|\s+has\s+been)?\s+(?:new|hot|novel|trending)\b\s*(?:here|lately|recently)?\s*"
        rf"(?:(?:in|on|about|with|around|for)\s+{TOPIC}|(?P<span>(?:since|after|from|between|before|until)\b[^?!]*)|\s*(?:[?!]|$))",
        rf"what(?:\s+is|['’]s)\s+(?:in\s+(?:here|{WHOLE})|here)\s*(?:[?!.]|$)",
        rf"what\s+(?:is|are)\s+{WHOLE}\s+(?:all\s+)?about\s*(?:[?!.]|$)",
        rf"(?:(?:can|could|would)\s+you\s+)?(?:please\s+)?(?:summari[sz]e|describe|{SUMMARY}\s+of)\s+{WHOLE}\s*(?:[?!.]|$)",
        rf"(?:what|which)\s+(?:is|are)\s+the\s+(?:topics|themes|subjects|areas)\s+(?:of|in|covered\s+(?:in|by))\s+{WHOLE}\s*(?:[?!.]|$)",
        rf"(?:what|which)\s+(?:is|are)\s+the\s+(?:main|major|key|most\s+common)\s+(?:topics?|themes?|subjects?|areas?)"
        rf"(?:\s+(?:here|(?:of|in|covered\s+(?:in|by))\s+(?:{WHOLE}|here)))?\s*(?:[?!.]|$)",
        rf"(?:what|which)\s+(?:topics?|themes?|subjects?|areas?)\s+(?:do(?:es)?\s+(?:{WHOLE}|you)\s+(?:cover|treat|hold|contain|have"
        rf"|deal\s+with)|are\s+(?:there|covered|treated)(?:\s+(?:in|by)\s+{WHOLE})?|are\s+in\s+{WHOLE})\s*(?:[?!.]|$)",
        rf"(?:what|which)\s+(?:topics?|themes?|subjects?|areas?|languages?)\s+(?:do(?:es)?\s+{WHOLE}\s+(?:cover|treat)"
        rf"|(?:are|is)\s+{COVERED}\s+(?:in|by)\s+{WHOLE}|(?:are|is)\s+(?:(?:the\s+)?most\s+(?:often\s+)?{COVERED}"
        rf"|{COVERED}\s+(?:the\s+)?most(?:\s+often)?)(?:\s+(?:here|(?:in|by)\s+{WHOLE}))?)\s*(?:[?!.]|$)",
        rf"{WHERE}\s+(?:is|are)\s+{TOPIC}?\s+{GOING}{ENDS}",
        rf"{WHERE}\s+(?:is|are)\s+{FIELD}\s+{GOING}\s+(?:(?:towards?|to|into)\s+)?(?:in|on|with|for)\s+{TOPIC}",
        rf"(?:is|are)\s+{INTEREST}(?!(?:it|they|there)\b)(?P<topic>[^?!]*?)\s+(?:(?:still|really|now|currently)\s+)?{RISES}{ENDS}",
        rf"(?:is|are)\s+there\s+(?:now\s+)?(?:more|less|fewer)\s+(?:papers|studies|work|research|interest)\s+(?:on|about|in)\s+"
        rf"{TOPIC}?\s+(?:than\s+(?:before|earlier|in\s+the\s+past|ever)|now|nowadays|these\s+days)\s*(?:[?!]|$)",
        rf"how\s+many\s+(?:papers|studies|publications)\s+(?:(?:are|were)\s+(?:there\s+)?|appeared\s+)?(?:on|about)\s+(?P<topic>[^?!]*?)"
        rf"\s+(?:(?:are|were)\s+(?:published|there)\s+|(?:have\s+)?(?:appeared|come\s+out)\s+)?{EACH_YEAR}\s*(?:[?!]|$)",
        rf"{WHERE}\s+(?:has|have)\s+{TOPIC}?\s+(?:{GONE}|been\s+{GOING}){ENDS}",
        rf"how\s+(?:is|are)\s+{TOPIC}?\s+{GOING}\b\s*{SPAN}",
        rf"how\s+(?:has|have|did)\s+{TOPIC}?\s+(?:{GONE}|change|evolve|develop|been\s+{GOING})\b\s*{SPAN}",
        rf"(?:what|which\s+\w+)\s+(?:has|have)\s+changed\b\s*"
        rf"(?:(?:in|for|with)\s+{TOPIC}|(?P<span>since\b[^?!]*)|\s*(?:[?!]|$))",
        rf"(?:what|which\s+(?:topics?|themes?|terms?|tasks?|methods?|subjects?|areas?))\s+(?:is|are)\s+{RISES}\s*"
        rf"(?:(?:in|of|within)\s+{TOPIC}|(?P<span>(?:since|after)\b[^?!]*)|\s*(?:[?!]|$))",
    )
)
"""`topic` is what the trends are of, `span` a time that is named without one."""
WHOLE_FIELD = re.compile(rf"^\s*{FIELD}(?=\s*$|\s+(?:since|until|between|before|after|from|in)\b)\s*", re.IGNORECASE)
ENDING = re.compile(r"\s*\b(?:over\s+(?:time|the\s+years)|lately|recently|here|nowadays|today)\s*$", re.IGNORECASE)
NAMED = re.compile(r"(?<![\w/.-])[A-Za-z]\w*[A-Z0-9]\w*")
"""Words that bear a capital or a digit behind their first letter."""
OF_ONE_PAPER = re.compile(
    rf"(?!{FIELD}\b)(?:(?:both|this|that|these|those|their|its)\s|the\s+(?:(?!(?:by|for|in|of|on|to|with)\b)\S+\s+)*?"
    r"(?:algorithm|approach|architecture|benchmark|corpus|dataset|experiment|framework|measure|method|metric|model|paper"
    r"|pipeline|procedure|representation|scheme|study|system|task|technique|tool|track|way)s?\b)",
    re.IGNORECASE,
)
"""How a topic begins that somebody has one paper in mind for: "the adaptive decoding scheme", "this translator"."""
TIME = re.compile(
    r"(?:^|\s+)(?:(?:since|until|till|before|after|between|from|in|during|up\s+to)\s+(?:the\s+year\s+)?\d{4}\b.*"
    r"|(?:in|over|during|within|from)\s+the\s+(?:last|past|previous)\b.*|(?:this|last)\s+year)$",
    re.IGNORECASE,
)
BARE_TIME = re.compile(
    r"(?:the\s+year\s+)?(?:19|20)\d\d(?:\s*(?:-|–|to|and)\s*(?:19|20)\d\d)?$|(?:the\s+)?(?:last|past|previous)\s+(?:\w+\s+)?"
    r"(?:years?|months|decades?)$|(?:the\s+)?(?:19|20)\d0s$",
    re.IGNORECASE,
)
"""A time behind "in", that is no topic: "What was new in 2023?"."""
NARROWS = re.compile(r"(?:at|by|published|only|surveys?\s+only)\b", re.IGNORECASE)
AS_PAPERS = re.compile(r"^\s*papers(?:\s+on\b|(?=\s*$))\s*", re.IGNORECASE)
LEADS_ON = re.compile(
    r"^(?:(?:and|but|or|so|then|now|what\s+about|how\s+about)\b\W*)*(?:(?:in|on|for|about|of)\s+(?!\d|the\s+(?:last|past)))?",
    re.IGNORECASE,
)


def is_trends_question(text: str) -> bool:
    """Say whether a question asks what a field or topic is moving towards, rather than about single papers.

    >>> is_trends_question("What is new in multilingual speech?"), is_trends_question("What is new in CosyVoice 2?")
    (True, False)
    >>> is_trends_question("What is new in the field?"), is_trends_question("What is new in the decoding scheme?")
    (True, False)
    """
    match = _frame(text)
    if match is None:
        return False
    topic = match.groupdict().get("topic") or ""
    is_named = any(not re.fullmatch(r"[A-Z]+s?", name) for name in NAMED.findall(topic))  # CosyVoice; TTS is a topic
    return not is_named and not OF_ONE_PAPER.match(topic)


def trends_topic(text: str) -> str:
    """Return what a question asks the trends of, its filters included; a text that asks for none is its own topic.

    What follows the question is read as what was asked next: another time, or another topic in the same time.

    >>> trends_topic("Trends in speech synthesis since 2023?"), trends_topic("What is the field moving towards?")
    ('speech synthesis since 2023', '')
    >>> trends_topic("What is new in speech since 2020? And in parsing?"), trends_topic("What is new? And since 2023?")
    ('parsing since 2020', 'since 2023')
    >>> trends_topic("What was new in 2023?"), trends_topic("Is interest in speech translation still growing?")
    ('in 2023', 'speech translation')
    """
    match = _frame(text)
    if match is None:
        return text.strip()
    parts = match.groupdict()
    topic = WHOLE_FIELD.sub("", (parts.get("topic") or "").strip(" .,;"))
    if BARE_TIME.match(topic):
        topic = f"in {topic}"
    topic = ENDING.sub("", f"{topic} {(parts.get('span') or '').strip(' .,;')}".strip())
    for later in re.split(r"[?!]+", text[match.end() :]):
        if next_topic := LEADS_ON.sub("", later.strip(" .,;")):
            topic = _then(topic, next_topic)
    return topic


def as_papers(topic: str) -> str:
    """Return a topic as one asks for its papers, so that its filters can be read.

    >>> as_papers("parsing in 2024"), as_papers("since 2023"), as_papers("papers at ACL"), as_papers("")
    ('papers on parsing in 2024', 'papers since 2023', 'papers at ACL', '')
    """
    if not topic or re.search(r"\b(?:papers|studies|publications|surveys)\b", topic, re.IGNORECASE):
        return topic
    return f"papers {topic}" if _only_narrows(topic) else f"papers on {topic}"


def from_papers(text: str) -> str:
    """Return the topic of what asks for its papers.

    >>> from_papers("Papers on parsing"), from_papers("papers"), from_papers("papers with code")
    ('parsing', '', 'papers with code')
    """
    return AS_PAPERS.sub("", text).strip()


def _then(topic: str, later: str) -> str:
    """Return the topic that is asked for next: the same in another time or narrower, or another in the same time."""
    time = TIME.search(topic)
    if not _only_narrows(later):
        return later if time is None or TIME.search(later) else f"{later} {time[0].strip()}"
    same = topic[: time.start()] if time is not None and TIME.search(later) else topic
    return f"{same} {later}".strip()


def _only_narrows(topic: str) -> bool:
    time = TIME.search(topic)
    return (time is not None and not time.start()) or NARROWS.match(topic) is not None


def _frame(text: str) -> "re.Match[str] | None":
    return next((match for pattern in FRAMES if (match := pattern.match(text)) is not None), None)
