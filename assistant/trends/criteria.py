# ruff: noqa: E501, SIM905  # patterns and lists of words read best as text
"""The stated criteria of facets: what a title or sentence has to say for a paper to count.

English cue words. Each criterion names triggers, small-letter pieces of which one has to be in a text before its
pattern is tried: most texts hold none, which is quickly seen.
"""

import re
from dataclasses import dataclass
from typing import Literal

FacetKind = Literal["contribution", "task", "modality", "language", "language group", "model", "dataset", "gap"]


@dataclass(frozen=True, slots=True)
class Criterion:
    """A value of a facet: its pattern, what has to stand in a text for it to be tried, and its meaning in words."""

    kind: FacetKind
    value: str
    triggers: tuple[str, ...]
    pattern: re.Pattern[str]
    says: str


_WHO = (
    r"(?:\bwe\b|\bI\b|\b(?:this|the|our|present|current)\s+(?:\w+\s+)?(?:paper|work|study|research|article|report|project|survey"
    r"|contributions?)\b|\bin\s+this\s+\w+,|\bteam\b|\bauthors\b)"
)
_GIVES = (
    r"(?:introduc(?:e|es|ed|ing)|present(?:s|ed|ing)?|propos(?:e|es|ed|ing)|creat(?:e|es|ed|ing)|construct(?:s|ed|ing)?"
    r"|buil(?:d|ds|t|ding)|releas(?:e|es|ed|ing)|publish(?:es|ed|ing)?|compil(?:e|es|ed|ing)|curat(?:e|es|ed|ing)"
    r"|collect(?:s|ed|ing)?|develop(?:s|ed|ing)?|assembl(?:e|es|ed|ing)|contribut(?:e|es|ed)|establish(?:es|ed)?"
    r"|open-sourc(?:e|es|ed|ing)|annotat(?:e|ed)|design(?:s|ed)?|provid(?:e|es|ed|ing)|offer(?:s|ed)?|unify(?:ing)?|extend(?:s|ed)?)"
)
_STUDIES = (
    r"(?:analy[sz](?:e|es|ed|ing)|investigat(?:e|es|ed|ing)|stud(?:y|ies|ied)|examin(?:e|es|ed|ing)|assess(?:es|ed|ing)?"
    r"|compar(?:e|es|ed)|explor(?:e|es|ed|ing)|audit(?:s|ed)?|prob(?:e|es|ed|ing)|evaluat(?:e|es|ed|ing)|trace[sd]?|quantif(?:y|ies|ied)|audit)"
)
_STEP = r"(?!(?:of|for|on|to|in|with|by|from|that|which|using|via|as|than|between|over|across|whose|is|are|was|were|trained)\b)"
_NEW = r"(?:new|novel|first|largest|large-scale|multilingual|comprehensive|unified|massively|manually|parallel|open|public|high-quality|annotated|synthetic)"

OWN_WORDS = re.compile(rf"{_WHO}|{_GIVES}", re.IGNORECASE)
"""Sentences in which authors may speak of what they do."""


def _gives(noun: str, title: str, not_before: str = "") -> re.Pattern[str]:
    """Return the pattern of "we present … NOUN", of "X, a new NOUN", of "the NOUN is released", and of a title."""
    steps = rf"(?:{_STEP}[^\s.;:?!]+\s+){{0,8}}?"
    return re.compile(
        rf"{title}{_WHO}[^.;?!]{{0,60}}?\b{_GIVES}\s+{steps}{not_before}(?:[^\s.;:?!]+-)?{noun}\b"
        rf"|^[^.;?!]{{0,40}}?\b{_GIVES}\s+{steps}{not_before}{noun}\b"
        rf"|\b(?:and|also|further|additionally)\s+{_GIVES}\s+{steps}{not_before}(?:[^\s.;:?!]+-)?{noun}\b"
        rf"|[,:–—(-]\s*(?:an?|the)\s+(?:[\w-]+,?\s+){{0,4}}?{_NEW}\s+(?:[\w-]+,?\s+){{0,5}}?{not_before}{noun}\b"
        rf"|\b{noun}\b[^.;?!]{{0,40}}?\b(?:is|are|was|were|will\s+be|made)\s+(?:\w+ly\s+)?(?:publicly\s+)?(?:released|available|accessible|introduced)",
        re.IGNORECASE,
    )


