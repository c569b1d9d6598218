# ruff: noqa: SIM905  # a list of words reads best as text
"""Words that carry no topic: those of any English text (scikit-learn's list) and those of any abstract."""

from functools import cache

ABSTRACT_WORDS = frozenset(
    """
    com io abilities ability able abstract according accordingly accuracy accurately achieve achieved achievement
    achieves achieving across across-the-board add added adding additional additionally address addressed
    addresses addressing adopt adopted advance advanced advancement advancements advances advantage advantages
    aforementioned aim aimed aims al alleviate alleviating allow allowing allows already among ample analyze
    analyzed appear applied apply applying appropriate argue article aspect aspects assess assume available
    average aware based baseline baselines beneficial benefit benefits besides best best-performing better
    beyond billion billions bridge bring broad build building built called capabilities capability capable
    carefully case cases certain challenge challenges challenging characteristic clear clearly close closely
    collect collected combine combined combines combining common commonly comparable comparably compare compared
    compares comparing comparison competitive complete completely complex component components compose
    comprehensive comprises comprising concept conclude conclusion conduct conducted consequently consider
    considerably considered considering consist consistent consistently consists construct constructed contain
    containing contains contrast contribute contribution contributions conventional corresponding cover covering
    covers create created creating critical crucial crucially current currently date degree demand demonstrably
    demonstrate demonstrated demonstrates demonstrating depend dependent deploy derive derived describe
    described describes designed desired despite detail detailed determine develop developed developing
    development devise differ difference differences different difficult difficulty direct discover discuss
    discussed diverse drawback drawbacks drive driven due e.g easily easy effect effective effectively
    effectiveness efficacy efficient efficiently effort efforts eg eliminate emerge emerged emerging emphasize
    empirical empirically employ employed employing employs enable enables enabling encourage end enhance
    enhanced enhances enhancing enough ensure ensures ensuring entire equal equally especially essential
    establish established et etc evaluate evaluated evaluates evaluating even evidence exact examine examined
    example examples exceed excel exceptional exhibit exhibits existing expect expensive experiment experimental
    experimentally experiments explain exploit explore explored explores exploring extend extended extending
    extensive extensively extent extra extract faces facilitate facing factor factors fail fails
    failure fair fairly far fast faster fewer field fill final finally find finding findings fine
    first-of-its-kind focus focused focuses focusing follow followed following form formulate free fresh fully
    fundamental furthermore future gain gained gains gap gaps generally generate generated generates generating
    github given goal good great greater greatly group growing half handle handles hard heavily help helps
    hence high-quality higher highest highlight highlighting highlights highly hold however http https
    huggingface hundreds hypothesis i.e idea ideal identified identify ie illustrate immense impact implement
    implementation implications importance important importantly impressive improve improved improvement
    improvements improves improving include included includes including incorporate incorporates incorporating
    increase increased increases increasing increasingly indicate indicates inferior inherent initial insight
    insights inspired instead integrate integrated integrates integrating interest interestingly intermediate
    introduce introduced introduces introducing intuitive investigate investigated investigating investigation
    involve involves involving issue issues key kind know known lack large-scale largely larger largest lastly
    latest lead leading leads learn least leave led less let level leverage leveraged leverages leveraging
    lightweight like likely limit limitation limitations limited line list literature little look lot
    low-quality lower made main mainly maintain maintaining major make makes making manner many master maximum
    mean means measure meet methodologies methodology million millions minimal minimum mitigate moderate modern
    moreover motivated much named namely nature near nearly necessary need needed needs nevertheless new newly
    next non nontrivial notably note noteworthy novel number numerous observe observed obtain obtained obtains
    offer offering offers official ongoing open-source open-sourced opportunities optimal order org original
    otherwise outperform outperforming outperforms overall overcome paper papers part partially particular
    particularly parts past people percent perfect perform performance performed performing performs perspective
    picture pioneering place play plays plenty points popular pose poses positive possible potential
    potentially power powerful practical practice practitioners pre-existing precise predominantly preliminary
    present presented presenting presents prevalent previous previously previously-unseen primarily primary
    principle prior procedure processes produce produced produces prohibitively project prominent promise
    promising promote proper properties property propose proposed proposes proposing prove proven provide
    provided provides providing public publicly publicly-available purpose quantitative quantitatively quickly
    raise raised range rapid rapidly rarely rate rather reach reaches ready real-world realize reasonable recent
    recently reduce reduced reduces reducing reference regard regarding related relative relatively release
    released relevant reliable rely relying remain remainder remains remarkable remarkably report reported
    represent represents require required requirement requirements requires requiring research researcher
    researchers respect respectively result resulting results reveal revealed reveals rich right rise root
    roughly run scale scarce scarcity scenario scenarios scheme scope score scores section seek sense sensible
    serve serves set sets setting settings setup setups several severe share shed short shortcoming shortcomings
    showcase showcasing showing shown shows side significant significantly similar simple simplicity simply
    simultaneously situation size slight slightly so-called solely solution solutions solve solving
    sophisticated sort sota source specific specifically stage stages standard start starting state-of-the-art
    states statistically step steps still straightforward strategies strategy strength strong strongly struggle
    studied studies study studying suboptimal subsequent subsequently subset substantial substantially success
    successful successfully suffer sufficient suggest suggesting suggests suitable sum superior support supports
    surpass surpasses surpassing surprisingly systematic systematically tackle tackling tailored takes taking
    target targeted term terms tested thanks theoretical thereby therefore thing thorough thoroughly thousands
    thus today together topic topical topics total toward towards trade traditional train treat tremendous tried
    true truly try turn two type types typical typically ultimately underexplored underlying understand unified
    unique unknown unlike unprecedented usable usage use used useful uses using usually utility utilize utilized
    utilizes utilizing validate validated valuable value values variant variants variety various vary varying
    vast verified verify versatile version versus via viable view vital vs way ways well well-known whereas
    wherein while whole whose wide wide-ranging widely widespread wise within without work work-in-progress
    works world worse year yet yield yielding yields
    """.split()
)
"""What authors say of their work whatever it is about."""

