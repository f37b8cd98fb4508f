"""The publisher's subscriptions."""

from collections.abc import Sequence

from services.frames import records
from services.view import View


def subscriptions(view: View, keys: Sequence[int]) -> dict[int, str]:
    """The subscription ids of keys of the part."""
    sql = (
        "SELECT subscription, subscription_id FROM subscriptions"
        " WHERE subscription IN (SELECT UNNEST(CAST($subscriptions AS INTEGER[])))"
    )
    rows = records(view.house.slices.whole(view.part).query(sql, {"subscriptions": list(keys)}))
    return {row[0]: row[1] for row in rows}
