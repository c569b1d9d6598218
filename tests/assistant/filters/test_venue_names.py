"""Short names of venues, and the venues that they mean."""

import pytest

from assistant.filters.venue_names import known_venue, venues_called

HELD = (
    "ACL 2021 (Long Papers)",
    "Findings of ACL 2021",
    "NAACL 2021",
    "Proceedings of the 28th International Conference on Computational Linguistics",
    "Proceedings of the 20th Chinese National Conference on Computational Linguistics",
    "Proceedings of the 2021 Conference on Empirical Methods in Natural Language Processing",
    "Proceedings of the Workshop on Reeds at ACL 2020",
    "LREC-COLING 2024",
    "Advances in Neural Information Processing Systems 36",
    "Reeds and Rushes (RaR'21)",
)


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("ACL", (0, 1)),
        ("acl", (0, 1)),
        ("NAACL", (2,)),
        ("COLING", (3, 7)),
        ("EMNLP", (5,)),
        ("NIPS", (8,)),
        ("RaR", (9,)),
        ("ICML", ()),
        ("rar", ()),
    ],
)
def test_a_short_name_means_its_own_venues(name: str, held: tuple[int, ...]) -> None:
    assert set(venues_called(known_venue(name) or name, HELD)) == {HELD[number] for number in held}