VERBS = frozenset(
    """
    accelerate accept accessing accommodate accommodates accommodating accomplish accumulate acquire activate
    activates adapt adapting adapts adjust adjusting adjusts adopts advocate affect affecting affects
    aggregating align aligning aligns alleviated alleviates alongside alter altering alters amplifies amplify
    analyse analysing analyzes analyzing annotate annotates anticipate appears applies approached approaching
    approximate approximates approximating argue argues arrive articulate ask asks assemble assembled assesses
    assessing assign assist associate assumes attain attained attaining attains attend attract augment
    augmenting augments author authors automate automates automating avoid avoiding avoids beat beats begin
    boost boosts breaks bridges bridging broaden builds bypass bypasses bypassing calculate calculates
    calculating calibrate calibrating captures capturing carries carry cast casting casts catalyze categorize
    changing characterize characterizes characterizing choose chooses chose circumvent clarifies clarify
    clarifying classify closes closing combat come comes communicate compensate compete compile complementing
    complements completes complicate complicates complicating comply composes comprehend comprehending compress
    compresses compromises computes concatenate concatenating concentrate concerning conducting conducts confirm
    confirming confirms connect considers consolidate consolidates constitute constitutes constrain constraining
    constrains constructs contextualize controlling convert converting convey conveying conveys cope corroborate
    costly counter couples curate curating customize deal decide decode decodes decompose decomposes decomposing
    decouple decouples decreasing deepen defend define defines defining delineate deliver delve democratize
    denoise denote depict depicting derives describing designing detailing detect determines develops diagnose
    differentiate differs diminish disambiguate discern discriminate discusses discussing disentangle disregard
    disregarding disrupt disrupting disrupts distill distills distinguish distort distribute distributing
    divides dominate doubling drives easier easing elicit eliminates eliminating elucidate embed emphasizes
    emphasizing empower empowers emulate emulates emulating encapsulate encode encodes encompass encompasses
    encourages endow endows enforce engage enjoys enrich enriches enriching entails enter envision equip
    equipping equips establishes establishing evade evoke exacerbate examines examining exceeds exclude execute
    executes exemplify expand expanding expands experimented explaining explains exploiting exploits expose
    exposes exposing express expresses extends facilitates facilitating feed feeding feeds fills finds fit fits
    fix fixing follows forcing forecast formalize formalizes formalizing forming formulates formulating foster
    freezing fulfill fuse gather gauge gave generalise generalize gives giving got govern governing grasp grows
    guarantee guaranteeing guiding hallucinate hallucinates hampers happen harness harnesses harnessing
    highlighted hinder hindering hinders holds hurt hypothesize ignore ignores ignoring illustrates illustrating
    imitate impacting impair impairs impede impedes implementing implements imposes imposing indicating induce
    induces infer infers influences influencing inform informing informs inherit inherits initialize initializes
    initiate inject insert inspect inspire instantiate intend intensified interfere internalize interpret
    intervene investigates invoke isolate isolating just justify keeping keeps lacks lay laying lays learns
    leaving lift limiting localize locate lowering lowers maintains manage manages manipulate manipulating mark
    marking matches matters maximize maximizes maximizing measuring meets memorize memorizes merges mimic
    mimicking mimics minimize minimizes minimizing mirroring mislead miss mitigates mitigating modifies modify
    modifying modulate modulates modulating motivate motivating narrowing narrows navigate navigating neglecting
    normalize notes obscuring observes observing occupy operationalize optimise optimize optimizes optimizing
    orchestrates organize organizing outline outlines outlining outperformed overcomes overcoming overfit
    overfits overlook overlooking participate pave paves paving pay penalize perceive perturbing pick pinpoint
    pioneers placing played playing plus populate posing posit possess possesses predicts prepare preserve
    preserves preserving prevent prevents prioritize proceed propagate propelled protect proving publish pursue
    pursuing push pushed pushes pushing quantifies quantify quantifying reached reaching realizing receives
    recognize recognizes recommend reconcile reconstruct reconstructs recover recovers rectify redefines
    redesign refer refine refines refining reflect reflecting reflects reformulate reformulates reformulating
    reframe regularize regularizes regularizing regulate reinforce reinforces reinforcing releasing remove
    removes removing render renders repeating replace replaces replacing replicate representing reproduce
    reproducing resemble resembles resembling reshape reshaping resist resolve resolves respects restore
    restrict restricting restricts retain retaining retains rethink retrieve revealing revise revisit revisits
    revolutionize rewrite rewrites satisfies satisfy satisfying save select selecting selects separates
    showcases simplifies simplify simplifying simulate simulates simulating solves specifies specify specifying
    stabilize standardize stay stays steer steers stimulate streamline streamlines streamlining strengthen
    strengthening strengthens submit substantiate succeed suffice suit summarizes supervise supervising supplies
    supporting suppress surpassed tackled tackles tailor targets teach teaches trace trains transcribe tune
    uncover uncovering uncovers undergoing undergone undermine undermines undermining underpins underscore
    underscoring unify unleash unlock unlocking unlocks unveil validates validating verifies verifying violate
    visualize visualizing weakens witnessed won yielded
    """.split()
)
"""What is done in abstracts. Of the words of 73,107 abstracts of computer science, those that mostly stand behind "to",
"we" or "can", or often before an article, and hardly ever end a noun phrase; those that are nouns of a field too are
left out.
"""

