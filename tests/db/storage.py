"""A real S3 on loopback for tests, and an empty place for export files of each kind."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import boto3
import s3fs
from moto.server import ThreadedMotoServer

_NUMBERS = count(1)
VARIABLES = {
    "AWS_ACCESS_KEY_ID": "tests",
    "AWS_SECRET_ACCESS_KEY": "tests",
    "AWS_DEFAULT_REGION": "us-east-1",
}


@contextmanager
def running_s3() -> Iterator[str]:
    """Starts a server and gives its address; the environment names it to whoever opens `s3://`."""
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    given = VARIABLES | {"AWS_ENDPOINT_URL": address}
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    try:
        yield address
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        s3fs.S3FileSystem.clear_instance_cache()
        server.stop()


def make_bucket(address: str) -> str:
    """The URL of a folder in a new bucket."""
    name = f"exports-{next(_NUMBERS)}"
    boto3.client("s3", endpoint_url=address).create_bucket(Bucket=name)
    return f"s3://{name}/files"
