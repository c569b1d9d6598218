"""Words that turn a statement round: directions with their two sides, opposites, negations."""

from assistant.verification.words import FUNCTION_WORDS, words_of

DIRECTIONS: dict[str, tuple[str, str]] = {
    "quality": (
        """improve improvement improvements improved better outperform surpass exceed superior superiority benefit
        beneficial help helps helped helpful assist effective effectiveness succeed success successful successfully
        excel beat beats outdo outstrip outstripping favor favorable advantageous advantage enable enables facilitate
        strengthen protect protective well accurate accurately alleviate ameliorate advance advances thrive forward
        merit merits gain gains outshine shine reliable
        reliably suitable favourable satisfactory precise precisely able capable promising strong
        stronger robust lossless win wins won winning ideal ideally optimal optimally adept proficient ease eases eased
        remedy remedies relieve relieves uplift uplifts bolster bolsters elevate elevates""",
        """degrade degradation worsen worse underperform inferior fail failure ineffective inefficient poor poorly badly
        hurt hurts harm harms harmful detrimental deteriorate deterioration damage impair impairs impairment
        struggle struggles undermine hamper hinder impede disadvantage inaccurate unreliable sacrifice sacrifices
        lose loses loss weaken weak weaker shortfall suffer suffers exacerbate aggravate unable incapable short
        imprecise imprecisely lossy breaks disappointing unsatisfactory unsuitable flawed faulty
        unfavourable collapse collapses collapsed bad trouble troubles difficulty difficulties spoil spoils cripple
        cripples erode erodes diverge diverges burden burdens compromise compromises regress regresses""",
    ),
    "amount": (
        """increase increases increased increasing increasingly rise rises rising raise raises raised grow grows growing
        growth gain gains higher more greater larger upregulate upregulated upregulation elevate elevated
        elevation enhance enhances enhancement boost boosts amplify amplifies expand expands expansion promote
        promotes promotion stimulate stimulation potentiate augment prolong prolonged extend maximize strengthen
        improve exceed accelerate trigger overexpression enrich enriched widen widens exceeds inflate inflates
        many ample abundant extensive double doubles magnify magnifies encourage encourages induce induces
        foster fosters intensify intensifies heighten heightens spur surge
        climb climbs jump jumps multiply multiplies lift lifts lifted lifting push pushes uplift
        triple triples tripled quadruple quadruples""",
        """decrease decreases decreased decreasing reduce reduces reduced reduction fall falls falling fell drop drops
        decline declines lower lowers lowered less fewer smaller downregulate downregulated downregulation
        diminish diminished diminishes suppress suppresses suppression inhibit inhibits inhibition attenuate
        attenuates attenuation block blocks blockade prevent prevents prevention shrink shrinks shorten shortens
        narrow narrows minimize mitigate curb cut cuts deplete depletion deficiency deficient abolish abolished
        abrogate eliminate disrupt disrupts repress repression impair impaired loss lack counteract dampen save saves
        limit limits limited few scarce scarcer little halve halves bridges halt halts deactivate deactivates
        inactivate inactivation discourage discourages arrest arrests curtail restrict restricts lessen
        lessens delay delays sink sinks erode erodes slash slashes plummet dwindle trim trims trimmed shave shaves
        shed sheds compress compresses""",
    ),
    "size": ("larger bigger enlarge large big largest biggest", "smaller shrink small smallest tiny tiniest compact"),
    "speed": (
        "faster fast quicker quick quickly speed speeds accelerate accelerates",
        "slower slow slowly slows decelerate",
    ),
    "frequency": (
        "often frequent frequently commonly widely common ample usually widespread always typically generally",
        "rarely rare seldom hardly infrequent infrequently uncommon never scarcely little few",
    ),
    "level": ("high highest highly higher", "low lowest lower limited"),
    "extreme": (
        "most greatest highest strongest best largest especially particularly",
        "least smallest lowest weakest worst",
    ),
    "need": (
        "necessary essential required requires require needed needs crucial indispensable vital",
        "unnecessary dispensable optional superfluous needless",
    ),
    "enough": ("sufficient enough adequate suffices suffice", "insufficient inadequate"),
    "ease": ("easy easier easily simple simpler", "hard harder difficult complicated complex challenging"),
    "cost": ("cheap cheaper inexpensive", "costly expensive dear dearer costlier"),
    "efficiency": ("efficient efficiently", "inefficient inefficiently"),
    "rank": ("ahead above leads leading first", "behind below lags lag trails trail last"),
}
"""Dimensions of direction, each with the words of its two sides; a word's other forms count as well."""

COMPARABLE = {
    frozenset({"quality", "amount"}): 0.6,
    frozenset({"quality", "rank"}): 0.7,
    frozenset({"quality", "level"}): 0.5,
    frozenset({"amount", "level"}): 0.5,
    frozenset({"amount", "size"}): 0.5,
    frozenset({"adjective", "amount"}): 0.6,
    frozenset({"adjective", "extreme"}): 0.6,
    frozenset({"adjective"}): 0.0,
    frozenset({"extreme", "level"}): 0.4,
    frozenset({"extreme", "quality"}): 0.5,
    frozenset({"extreme", "size"}): 0.6,
    frozenset({"ease", "quality"}): 0.5,
    frozenset({"relation", "quality"}): 0.8,
    frozenset({"relation", "amount"}): 0.8,
}
"""Dimensions that are compared with each other, and how much of the agreement counts then; a relation only with what
has none."""

