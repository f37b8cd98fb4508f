"""Settings of live loading; docs/loading.md says what they are for."""

from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings


class LoadingSettings(BaseSettings):
    """Part of the settings; each description says what the variable takes."""

    loading: Literal["on", "off"] = Field(
        "on", description="on or off: whether a process beside a server loads what is sent and watched for"
    )
    load_bytes: int = Field(
        2_000_000_000, ge=1000, le=10**13, description="a whole number of bytes from 1000 to 10000000000000"
    )
    load_unpacked_bytes: int = Field(
        20_000_000_000, ge=1000, le=10**14, description="a whole number of bytes from 1000 to 100000000000000"
    )
    load_lease_seconds: float = Field(30, ge=1, le=3600, description="a number of seconds from 1 to 3600")
    loads_unfinished: int = Field(100, ge=1, le=100_000, description="a whole number from 1 to 100000")
    watch: str = Field("", description="a folder, or a URL like s3://bucket/folder")
    watch_seconds: float = Field(10, ge=0.1, le=86_400, description="a number of seconds from 0.1 to 86400")
