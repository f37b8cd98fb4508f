"""Exports: reports as files, asked for by a mutation, followed by a subscription."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated

import strawberry

from domain import exports as domain
from domain.export_rules import ExportStatus
from domain.exports import ExportFormat, ExportReport
from domain.pages import Order
from schema.arguments import After, Before, First, Last
from schema.connections import Connection
from schema.directives import PAGE, QUESTION, ROWS, sized
from schema.enums import Granularity, Measure, RetentionStatus, SortDirection, describe
from schema.fields import asked, followed
from schema.inputs import CustomerFilterInput, MonthRangeInput, SegmentInput
from schema.nodes import Node
from schema.scalars import BigInt

describe(
    ExportReport,
    "What a file shows: the rows of the field that shows the same thing, under the arguments of that field.",
    {
        "CUSTOMER_DETAILS": "The customer details table: range, filter, orderBy.",
        "CUSTOMER_TREND": "Customers by month: range, filter.",
        "GEOGRAPHY": "Customers by country: range, filter.",
        "CONCENTRATION": "How much the largest customers hold: range, filter, measure, bands.",
        "LEADERBOARD": "The largest customers: range, filter, measure, top.",
        "ORDERS_BY_PLAN": "Orders by plan: range, filter, customerId, top.",
        "SEATS_BY_PLAN": "Seats by plan: range, filter, customerId, top.",
        "CUSTOMER_TYPES": "The measure by month, of new and existing customers: range, filter, measure.",
        "RETENTION_DETAILS": "Usage by customer, plan and day: offerId, segment, orderBy.",
        "RETENTION_CURVE": "Retention by period: offerId, granularity, segment, upTo.",
        "RETENTION_CUSTOMERS": "The accounts behind a number: offerId, granularity, segment, period, status, orderBy.",
        "OFFER_STANDING": "The offer among others of its category: offerId, granularity, segment.",
        "SCORE_DISTRIBUTION": "How the scores of the category spread: offerId, granularity, segment.",
        "POTENTIAL_REVENUE": "What the accounts that went dormant were worth: offerId, granularity, segment, upTo.",
        "ACTIVE_CUSTOMERS": "Customers by offers used and stay: category.",
        "COHORT_HEAT_MAP": "Cohorts by month of first use: offerId, segment, matureOnly.",
    },
)
describe(
    ExportFormat,
    "How a file is written.",
    {
        "CSV": "Commas, UTF-8, a line of names first; cells that a spreadsheet would run begin with an apostrophe.",
        "TSV": "The same with tabs.",
        "PARQUET": "Typed columns, values untouched.",
        "XLSX": "A workbook; texts are texts, never formulas.",
    },
)
describe(
    ExportStatus,
    "What became of an export.",
    {
        "QUEUED": "It waits for a worker.",
        "RUNNING": "It is being written.",
        "READY": "The file can be downloaded until it expires.",
        "FAILED": "There will be no file; `error` says why.",
        "CANCELED": "It was canceled before it was ready.",
        "EXPIRED": "Its time is over, and the file is gone.",
    },
)


@strawberry.type(description="A report as a file. A member sees its own exports, an owner the publisher's.")
class Export(Node):
    """Of the publisher."""

    report: ExportReport = strawberry.field(description="What it shows.")
    format: ExportFormat = strawberry.field(description="How it is written.")
    status: ExportStatus = strawberry.field(description="What became of it.")
    rows: BigInt | None = strawberry.field(description="Rows of the file; null until it is ready.")
    bytes: BigInt | None = strawberry.field(description="Bytes of the file; null until it is ready.")
    progress: float | None = strawberry.field(
        description="The part of the rows that is written, 0 to 1; null where that is not known, and where there will be no file."
    )
    created_at: datetime = strawberry.field(description="When it was asked for.")
    ready_at: datetime | None = strawberry.field(description="When the file was ready.")
    expires_at: datetime | None = strawberry.field(
        description="Until when the file can be downloaded: 30 days (a setting)."
    )
    download_url: str | None = strawberry.field(
        description="Where the file is, below this service's address, with the same bearer token; null unless it is ready."
    )
    error: str | None = strawberry.field(description="Why there is no file; null where nothing went wrong.")
    requested_by: str = strawberry.field(description="The member or token that asked for it.")
    personal_data: bool = strawberry.field(description="Whether the file may hold personal data of customers.")

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Whether a node's value is an export."""
        return hasattr(value, "export_id")


ExportConnection = Connection[Export]


@strawberry.type(description="Why something that was asked for was not done, and what to do.")
class UserError:
    """An expected refusal, as data."""

    code: str = strawberry.field(description="The stable code, one of those of errors.")
    message: str = strawberry.field(description="What is wrong and what to do.")
    field: list[str] | None = strawberry.field(
        description="Where in the arguments, where it is in one of them.", directives=[sized(2)]
    )


