"""What each sentence of an abstract does in it."""

from assistant.outlines.roles import LEARNT_ROLES, N_BUCKETS, features, learnt_roles, roles_of

ABSTRACT = [
    "Parsing of river languages has received little attention in recent years.",
    "In this paper we propose a shared encoder for parsing them.",
    "The encoder is trained jointly on all treebanks with a masked objective.",
    "Experimental results show that our parser outperforms the baseline by 3.1 points.",
    "Rare word orders remain challenging.",
    "Our code is publicly available at https://example.org.",
]


def test_the_roles_of_a_plain_abstract_follow_its_course() -> None:
    roles = [item.role for item in roles_of(ABSTRACT)]
    assert roles[0] == "background"
    assert roles[1] in ("objective", "method")
    assert roles[2] == "method"
    assert roles[3] == "result"
    assert roles[5] == "resource"


def test_every_probability_is_that_of_the_likeliest_role() -> None:
    assert all(1 / len(LEARNT_ROLES) < item.probability <= 1 for item in learnt_roles(ABSTRACT))


def test_no_sentence_has_no_role() -> None:
    assert roles_of([]) == ()


def test_a_sentence_of_signs_alone_still_has_a_role() -> None:
    assert len(roles_of(["…", "中文句子。"])) == 2


def test_features_are_sorted_buckets_each_once() -> None:
    for buckets in features(ABSTRACT):
        assert list(buckets) == sorted(set(buckets))
        assert all(0 <= bucket < N_BUCKETS for bucket in buckets)
