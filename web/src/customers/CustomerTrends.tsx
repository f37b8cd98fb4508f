// Customers month by month: who stayed, came and left, and how their number grew.
import { useEffect, useMemo, useState } from "react";
import type { Address } from "../address";
import type { Answer } from "../api/question";
import { Chart, type EChartsType } from "../charts";
import { exact, growth } from "../format";
import { CustomerTrendsDocument } from "../generated/documents";
import type { CustomerTrendsQuery } from "../generated/types";
import { Tabs, Widget } from "../widgets";
import type { Frame } from "./asked";
import { customerTrendsOption, TREND_SERIES, type GrowthKind, type TrendPoint, type TrendSeries } from "./customer-trends-option";
import { DEFINITIONS } from "./definitions";
import { NO_CUSTOMERS } from "./emptiness";
import { Legend } from "./Legend";
import { namedMonth } from "./month-labels";
import { useInks } from "./useInks";

const KINDS = [{ value: "fromStart", label: "From start" }, { value: "fromPrevious", label: "From previous" }] as const;

interface Props {
  answer: Answer<CustomerTrendsQuery>;
  frame: Frame;
  address: Address;
}

export function CustomerTrends({ answer, frame, address }: Props) {
  const kind: GrowthKind = address.get("growth") === "fromPrevious" ? "fromPrevious" : "fromStart";
  return (
    <Widget name="customer-trends" title="Customer trends" info={DEFINITIONS.trends} answer={answer}
      document={CustomerTrendsDocument} variables={frame} download={{ report: "CUSTOMER_TREND", arguments: frame }}
      tools={<Tabs label="Growth" options={KINDS} value={kind} onChange={(value) => address.set({ growth: value }, { replace: true })} />}
      empty={({ customerDashboard: { trend } }) => (trend.some(({ active, churned }) => active || churned) ? null : NO_CUSTOMERS)}>
      {({ customerDashboard: { trend } }) => <Trend points={trend} kind={kind} />}
    </Widget>
  );
}

function Trend({ points, kind }: { points: TrendPoint[]; kind: GrowthKind }) {
  const inks = useInks();
  const [shown, show] = useState<ReadonlySet<TrendSeries>>(new Set(TREND_SERIES));
  const [chart, setChart] = useState<EChartsType | null>(null);
  const option = useMemo(() => customerTrendsOption(points, kind, shown, inks), [points, kind, shown, inks]);
  useEffect(() => {
    chart?.on("legendselectchanged", (event) => {
      const { selected } = event as { selected: Record<string, boolean> };
      show(new Set(TREND_SERIES.filter((name) => selected[name])));
    });
  }, [chart]);
  return (
    <>
      <Legend label="Series of customer trends" names={TREND_SERIES} shown={shown} onChange={show} />
      <Chart option={option} height={400} onReady={setChart} label="Customers by month" numbers={{
        columns: ["Month", "Active", "Existing", "New", "Churned", "Growth from start", "Growth from previous"],
        rows: points.map((point) => [
          namedMonth(point), exact(point.active), exact(point.existing), exact(point.new), exact(point.churned),
          signed(point.growth.fromStart), signed(point.growth.fromPrevious),
        ]),
      }} />
    </>
  );
}

const signed = (value: number | null): string | null => (value === null ? null : growth(value));
