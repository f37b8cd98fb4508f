// Customers: who was retained, or dormant, in one period after first use, and what they are worth.
import { useState } from "react";
import { useOwnQuestion } from "../api/question";
import { exact } from "../format";
import { RetentionCustomersDocument } from "../generated/documents";
import type { RetentionCustomerOrderField, RetentionCustomersQuery, RetentionStatus } from "../generated/types";
import { Pager, Table, Tabs, Widget, usePages } from "../widgets";
import type { Sort } from "../widgets";
import { useFeatures } from "../widgets/features";
import { customersColumns } from "./customers-columns";
import type { Account } from "./customers-columns";
import { offerIn } from "./offer-shown";
import type { RetentionWidget } from "./offer-shown";
import { PageSize } from "./PageSize";
import { HORIZONS, UNITS, periodName } from "./periods";

type Order = RetentionCustomerOrderField;

const SIZES = [10, 50, 100] as const;
/** As the page asks. */
export const CUSTOMERS_FIRST = SIZES[0];
const LARGEST: Sort<Order> = { field: "REVENUE", direction: "DESC" };
const STATUSES: readonly { value: RetentionStatus; label: string }[] = [
  { value: "RETAINED", label: "Retained" },
  { value: "DORMANT", label: "Dormant" },
];

interface DayProps {
  periods: number[];
  unit: string;
  value: number;
  onChange(period: number): void;
}

function DayPicker({ periods, unit, value, onChange }: DayProps) {
  const offered = periods.includes(value) ? periods : [...periods, value];
  return (
    <label className="choice">
      Normalized {unit.toLowerCase()}
      <select value={value} onChange={(event) => onChange(Number(event.target.value))}>
        {offered.map((period) => <option key={period} value={period}>{unit} {period}</option>)}
      </select>
    </label>
  );
}

function why(data: RetentionCustomersQuery, period: number, status: RetentionStatus): string | null {
  const retention = offerIn(data)?.retention;
  if (!retention || retention.customers.nodes.length) return null;
  const name = periodName(retention.granularity, period);
  const point = retention.curve.points.find((each) => each.period === period);
  if (!point) return `No customer has got as far as ${name} yet. Choose an earlier one.`;
  const all = `all ${exact(point.eligible)} customers who have got so far`;
  return status === "DORMANT" ? `Nobody is dormant on ${name}: ${all} used the offer.` : `Nobody was retained on ${name}: of ${all}, none used the offer.`;
}

export function RetentionCustomers({ page, chosen, asked, exported, missing }: RetentionWidget) {
  const { granularity } = chosen;
  const { role } = useFeatures();
  const unit = UNITS[granularity], horizon = HORIZONS[granularity];
  const [status, setStatus] = useState<RetentionStatus>("RETAINED");
  const [period, setPeriod] = useState(horizon);
  const [sort, setSort] = useState(LARGEST);
  const [first, setFirst] = useState<number>(CUSTOMERS_FIRST);
  const question = { ...asked, period, status, customersOrder: [sort] };
  const pages = usePages(first, { ...question, first });
  const variables = { ...question, customersFirst: first, customersAfter: pages.after };
  const asInPage = status === "RETAINED" && period === horizon && sort.field === LARGEST.field && sort.direction === LARGEST.direction
    && first === CUSTOMERS_FIRST && pages.after === null;
  const answer = useOwnQuestion(RetentionCustomersDocument, variables, page, asInPage);
  const points = offerIn(page.data)?.retention.curve.points ?? [];
  const name = periodName(granularity, period);
  return (
    <Widget name="retention-customers" title="Customers" wide answer={answer} document={RetentionCustomersDocument} variables={variables}
      download={exported && { report: "RETENTION_CUSTOMERS", arguments: { ...exported, period, status, orderBy: [sort] } }}
      tools={
        <>
          <DayPicker periods={points.map((each) => each.period)} unit={unit} value={period} onChange={setPeriod} />
          <Tabs<RetentionStatus> label="Retained or dormant" options={STATUSES} value={status} onChange={setStatus} />
          <PageSize label="Rows" sizes={SIZES} value={first} onChange={setFirst} />
        </>
      }
      info={`The accounts behind a number: retained, with usage in that very ${unit.toLowerCase()} after first use, or dormant, without; reversible. Revenue generated: from first use to the last day of the ${unit.toLowerCase()}; revenue per ${unit.toLowerCase()}: within it; in US dollars. Last use: last day of usage up to the last day of data. All follow the offer over all its plans. The customer of an account is the one with its first use.`}
      empty={(data) => missing ?? why(data, period, status)}>
      {(data) => {
        const list = offerIn(data)?.retention.customers;
        if (!list) return <></>;
        return (
          <>
            <Table<Account, Order> caption={`Customers ${status.toLowerCase()} on ${name}`} columns={customersColumns(granularity, role === "OWNER")} rows={list.nodes}
              rowKey={({ accountId }) => accountId} numberedFrom={pages.from} sort={sort} onSort={setSort} />
            <Pager from={pages.from} count={list.nodes.length} total={list.totalCount} hasNext={list.pageInfo.hasNextPage} onNext={() => pages.next(list.pageInfo.endCursor)}
              hasPrevious={pages.hasPrevious} onPrevious={pages.previous} loading={answer.loading} />
          </>
        );
      }}
    </Widget>
  );
}
