"""A storage's listing: what is below a name, and nothing else."""

from db.addresses import open_storage
from tests.db.storage import make_bucket


def test_what_has_the_name_itself_is_not_below_it(s3_server: str) -> None:
    # a store's package answers with what is there under the very name, where nothing was below it when it looked first
    storage = open_storage(make_bucket(s3_server))
    storage.put("leases", b"another's")
    assert storage.objects("leases") == {}
    storage.put("leases/000000000001", b"{}")
    assert storage.objects("leases") == storage.objects("leases/") == {"leases/000000000001": 2}