_DATASET = r"(?:datasets?|data\s+sets?|corpus|corpora|treebanks?|data\s+collections?|parallel\s+data|bitexts?)"
_BENCHMARK = r"(?:benchmarks?|test\s+suites?|leaderboards?|evaluation\s+(?:data\s*)?sets?|testbeds?)(?!\s+(?:results?|scores?|performance))"
_MODEL = r"(?:models?|LLMs?|MLLMs?|LVLMs?|Vision-LLMs?|BERT|transformers?|encoders?|checkpoints?)(?!\s+(?:architectures?|sizes?|performance|merging|parameters|outputs?|collapse|that\s+are\s+not))"
_METHOD = r"(?:methods?|approach(?:es)?|algorithms?|techniques?|strateg(?:y|ies)|frameworks?|pipelines?|mechanisms?|objectives?|procedures?|recipes?|schemes?|paradigms?|architectures?|solutions?|attacks?|adapters?|modules?)"
_TOOL = r"(?:tools?|toolkits?|software|packages?|librar(?:y|ies)|platforms?|demos?|systems?\s+demonstrations?)"


CONTRIBUTIONS: tuple[Criterion, ...] = (
    Criterion(
        "contribution",
        "dataset",
        ("dataset", "data set", "corp", "treebank", "data collection", "bitext"),
        _gives(_DATASET, ""),
        "the authors say that they make, collect or release a dataset or corpus",
    ),
    Criterion(
        "contribution",
        "benchmark",
        ("benchmark", "test suite", "leaderboard", "evaluation set", "evaluation data", "testbed"),
        _gives(_BENCHMARK, ""),
        "the authors say that they make or release a benchmark or evaluation set",
    ),
    Criterion(
        "contribution",
        "model",
        ("model", "llm", "bert", "transformer", "encoder", "checkpoint"),
        _gives(_MODEL, ""),
        "the authors say that they present, train or release a model",
    ),
    Criterion(
        "contribution",
        "method",
        (
            "method",
            "approach",
            "algorithm",
            "technique",
            "strateg",
            "framework",
            "pipeline",
            "mechanism",
            "objective",
            "procedure",
            "scheme",
            "recipe",
            "paradigm",
            "architecture",
            "solution",
            "attack",
            "adapter",
            "module",
        ),
        _gives(_METHOD, ""),
        "the authors say that they propose a method, framework or the like",
    ),
    Criterion(
        "contribution",
        "analysis",
        (
            "analy",
            "investigat",
            "stud",
            "examin",
            "assess",
            "compar",
            "explor",
            "audit",
            "prob",
            "evaluat",
            "quantif",
            "trace",
        ),
        re.compile(
            rf"{_WHO}[^.;?!]{{0,50}}?\b{_STUDIES}\b|\b(?:empirical|systematic|extensive|case|longitudinal|large-scale)\s+(?:\w+\s+)?(?:study|investigation|analysis|audit|revisiting)\b",
            re.IGNORECASE,
        ),
        "the authors say that they analyse, compare or evaluate",
    ),
    Criterion(
        "contribution",
        "tool",
        ("tool", "software", "package", "librar", "platform", "demo"),
        _gives(_TOOL, ""),
        "the authors say that they build or release a tool, library or platform",
    ),
)
"""Kinds of contribution, by a sentence of the authors on what they give. Surveys are told by `retrieval.surveys`."""


def _topic(kind: FacetKind, value: str, pattern: str, *triggers: str) -> Criterion:
    return Criterion(
        kind,
        value,
        triggers,
        re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE),
        f"the title, two sentences, or a sentence on what the authors do speak of {value}",
    )


