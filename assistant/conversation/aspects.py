"""Words for what any paper or study may be asked: its data, its participants, how it was done, what came out."""

import re

OF_PAPERS = (
    "languages?|scripts?|tasks?|domains?|topics?|models?|systems?|tools?|classifiers?|methods?|approach(?:es)?|frameworks?"
    "|data|datasets?|corpus|corpora|benchmarks?|baselines?|metrics?|measures?|experiments?|results?|findings?|scores?"
    "|accuracy|sizes?|parameters?|tokens?|words?|sentences?|pairs?|examples?|texts?|hours?|speakers?|annotators?|users?"
    "|sources?|code|licen[cs]e|weights|authors?|sets?|splits?|limit(?:s|ations?)?|weakness(?:es)?|strengths?|drawbacks?"
    "|shortcomings?|conclusions?|conclude[ds]?|aims?|goals?|objectives?|purpose|questions?|hypothes[ie]s|contributions?"
    "|evidence|bias|funding|funded|sponsors?|costs?"
)
OF_STUDIES = (
    "stud(?:y|ies|ied)|trials?|reviews?|samples?|sampled|participants?|participated|patients?|subjects|volunteers?"
    "|respondents?|people|persons?|individuals?|population|ages?|aged|sex|cases?"
    "|controls?|controlled|cohorts?|groups?|arms?|enrol?led|recruited|included?|excluded?|inclusion|exclusion|criteria"
    "|design|randomi[sz](?:e[ds]?|ation)|blind(?:ed|ing)?|double-blind|masked|placebo|prospective|retrospective"
    "|interventions?|treat(?:ed|ments?)|dos(?:es?|ages?)|follow(?:ed)?|follow-?ups?|duration|periods?|years?|months?|weeks?"
    "|days?|last(?:ed)?|cent(?:er|re)s?|sites?|outcomes?|end-?points?|primary|secondary|effects?|effective|efficacy|side"
    "|adverse|serious|events?|harms?|harmful|complications?|safe(?:ty)?|tolerated|drop-?outs?|mortality|deaths?|die[ds]?"
    "|survival|survived?|benefits?|risks?|rates?|ratios?|odds|hazards?|incidence|prevalence|confidence|intervals?"
    "|compliance|adherence|survey(?:ed)?|interviewed|screened|examined|assigned|allocated|p-values?"
    "|significan(?:t|ce|tly)|statistical(?:ly)?|average|mean|median|number|total|overall|percentages?|proportion"
)
SUBGROUPS = "m[ae]n|wom[ae]n|males?|females?|boys?|girls?|adults?|child(?:ren)?|adolescents?|elderly"
OF_BOTH = (
    "main|best|worst|better|worse|most|least|more|less|fewer|hard(?:est|er)?|eas(?:y|iest|ier)|large(?:r|st)?"
    "|small(?:er|est)?|big(?:ger|gest)?|long(?:er|est)?|high(?:er|est)?|low(?:er|est)?|good|bad|well|old(?:er)?|young(?:er)?"
    "|same|different|other|others|rest|one|ones|two|both|extent|degree|general|detail|particular|way|any(?:one|body|thing)"
    "|every(?:one|body|thing)|some(?:one|thing)|no|not|long-?term|short-?term"
)
VERBS = (
    "(?:fine-?|pre-?)?(?:tun|train)(?:ed|ing)|test(?:ed|ing)?|evaluat(?:ed?|ion)|us(?:ed?|ing)|compar(?:ed?|isons?)|cover(?:ed)?"
    "|includ(?:e|ed)|support(?:ed)?|stud(?:y|ied)|look(?:ed)?|consider(?:ed)?|annotated|collected|translated|created|built"
    "|made|released|reported|measured|assessed|analy[sz](?:ed|is)|found|find|show(?:n|ed)?|observed|given|got|get|gain(?:ed|s)?"
    "|los[et]|improve(?:d|s|ments?)?|work(?:ed|s)?|happen(?:ed|s)?|occur(?:red|s)?|help(?:ed|s)?|change[ds]?|changes?"
    "|differ(?:ed|s|ences?)?|increase[ds]?|decrease[ds]?|reduc(?:e[ds]?|tions?)|prevent(?:ed|s)?|affect(?:ed|s)?|caus(?:e[ds]?)"
    "|fail(?:ed|s|ures?)?|perform(?:ed|s|ance)?|done|conducted|carried|took|take|place|matter(?:ed|s)?|appear(?:ed|s)?"
)
ASPECT = re.compile("|".join((OF_PAPERS, OF_STUDIES, OF_BOTH, VERBS)))
"""A word for what any paper may be asked for."""

ASPECT_OR_SUBGROUP = re.compile(f"{ASPECT.pattern}|{SUBGROUPS}")
"""A question of such words alone leans on what was said: "Were there side effects?", "Is the risk the same in men?"."""
