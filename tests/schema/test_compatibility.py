"""No release breaks the clients of the one before: a removal comes only after @deprecated."""

import pytest

from app.compatibility import RELEASED, find_breaks, write_release
from resolvers.assembly import sdl

BEFORE = """
type Query {
  offer(offerId: ID!, old: Int @deprecated(reason: "nothing reads it")): Offer
  formerly: Former @deprecated(reason: "use offer")
  part: Part
}

type Offer {
  name: String!
  label: String @deprecated(reason: "use name")
  state: State!
}

type Former {
  number: Int
}

type Part {
  partId: ID!
}

enum State {
  SOLD
  GONE
  LOST @deprecated(reason: "use GONE")
}

input OfferFilter {
  name: String
  label: String @deprecated(reason: "use name")
}
"""


def test_the_program_breaks_nothing_of_the_last_release() -> None:
    assert find_breaks(RELEASED.read_text(encoding="utf-8"), sdl()) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("  name: String!\n  label", "  label", ["FIELD_REMOVED: Field Offer.name was removed."]),
        ("name: String!", "name: Int!", ["FIELD_CHANGED_KIND: Field Offer.name changed type from String! to Int!."]),
        ("name: String!", "name: String", ["FIELD_CHANGED_KIND: Field Offer.name changed type from String! to String."]),
        (
            "label: String @deprecated(reason: \"use name\")\n  state",
            "label: Int\n  state",
            ["FIELD_CHANGED_KIND: Field Offer.label changed type from String to Int."],
        ),
        ("  GONE\n", "", ["VALUE_REMOVED_FROM_ENUM: Enum value State.GONE was removed."]),
        ("offerId: ID!, ", "", ["ARG_REMOVED: Argument Query.offer(offerId:) was removed."]),
        ("offerId: ID!", "offerId: ID!, part: Int!", ["REQUIRED_ARG_ADDED: A required argument Query.offer(part:) was added."]),
    ],
)  # fmt: skip
def test_a_planted_break_is_told(old: str, new: str, found: list[str]) -> None:
    assert BEFORE.count(old) == 1
    assert find_breaks(BEFORE, BEFORE.replace(old, new)) == found


def test_what_was_deprecated_may_go_with_what_it_alone_reached() -> None:
    lines = BEFORE.replace(', old: Int @deprecated(reason: "nothing reads it")', "").splitlines()
    after = "\n".join(line for line in lines if "@deprecated" not in line)
    assert find_breaks(BEFORE, after) == []
    without = after.replace("type Former {\n  number: Int\n}\n", "")
    assert without != after
    assert find_breaks(BEFORE, without) == []


def test_an_addition_breaks_nothing() -> None:
    assert find_breaks(BEFORE, BEFORE.replace("name: String!", "name: String!\n  more: [Int!]!")) == []


def test_a_release_is_kept_without_descriptions_and_breaks_nothing_of_itself() -> None:
    kept = write_release(sdl())
    assert '"""' not in kept
    assert len(kept) < len(sdl())
    assert find_breaks(kept, sdl()) == find_breaks(sdl(), kept) == []
