"""What a publisher may do next."""

from pathlib import Path

from domain.measures import RecommendationKind
from services.retention.recommendations import recommend
from tests.services.retention.world import World, ago


def test_one_leads_to_the_product_page_and_one_to_the_dormant_customers(tmp_path: Path) -> None:
    world = World()
    world.offer("vm & more", product_url="https://example.com/vm")
    world.use("a", ago(60), offer="vm & more")
    found = [(each.kind, each.url) for each in recommend(world.view(tmp_path), 0)]
    assert found == [
        (RecommendationKind.REVIEW_OFFER_PAGE, "https://example.com/vm"),
        (
            RecommendationKind.CONTACT_DORMANT_CUSTOMERS,
            "/customers?dormant.offerId=vm+%26+more&dormant.granularity=DAY&dormant.period=45",
        ),
    ]


def test_an_offer_without_a_page_still_says_to_review_it(tmp_path: Path) -> None:
    world = World()
    world.use("a", ago(60))
    review = recommend(world.view(tmp_path), 0)[0]
    assert (review.kind, review.url) == (RecommendationKind.REVIEW_OFFER_PAGE, None)
