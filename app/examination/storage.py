"""The storage: whether it can be listed, read, written and deleted in, and keeps two hosts from changing it at once."""

import secrets
from collections.abc import Iterator

from app.examination.finding import Finding, judge
from app.settings import Settings
from db.addresses import open_storage


def examine_storage(settings: Settings) -> Iterator[Finding]:
    """Puts a small object twice where the second must be refused, reads it and takes it away; nothing where there is no storage."""
    if not settings.storage:
        return
    storage = open_storage(settings.storage)
    name, text = f"examined/{secrets.token_hex(8)}", b"by doctor"
    made, again = storage.create(name, text), storage.create(name, b"twice")
    whole = made and storage.read(name) == text and name in storage.objects("examined")
    storage.remove([name])
    gone = not storage.exists(name)
    found = f"{storage.address} {'can' if whole and gone else 'cannot'} be listed, read, written and deleted in"
    yield judge("storage", whole and gone, found, "give the service the rights that docs/storage.md lists")
    told = "refuses to put what is there already" if not again else "puts what is there already, though asked not to"
    mend = "two commands at once would spoil it: take a storage that knows conditional writes (If-None-Match)"
    yield judge("storage lease", not again, told, mend)
