// Customer retention details: every day of usage of the offer, by customer and plan.
import { useState } from "react";
import { useOwnQuestion } from "../api/question";
import { RetentionDetailsDocument } from "../generated/documents";
import type { RetentionDetailOrderField } from "../generated/types";
import { Pager, Table, Widget, usePages } from "../widgets";
import type { Sort } from "../widgets";
import { useFeatures } from "../widgets/features";
import { detailsColumns } from "./details-columns";
import type { Detail } from "./details-columns";
import { offerIn } from "./offer-shown";
import type { RetentionWidget } from "./offer-shown";
import { PageSize } from "./PageSize";

type Order = RetentionDetailOrderField;

const SIZES = [50, 100, 500] as const;
/** As the page asks. */
export const DETAILS_FIRST = SIZES[0];
const NEWEST: Sort<Order> = { field: "RETAINED_ON", direction: "DESC" };

function rowKey({ customer, plan, retainedOn }: Detail): string {
  return `${customer.customerId} ${plan?.planId ?? ""} ${retainedOn}`;
}

export function RetentionDetails({ page, asked, exported, missing }: RetentionWidget) {
  const { role } = useFeatures();
  const [sort, setSort] = useState(NEWEST);
  const [first, setFirst] = useState<number>(DETAILS_FIRST);
  const question = { ...asked, detailsOrder: [sort] };
  const pages = usePages(first, { ...question, first });
  const variables = { ...question, detailsFirst: first, detailsAfter: pages.after };
  const asInPage = sort.field === NEWEST.field && sort.direction === NEWEST.direction && first === DETAILS_FIRST && pages.after === null;
  const answer = useOwnQuestion(RetentionDetailsDocument, variables, page, asInPage);
  return (
    <Widget name="retention-details" title="Customer retention details" wide answer={answer} document={RetentionDetailsDocument} variables={variables}
      download={exported && { report: "RETENTION_DETAILS", arguments: { ...exported, orderBy: [sort] } }}
      tools={<PageSize label="Rows" sizes={SIZES} value={first} onChange={setFirst} />}
      info="A row for each customer, offer, plan and day of usage in the last 18 months, all accounts, newest day first. First usage date: of the customer's account. Days from first usage: from it to that day. Revenue generated: of that customer, offer and plan up to and with that day; per day: on it; in US dollars. Currency and license type: of the day's usage with most hours."
      empty={(data) => {
        const offer = offerIn(data);
        if (!offer) return missing;
        return offer.retention.details.nodes.length ? null : "Nobody used this offer in the last 18 months, or nobody in this segment. Load usage reports of that time, or clear the segment.";
      }}>
      {(data) => {
        const list = offerIn(data)?.retention.details;
        if (!list) return <></>;
        return (
          <>
            <Table<Detail, Order> caption="Customer retention details" columns={detailsColumns(role === "OWNER")} rows={list.nodes} rowKey={rowKey}
              numberedFrom={pages.from} sort={sort} onSort={setSort} />
            <Pager from={pages.from} count={list.nodes.length} total={list.totalCount} hasNext={list.pageInfo.hasNextPage} onNext={() => pages.next(list.pageInfo.endCursor)}
              hasPrevious={pages.hasPrevious} onPrevious={pages.previous} loading={answer.loading} />
          </>
        );
      }}
    </Widget>
  );
}
