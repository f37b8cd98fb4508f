"""Settings of the limits; docs/limits.md says why each default is what it is."""

from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings


class LimitSettings(BaseSettings):
    """Part of the settings; each description says what the variable takes."""

    document_tokens: int = Field(4_000, ge=100, le=20_000, description="a whole number of tokens from 100 to 20000")
    document_depth: int = Field(20, ge=5, le=40, description="a whole number of levels from 5 to 40")
    document_aliases: int = Field(100, ge=0, le=20_000, description="a whole number from 0 to 20000")
    document_directives: int = Field(50, ge=0, le=20_000, description="a whole number from 0 to 20000")
    document_definitions: int = Field(
        50, ge=1, le=100, description="a whole number of operations and fragments from 1 to 100"
    )
    variable_values: int = Field(10_000, ge=10, le=1_000_000, description="a whole number of values from 10 to 1000000")
    cost_limit: int = Field(50_000, ge=1, le=10**9, description="a whole number from 1 to 1000000000: of one request")
    cost_capacity: int = Field(
        1_000_000, ge=1, le=10**12, description="a whole number from 1 to 1000000000000: what a token may spend at once"
    )
    cost_refill: int = Field(
        6_000_000,
        ge=1,
        le=10**12,
        description="a whole number from 1 to 1000000000000: what a token gets back a minute",
    )
    running_requests: int = Field(8, ge=1, le=10_000, description="a whole number from 1 to 10000, of each process")
    waiting_requests: int = Field(64, ge=0, le=100_000, description="a whole number from 0 to 100000, of each process")
    documents: Literal["open", "trusted"] = Field("open", description="open or trusted (registered documents only)")