@strawberry.type(description="What became of a request for an export.")
class RequestExportPayload:
    """The export, or why there is none."""

    export: Export | None = strawberry.field(description="The export; null where it was refused.")
    errors: list[UserError] = strawberry.field(
        description="Why it was refused; empty where it was not.", directives=[sized(1)]
    )


@strawberry.type(description="What became of a cancellation.")
class CancelExportPayload:
    """The export as it is now."""

    export: Export | None = strawberry.field(description="The export; null where none of that id is visible.")
    errors: list[UserError] = strawberry.field(
        description="Why it was not canceled; empty where it was.", directives=[sized(1)]
    )


@strawberry.input(description="One step of the order of a file's rows.")
class ExportOrder:
    """Names a field as the order of the field that shows the same thing does."""

    field: str = strawberry.field(description="What to order by, like COMPANY_NAME.")
    direction: SortDirection = strawberry.field(default=SortDirection.ASC, description="Which way.")

    def to_domain(self) -> Order:
        """Its key."""
        return domain.read_order(self.field, self.direction)


@strawberry.input(
    description="What to export. The arguments are those of the field that shows the same thing; "
    "one that the report does not take is BAD_INPUT."
)
class RequestExportInput:
    """A report with its arguments."""

    report: ExportReport = strawberry.field(description="What to show.")
    format: ExportFormat = strawberry.field(default=ExportFormat.CSV, description="How to write it.")
    range_: MonthRangeInput | None = strawberry.field(name="range", description="The range of months.")
    filter_: CustomerFilterInput | None = strawberry.field(name="filter", description="Whom to show.")
    measure: Measure | None = strawberry.field(description="The measure; null = orders.")
    bands: int | None = strawberry.field(description="How many bands; null = 10.")
    top: int | None = strawberry.field(description="How many to show, largest first; null = as the field has it.")
    customer_id: str | None = strawberry.field(description="Only of this customer.")
    offer_id: str | None = strawberry.field(description="The offer.")
    granularity: Granularity | None = strawberry.field(description="The length of a period; null = a day.")
    segment: SegmentInput | None = strawberry.field(description="A part of the usage; null = all of it.")
    period: int | None = strawberry.field(description="The period; null = 0.")
    status: RetentionStatus | None = strawberry.field(description="Whom of the period; null = the retained.")
    up_to: int | None = strawberry.field(description="The last period; null = the horizon.")
    mature_only: bool | None = strawberry.field(description="Only cohorts that are complete; null = all.")
    category: str | None = strawberry.field(description="Only offers of this category.")
    order_by: list[ExportOrder] | None = strawberry.field(
        description="The order of the rows; null = as the field has it."
    )

    def to_domain(self) -> domain.ExportRequest:
        """The request. Raises BadInputError."""
        return domain.ExportRequest(
            report=self.report,
            format=self.format,
            range=self.range_.to_domain() if self.range_ else None,
            filter=self.filter_.to_domain() if self.filter_ else None,
            measure=self.measure,
            bands=self.bands,
            top=self.top,
            customer_id=self.customer_id,
            offer_id=self.offer_id,
            granularity=self.granularity,
            segment=self.segment.to_domain() if self.segment else None,
            period=self.period,
            status=self.status,
            up_to=self.up_to,
            mature_only=self.mature_only,
            category=self.category,
            order_by=None if self.order_by is None else tuple(step.to_domain() for step in self.order_by),
        )


@strawberry.input(description="What to cancel.")
class CancelExportInput:
    """An export."""

    id: strawberry.ID = strawberry.field(description="The export's global id.")


ExportId = Annotated[strawberry.ID, strawberry.argument(name="id", description="The export's global id.")]


@strawberry.type(description="What can be asked.")
class ExportQuery:
    """Exports that were asked for."""

    @asked(description="An export by its global id; null where none of that id is visible.")
    async def export(self, id_: ExportId) -> Export | None: ...

    @asked(description="A member's own exports, an owner's publisher's, the newest first.", directives=[ROWS, PAGE])
    async def exports(
        self,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> ExportConnection: ...


@strawberry.type(description="What can be changed.")
class Mutation:
    """Exports are all that clients make."""

    @asked(
        description="Writes a report as a file: at once up to 1000 rows (customers) or 500 (retention), else from a queue. "
        "Scope, data and masking are those of this request.",
        directives=[QUESTION],
    )
    async def request_export(
        self, input_: Annotated[RequestExportInput, strawberry.argument(name="input", description="What to export.")]
    ) -> RequestExportPayload: ...

    @asked(description="Ends an export that is queued or runs.")
    async def cancel_export(
        self, input_: Annotated[CancelExportInput, strawberry.argument(name="input", description="What to cancel.")]
    ) -> CancelExportPayload: ...


@strawberry.type(description="What can be followed, over server-sent events.")
class Subscription:
    """The progress of exports."""

    @followed(
        description="An export as it is, then each time it changes, until it has ended; NOT_FOUND where none of that id is visible."
    )
    async def export_progress(self, id_: ExportId) -> AsyncIterator[Export]: ...