WEAK_WORDS = frozenset(
    """
    accurate adaptive addition algorithm algorithms analyses analysis annotated annotation annotations
    application applications approach approaches architecture architectures area areas attention automated
    automatic automatically benchmark benchmarks capture classification code community complexity computational
    considerable content context contexts contextual corpora corpus cost costs data dataset datasets deep design
    detection distribution diversity domain domains downstream dynamic efficiency environment environments error
    errors evaluation evaluations expert experts face fact feature features foundation framework frameworks
    function general generalization generation hand high human image images information input instance instances
    interaction knowledge label labeled labelled labels language languages large learned learning linguistic
    long loss low machine mechanism method methods metrics model modeling modelling models module modules
    multiple natural network networks neural object objects open output outputs pair pairs paradigm paradigms
    parameters pipeline point prediction problem problems process processing progress quality question questions
    real representation representations resource resources robust role sample samples second semantic sentence
    sentences sequence sequences shared signals single small smaller space state structure structures supervised
    system systems task tasks technique techniques technologies technology test text texts time tool tools
    trained training understanding unseen unsupervised user users video videos visual word words years
    """.split()
)
"""Words that say little alone and much in a phrase: "question answering", "language models", "image generation"."""


@cache
def breaking_words() -> frozenset[str]:
    """Return the words that no phrase runs across: they stand between noun phrases."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS  # takes a second, which a page need not wait for

    return (frozenset(ENGLISH_STOP_WORDS) | ABSTRACT_WORDS | VERBS) - WEAK_WORDS