TASKS: tuple[Criterion, ...] = (
    _topic(
        "task",
        "speech synthesis",
        r"speech synthesis|text-to-speech|TTS|speech generation|voice cloning|voice conversion",
        "speech",
        "tts",
        "voice",
    ),
    _topic(
        "task", "speech recognition", r"speech recognition|ASR|speech-to-text|speech transcription", "speech", "asr"
    ),
    _topic(
        "task",
        "machine translation",
        r"(?<!using )(?<!via )(?<!by )(?<!through )(?<!no )(?<!automated )(?<!rely on )(?<!including )(?:machine|neural|speech|multilingual|text|zero-shot) translation(?! quality)(?!-based)|MT (?:systems?|models?)|translation (?:models?|systems?|task)|NMT|MMT",
        "translation",
        "mt",
    ),
    _topic(
        "task",
        "information retrieval",
        r"(?:dense |passage |document |cross-lingual |multilingual |information |text )+retriev(?:al|ers?)|rerank(?:ing|ers?)|retrieval (?:models?|systems?|tasks?)|semantic search",
        "retriev",
        "rerank",
        "search",
    ),
    _topic("task", "retrieval-augmented generation", r"retrieval-augmented|RAG", "retrieval-augmented", "rag"),
    _topic(
        "task",
        "question answering",
        r"question[- ]answering|QA (?:datasets?|pairs?|tasks?|systems?)|reading comprehension|question generation",
        "question",
        "qa ",
        "reading comp",
    ),
    _topic("task", "summarization", r"summari[sz]ation", "summari"),
    _topic("task", "named entity recognition", r"(?:named[- ])?entity recognition|NER", "entity recog", "ner"),
    _topic(
        "task",
        "information extraction",
        r"(?:information|event|relation|argument|open information) extraction|entity linking",
        "extraction",
        "entity linking",
    ),
    _topic(
        "task",
        "sentiment analysis",
        r"sentiment (?:analysis|classification|identification|detection)|emotion recognition|opinion mining",
        "sentiment",
        "emotion",
        "opinion",
    ),
    _topic(
        "task",
        "text classification",
        r"(?:text|topic|document|news|content|intent) classification|text categori[sz]ation",
        "classification",
        "categori",
    ),
    _topic(
        "task",
        "dialogue",
        r"dialogues?|dialogs?|conversational (?:agents?|AI|recommendation|datasets?|user|systems?)|chatbots?",
        "dialog",
        "conversational",
        "chatbot",
    ),
    _topic("task", "recommendation", r"recommendations?|recommender(?:s| systems?)?", "recommend"),
    _topic(
        "task",
        "vision–language understanding",
        r"vision[-– ](?:and[- ])?language|visio-linguistic|V-L models?|(?:image|visual|video) captioning|image-text|text-image|visual question answering|VQA|LVLMs?|VLMs?|CLIP|language-image|visual instruction tuning|multimodal machine translation",
        "vision",
        "visual",
        "image",
        "captioning",
        "vlm",
        "clip",
        "vqa",
    ),
    _topic("task", "image generation", r"text-to-image|image (?:generation|synthesis|editing)", "image"),
    _topic("task", "video generation", r"text-to-video|video (?:generation|synthesis|editing)", "video"),
    _topic(
        "task", "object detection", r"object detection|object detectors?|text detection|pedestrian detection", "detect"
    ),
    _topic(
        "task",
        "segmentation",
        r"(?:semantic|instance|image|panoptic|medical image|sentence|video object|point cloud) segmentation",
        "segmentation",
    ),
    _topic(
        "task",
        "3D reconstruction",
        r"3D (?:\w+ )?reconstruction|Gaussian splatting|neural radiance|NeRFs?|novel view synthesis|depth estimation",
        "3d",
        "splatting",
        "radiance",
        "nerf",
        "view synthesis",
        "depth",
    ),
    _topic(
        "task",
        "code generation and understanding",
        r"code (?:generation|review|completion|LLMs?|understanding|summari[sz]ation|repair|search|intelligence)|program synthesis|software engineering",
        "code",
        "program",
        "software",
    ),
    _topic(
        "task",
        "mathematical reasoning",
        r"math(?:ematical)?(?: word problems?| reasoning)|theorem proving",
        "math",
        "theorem",
    ),
    _topic(
        "task",
        "reasoning",
        r"chain[- ]of[- ]thought|(?:commonsense|logical|multi-step|complex|cross-lingual|mathematical|LLM) reasoning|reasoning (?:models?|abilit\w+|tasks?)",
        "reasoning",
        "thought",
    ),
    _topic(
        "task",
        "cross-lingual transfer",
        r"cross-?lingual (?:\w+[- ])?(?:transfer|generali[sz]ation)|language transfer|transfer (?:learning )?across languages|label projection|multilingual transfer",
        "transfer",
        "lingual",
        "projection",
    ),
    _topic(
        "task",
        "language model pre-training",
        r"(?:continu\w+ |multilingual |language[- ](?:model |image )?)?pre-?training (?:of|on|from|data|corp\w+|strateg\w+|objectives?)|pre-?train(?:ed)? (?:\w+ ){0,3}from scratch|continu(?:al|ed) pre-?training|language model(?:l)?ing",
        "train",
        "modeling",
        "modelling",
    ),
    _topic(
        "task",
        "instruction tuning and alignment",
        r"instruction[- ](?:fine-?)?tun\w+|preference (?:optimi[sz]ation|alignment|learning)|RLHF|DPO|human feedback|instruction[- ]following|reward models?|multitask (?:prompted )?fine-?tuning",
        "instruction",
        "preference",
        "rlhf",
        "dpo",
        "feedback",
        "reward",
        "multitask",
    ),
    _topic(
        "task",
        "efficient adaptation",
        r"parameter-efficient|LoRA|QLoRA|adapters?(?:-based)?(?: fine-?tuning)?|knowledge distillation|model compression|vocabulary (?:trimming|extension)|quanti[sz]ation|pruning",
        "efficient",
        "lora",
        "adapter",
        "distill",
        "compress",
        "vocabulary",
        "quanti",
        "prun",
    ),
    _topic(
        "task",
        "tokenization",
        r"tokeni[sz](?:ation|ers?)|transliterat\w+|romani[sz]ation|subword",
        "tokeni",
        "translit",
        "romani",
        "subword",
    ),
    _topic(
        "task",
        "word and sentence embeddings",
        r"(?:word|sentence|text|document) (?:embeddings?|representations?|encoders?)|SBERT",
        "embedding",
        "representation",
        "encoder",
        "sbert",
    ),
    _topic(
        "task",
        "safety",
        r"jailbreak\w*|guardrails?|unsafe|(?:harmful|adult|toxic|illegal) (?:and \w+ )?content|toxicity|hate speech|hateful|counter[- ]narratives?|red[- ]teaming|LLM safety|safety (?:alignment|tasks?|data|mechanisms?|concerns?|training|risks?)|misinformation|fake news|backdoor|adversarial attacks?",
        "jailbreak",
        "guardrail",
        "safe",
        "harmful",
        "toxic",
        "hate",
        "counter",
        "red",
        "misinformation",
        "fake news",
        "backdoor",
        "adversarial",
    ),
    _topic(
        "task",
        "bias and fairness",
        r"(?:gender|social|societal|cultural|geopolitical|racial|political|linguistic) (?:and \w+ )?bias(?:es)?|stereotyp\w+|fairness|(?:language|model) bias(?:es)?",
        "bias",
        "stereotyp",
        "fair",
    ),
    _topic(
        "task",
        "hallucination and factuality",
        r"hallucinat\w+|factuality|fact-check\w*|fact verification",
        "hallucinat",
        "factual",
        "fact",
    ),
    _topic(
        "task",
        "evaluation",
        r"benchmarks? (?:for|to|of|that|covering|dataset)|(?:comprehensive|systematic|multilingual|cross-lingual|human|thorough|large-scale|automatic|rigorous) (?:\w+ )?evaluations?|evaluat(?:ion|ing) (?:of|datasets?|benchmarks?|framework|metrics|suite)|benchmarking|systematically evaluat\w+|evaluat(?:e|es|ing) (?:[\w-]+ ){0,4}(?:LLMs|models|ChatGPT|capabilit\w+|abilit\w+|quality|robustness|bias(?:es)?)|(?:introduc|present|propos|creat|construct)\w* (?:[\w-]+,? ){0,8}benchmark|(?:study|paper|work|we) (?:critically |systematically |thoroughly |extensively )?(?:examines?|assess(?:es)?) (?:[\w-]+ ){0,3}(?:abilit\w+|capabilit\w+|quality)|quantify the extent",
        "benchmark",
        "evaluat",
    ),
    _topic(
        "task",
        "data contamination and provenance",
        r"data (?:contamination|provenance|mixture|curation|cleaning|quality)|pre-?training data (?:quality|mixture)",
        "data",
    ),
    _topic(
        "task",
        "agents",
        r"(?:LLM|language|autonomous|AI|multi)[- ]?agents?|tool (?:use|learning|calling)|agentic",
        "agent",
        "tool",
    ),
    _topic(
        "task",
        "medical applications",
        r"medical|clinical|health-?care|biomedical|patients?|Alzheimer\S*|dementia|radiology|diagnos\w+",
        "medic",
        "clinic",
        "health",
        "patient",
        "alzheimer",
        "dementia",
        "radiolog",
        "diagnos",
    ),
    _topic(
        "task",
        "robotics and autonomous driving",
        r"robot\w*|autonomous (?:driving|vehicles?)|manipulation polic\w+",
        "robot",
        "autonomous",
        "manipulation",
    ),
    _topic(
        "task",
        "remote sensing",
        r"remote sensing|satellite (?:imagery|images?)|earth observation",
        "sensing",
        "satellite",
        "earth",
    ),
)

