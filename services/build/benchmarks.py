"""What all publishers together may show: their curves by category, without a name, an id or a customer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Final

import orjson
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from db.arrow import read_arrow
from db.depot import Depot
from db.files import write_file, writing
from db.parts import BENCHMARKS as FOLDER
from db.parts import PART_FILE, Part, part_folder
from db.tables import BENCHMARKS, PART_FORMAT
from domain.measures import UNCATEGORIZED, Granularity
from services.catalogue.offers import fold_category
from services.frames import frame_of
from services.questions import named
from services.retention.benchmark import offer_key, publisher_key
from services.retention.counts import CURVE
from services.retention.window import step_back, window_parameters

_LENGTH: Final = 20
_KINDS: Final = {"VARCHAR": pa.string(), "TINYINT": pa.int8(), "INTEGER": pa.int32(), "BIGINT": pa.int64()}
_ORDER: Final = ["category_folded", "granularity", "step", "publisher_order", "offer_order", "n"]


@dataclass(frozen=True, slots=True)
class SharedCurves:
    """A built benchmarks part: its id and the day (UTC) of its build."""

    part_id: str
    day: date


def build_benchmarks(depot: Depot, parts: Sequence[Part], day: date, version: str, staging: Path) -> SharedCurves:
    """Builds the benchmarks of these parts, each at its own as_of, unless they are there; `staging` is an empty folder to be."""
    part_id = _id_of(parts, version)
    if not depot.has_part(FOLDER, part_id):
        staging.mkdir(parents=True)
        with writing(staging / "curves.parquet"):
            pq.write_table(_table_of(gather_curves(parts)), staging / "curves.parquet")
        facts = {"format": PART_FORMAT, "part_id": part_id, "day": day.isoformat()}
        write_file(staging / PART_FILE, orjson.dumps(facts, option=orjson.OPT_INDENT_2))
        depot.place_part(staging, part_folder(depot.home, FOLDER, part_id))
    return SharedCurves(part_id, day)


def is_gathered(name: str) -> bool:
    """Whether benchmarks are made of this file of a part."""
    return name in (PART_FILE, "offers.parquet") or name.startswith(f"answer-{CURVE.name}")


def gather_curves(parts: Sequence[Part]) -> pd.DataFrame:
    """Rows of the table `curves` from the stored curves of each part, now (step 0) and one step back (1, up to the horizon).

    Offers without a category are left out. Orders are dense ranks of the ids by code point, over what is gathered.
    """
    offers = {part.part_id: _categorized_offers(part) for part in parts}
    ids = sorted({offer_id for frame in offers.values() for offer_id in frame["offer_id"]})
    offer_order = {offer_id: rank for rank, offer_id in enumerate(ids, start=1)}
    publisher_order = {each: rank for rank, each in enumerate(sorted(part.publisher_id for part in parts), start=1)}
    frames = []
    for part in parts:
        named_offers = offers[part.part_id].assign(
            publisher_key=publisher_key(part.publisher_id),
            publisher_order=publisher_order[part.publisher_id],
            offer_key=[offer_key(offer_id) for offer_id in offers[part.part_id]["offer_id"]],
            offer_order=[offer_order[offer_id] for offer_id in offers[part.part_id]["offer_id"]],
        )
        frames += [curve.merge(named_offers, on="offer") for curve in _stored_curves(part)]
    gathered = pd.concat(frames) if frames else pd.DataFrame(columns=list(BENCHMARKS["curves"]))
    return gathered[list(BENCHMARKS["curves"])].sort_values(_ORDER, ignore_index=True)


def _id_of(parts: Sequence[Part], version: str) -> str:
    named_parts: Mapping[str, str] = {part.publisher_id: part.part_id for part in parts}
    facts = {"format": PART_FORMAT, "version": version, "parts": named_parts}
    return sha256(orjson.dumps(facts, option=orjson.OPT_SORT_KEYS)).hexdigest()[:_LENGTH]


def _categorized_offers(part: Part) -> pd.DataFrame:
    table = pq.read_table(part.table("offers"), columns=["offer", "offer_id", "category_folded"])
    frame = frame_of(table)
    return frame[frame["category_folded"] != fold_category(UNCATEGORIZED)]


def _stored_curves(part: Part) -> Iterator[pd.DataFrame]:
    for granularity in Granularity:
        for step, as_of in enumerate((part.as_of, step_back(part.as_of, granularity))):
            stored = part.answer(CURVE.mart(named(**window_parameters(as_of, granularity))))
            curve = frame_of(read_arrow(stored).select(["offer", "n", "eligible", "retained"]))
            first = curve.loc[curve["n"] == 0, ["offer", "eligible"]].rename(columns={"eligible": "day0"})
            # one step back only the horizon is compared; now, every period with eligible accounts is
            last = granularity.horizon if step else curve["n"].max()
            shown = curve[(curve["n"] <= last) & (curve["eligible"] > 0)].merge(first, on="offer")
            yield shown.assign(granularity=granularity.value, step=step)


def _table_of(curves: pd.DataFrame) -> pa.Table:
    schema = pa.schema([(name, _KINDS[kind]) for name, kind in BENCHMARKS["curves"].items()])
    return pa.Table.from_pandas(curves, schema=schema, preserve_index=False)
