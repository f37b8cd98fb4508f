// Customers at the end of the range: cards, and columns per month.
import { useMemo, useRef } from "react";
import type { ReactNode } from "react";
import type { Answer } from "../api/question";
import { Chart } from "../charts";
import { exact, Figure, Growth } from "../format";
import { CustomerSummaryDocument } from "../generated/documents";
import type { CustomerSummaryQuery } from "../generated/types";
import { Widget } from "../widgets";
import type { Frame } from "./asked";
import { customerSummaryOption } from "./customer-summary-option";
import { DEFINITIONS } from "./definitions";
import { NO_CUSTOMERS } from "./emptiness";
import { namedMonth } from "./month-labels";
import { useInks } from "./useInks";
import { useWide } from "./useWide";

type Dashboard = CustomerSummaryQuery["customerDashboard"];

interface Props {
  answer: Answer<CustomerSummaryQuery>;
  frame: Frame;
}

export function CustomerSummary({ answer, frame }: Props) {
  return (
    <Widget name="customer-summary" title="Customer summary" info={DEFINITIONS.summary} answer={answer} wide
      document={CustomerSummaryDocument} variables={frame} download={{ report: "CUSTOMER_TREND", arguments: frame }}
      empty={({ customerDashboard: { summary, trend } }) =>
        summary.active + summary.churned + trend.reduce((sum, { active }) => sum + active, 0) ? null : NO_CUSTOMERS}>
      {({ customerDashboard }) => <Summary {...customerDashboard} />}
    </Widget>
  );
}

function Summary({ summary, trend }: Dashboard) {
  return (
    <>
      <dl className="cards">
        <Card title="Active" hint="at the end of the range"><Figure value={summary.active} /></Card>
        <Card title="New" hint="in the last month"><Figure value={summary.new} /></Card>
        <Card title="Existing" hint="in the last month"><Figure value={summary.existing} /></Card>
        <Card title="Churned" hint="in all months"><Figure value={summary.churned} /></Card>
        <Card title="Growth" hint="from the range's start"><Growth value={summary.growth.fromStart} /></Card>
        <Card title="Growth" hint="from the previous month"><Growth value={summary.growth.fromPrevious} /></Card>
      </dl>
      <Months trend={trend} />
    </>
  );
}

function Card({ title, hint, children }: { title: string; hint: string; children: ReactNode }) {
  return (
    <div className="card">
      <dt>{title} <span className="faint">{hint}</span></dt>
      <dd>{children}</dd>
    </div>
  );
}

function Months({ trend }: Pick<Dashboard, "trend">) {
  const inks = useInks();
  const place = useRef<HTMLDivElement>(null);
  const wide = useWide(place, 640);
  const option = useMemo(() => customerSummaryOption(trend, inks, wide), [trend, inks, wide]);
  return (
    <div ref={place}>
      <Chart option={option} height={wide ? 150 : 270} label="Active, new, existing and churned customers by month" numbers={{
        columns: ["Month", "Active", "New", "Existing", "Churned"],
        rows: trend.map((point) => [namedMonth(point), exact(point.active), exact(point.new), exact(point.existing), exact(point.churned)]),
      }} />
    </div>
  );
}