RELATIONS = words_of(
    """associate associated association associations correlate correlated correlates correlation relate relationship
    link linked effect effects affect affects influence influences impact impacts difference differences change
    changes alter alters contribute contributes contribution involve involved involvement role roles depend
    depends predict predicts predictor predictive causes causal evidence matter matters"""
)
INDEPENDENT = words_of("independent independently unaffected unchanged unrelated irrespective regardless")
EQUAL = words_of("par parity equals matches equalled matched comparable competitive nears rivals equally tie ties")

OPPOSITES: tuple[tuple[str, str], ...] = (
    ("deep deeper", "shallow shallower"),
    ("known clear clearly understood", "unknown unclear unexplored"),
    ("close closes closing narrow narrows bridge bridges bridging", "widen widens widening"),
    ("best top highest strongest maximum optimal", "worst bottom lowest weakest minimum"),
    ("stable stability stabilise stabilises", "unstable instability destabilised destabilises"),
    ("before prior", "after"),
    ("above exceeding over", "below under"),
    ("all every always both", "none neither"),
    ("first 1st", "last"),
    ("long longer longest", "short shorter shortest brief"),
    ("similar same identical alike", "different dissimilar distinct differing differ differs differed vary varies"),
    ("include includes including", "exclude excludes excluding"),
    ("supervised", "unsupervised"),
    ("monolingual", "multilingual"),
    ("consistent consistently", "inconsistent inconsistently"),
    ("seen", "unseen"),
    ("known", "unknown"),
    ("frozen freeze freezes", "unfrozen finetuned"),
    ("public publicly open", "private privately closed proprietary"),
    ("manual manually hand", "automatic automatically"),
    ("majority", "minority"),
    ("men male males", "women female females"),
    ("acute", "chronic"),
    ("positive positively", "negative negatively"),
    ("encoder", "decoder"),
    ("input inputs", "output outputs"),
    ("older", "younger newer"),
    ("present presence", "absent absence"),
    ("agree agrees agreement", "disagree disagrees disagreement"),
    ("formal", "informal"),
    ("ignore ignores ignored neglect overlook overlooks overlooked", "consider considers considered account"),
    ("add adds addition", "remove removes removal omit omits"),
    ("begin begins start starts", "end ends stop stops"),
    ("static", "dynamic"),
    ("internal", "external"),
    ("minimum minimal minimally", "maximum maximal maximally"),
    ("upper", "lower"),
    ("related", "unrelated"),
    ("available", "unavailable"),
    ("possible", "impossible"),
    ("likely", "unlikely"),
    ("balanced", "imbalanced unbalanced"),
    ("support supports confirm confirms", "contradict contradicts refute refutes"),
    ("cover covers", "ignore ignores omit omits"),
    ("rich richer", "scarce poor poorer sparse"),
    ("up upward", "down downward"),
    ("early earlier", "late later"),
)
"""Words of which one cannot stand for the other, compared in these forms only."""

MODIFIERS = {"high": "low", "large": "small", "long": "short", "rich": "poor", "intra": "inter", "pre": "post"}
MODIFIERS |= {opposite: word for word, opposite in MODIFIERS.items()}
"""First parts of compounds: "high-resource" and "low-resource"."""

NEGATIVE_PREFIXES = ("un", "in", "im", "ir", "il", "non", "dis", "mis")

NEGATIONS = words_of(
    """not no never without cannot neither nor none nothing nobody nowhere hardly barely scarcely non lacks lack
    lacking lacked missing fail fails failed failing failure unable absence instead rather little eschew eschews
    eschewing obviate obviates obviating struggle struggles struggled struggling yet"""
)
"""Words that deny what follows them."""
PLAIN_NEGATIONS = words_of("not no never cannot neither nor none nothing nobody without hardly barely scarcely")
"""Those that a claim does not use loosely: "lack", "little" and "fail to" often sum up what a source says otherwise."""
DENYING_SUFFIXES = words_of("agnostic free independent")
NOT_A_DENIAL = words_of("everything only just merely simply necessarily solely alone surprisingly least mention")
"""Words before which "not" denies nothing."""
DENIALS = NEGATIONS | words_of(
    """rarely rare seldom insufficient inadequate absent avoid avoids avoiding avoided eliminate eliminates
    eliminating eliminated exclude excludes excluded excluding except ignore ignores ignored neglect neglects
    neglected overlook overlooks overlooked independent independently regardless irrespective unlike remove removes
    removing removed removal dispense dispenses free impossible scarce missing unclear unknown unseen unable unlikely
    agnostic prevent evade evades evading evaded elude eludes escape escapes escaping circumvent circumvents
    unnoticed undetected prevents preclude precludes reject refuse deny denies bypass bypasses omit omits omitted
    untouched unexplored understudied underexplored unaffected unchanged ineffective want dearth scarcity shortage
    zero paucity knockout null deficient deficiency deletion deleted loss depleted depletion ablation silenced
    disrupted forgo forgoes breaks unavailable unsupervised unlabeled unlabelled unsupported lossless outside self
    short deviate deviates deviating differ differs different differently limit limits limiting restrict restricts
    restricted hinder hinders hindered impede impedes constrained dissatisfied dissatisfaction insignificant
    negligible"""
)
"""Words that deny something, if not as plainly as "not" does."""
FAINT_DENIALS = words_of(
    """few limited only poorly poor maximum despite unresolved replace replaces replacing beyond marginal maintaining
    maintain maintains retain retains retaining preserve preserves preserving still yet remain remains open challenge
    challenging difficult struggle struggles worse low lower less minimal than hard harder gap unchanged untouched
    unaffected constant same stays stay"""
)
"""Words that come near to a denial."""

EMPTY_WORDS = (FUNCTION_WORDS - words_of("same well every all only both much most further together again")) | words_of(
    """significantly substantially considerably greatly markedly consistently necessarily still yet ever need needs
    requirement use explicit"""
)
"""Words that are not what a negation is about."""