MODALITIES: tuple[Criterion, ...] = (
    _topic(
        "modality",
        "speech and audio",
        r"speech|spoken|audio|acoustic|voice",
        "speech",
        "spoken",
        "audio",
        "acoustic",
        "voice",
    ),
    _topic("modality", "images", r"images?|visual|vision|photographs?", "image", "visual", "vision", "photograph"),
    _topic("modality", "video", r"videos?", "video"),
    _topic("modality", "3D", r"3D|point clouds?|meshes|facial animation", "3d", "point cloud", "mesh", "animation"),
    _topic(
        "modality",
        "source code",
        r"source code(?! (?:is|are|and|at|available|will|for|of|used|in))(?![.,;])|code (?:generation|review|completion|LLMs?|changes?)|programming languages?",
        "code",
        "programming",
    ),
    _topic(
        "modality", "tables", r"tabular|table (?:understanding|question answering)|spreadsheets?", "tab", "spreadsheet"
    ),
    _topic("modality", "graphs", r"knowledge graphs?|graph neural|social networks?", "graph", "network"),
    _topic("modality", "time series", r"time[- ]series", "time"),
)

GAPS: tuple[Criterion, ...] = (
    Criterion(
        "gap",
        "little studied",
        (
            "explored",
            "studied",
            "investigated",
            "attention",
            "unclear",
            "unknown",
            "open question",
            "overlooked",
            "uncharted",
            "under-explored",
            "understood",
            "focus",
        ),
        re.compile(
            r"\b(?:under-?explored|under-?studied|less explored|not (?:yet )?been (?:\w+ )?(?:studied|investigated|explored)|(?:little|less|limited|scant|insufficient) (?:attention|work|research|effort|focus|is known)"
            r"|remains? (?:largely |relatively |still |an? )?(?:unclear|unknown|unexplored|uncharted|insufficient|open)|open question|largely (?:unexplored|overlooked|unknown)|far from (?:well )?(?:studied|understood)|(?:predominantly|primarily|mainly|disproportionately) (?:been )?(?:\w+ )?(?:focus\w*|developed|studied))\b",
            re.IGNORECASE,
        ),
        "a sentence says that something has hardly been studied",
    ),
    Criterion(
        "gap",
        "data lacking",
        ("lack", "scarc", "limited", "unavailab", "not available", "absence", "dearth", "no publicly", "not readily"),
        re.compile(
            r"\b(?:lack(?:s|ing)? (?:of )?(?:[\w-]+,? ){0,6}?(?:data|datasets?|corpora|corpus|resources?|benchmarks?|annotations?)|(?:data|resource) scarcity|scarcity of|dearth of|absence of (?:\w+ ){0,3}(?:data|datasets?|benchmarks?)"
            r"|(?:data|datasets?|resources?|corpora) (?:\w+ ){0,4}?(?:is|are|remains?) (?:often |still |extremely |rarely )?(?:scarce|limited|lacking|unavailable|not (?:readily |easily )?available)|limited (?:\w+ ){0,2}(?:data|resources|datasets))\b",
            re.IGNORECASE,
        ),
        "a sentence says that data or resources are lacking",
    ),
    Criterion(
        "gap",
        "limits of present models",
        (
            "struggle",
            "fail",
            "fall short",
            "limited",
            "gap",
            "degrad",
            "poor",
            "lag",
            "suffer",
            "limitation",
            "room for",
        ),
        re.compile(
            r"\b(?:struggl(?:e|es|ing)|fall(?:s|ing)? short|fail(?:s|ed|ing)? to|(?:significant|large|considerable|substantial|pronounced) (?:performance )?(?:gap|disparit\w+)|lags? (?:far )?behind|perform(?:s|ed)? (?:poorly|worse)|poor(?:ly)? performance|suffers? from|room for improvement|(?:key|major|important|several|inherent) limitations?)\b",
            re.IGNORECASE,
        ),
        "a sentence says where present models or methods fail",
    ),
    Criterion(
        "gap",
        "left for later",
        ("future", "further research", "further work", "remains to", "ongoing"),
        re.compile(
            r"\b(?:future (?:work|research|directions?|studies|stud(?:y|ies))|further (?:research|work|investigation)|remains? to be|opens? (?:up )?(?:new|future))\b",
            re.IGNORECASE,
        ),
        "a sentence names what is left for later work",
    ),
)

NO_NAMES = frozenset(
    """
    2D 3D 4D AI API APIs ASR AUC CNN CPU CT CV CoT DPO E2E EEG EU F1 GAN GNN GPU GPUs ICL ID IID IoT KG L1 L2 LLM LM LMs
    LiDAR MIT ML MRI MS MT NER NLG NLP NLU NMT OCR PLM PLMs QA RAG RGB RGB-D RGBD RL RLHF RNN SFT SLU SOTA T2I T2V TF-IDF
    TTS UK URL US USA V1 V2 VQA
    """.split()
)
"""Acronyms that name no one model or dataset."""
