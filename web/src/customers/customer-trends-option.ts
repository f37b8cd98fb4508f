// Columns of existing and new customers, churned ones below zero, and the line of growth, whose zero is that of the columns.
import type { EChartsOption } from "echarts";
import { exact, growth as signed, percent, short } from "../format";
import type { CustomerTrendsQuery } from "../generated/types";
import { hatch, type Inks } from "./inks";
import { axisMonth, MONTH_LINE, namedMonth } from "./month-labels";
import { alignZero } from "./scales";

export type TrendPoint = CustomerTrendsQuery["customerDashboard"]["trend"][number];
export type GrowthKind = "fromStart" | "fromPrevious";
export const TREND_SERIES = ["Existing", "New", "Churned", "Growth"] as const;
export type TrendSeries = (typeof TREND_SERIES)[number];

/** So many months are seen at once; the slider scrolls to the others. */
const MONTHS_SEEN = 25;

function growthOf(point: TrendPoint, kind: GrowthKind): string {
  const growth = point.growth[kind];
  return growth === null ? "not known" : signed(growth);
}

function describe(points: TrendPoint[], index: number | undefined, kind: GrowthKind): string {
  const point = points[index ?? -1];
  if (!point) return "";
  return [
    namedMonth(point),
    `Active: ${exact(point.active)}`,
    `Existing: ${exact(point.existing)}`,
    `New: ${exact(point.new)}`,
    `Churned: ${exact(point.churned)}`,
    `Growth ${kind === "fromStart" ? "from start" : "from previous"}: ${growthOf(point, kind)}`,
  ].join("\n");
}

export function customerTrendsOption(points: TrendPoint[], kind: GrowthKind, shown: ReadonlySet<TrendSeries>, inks: Inks): EChartsOption {
  const columns = points.map((each) => (shown.has("Existing") ? each.existing : 0) + (shown.has("New") ? each.new : 0));
  const churned = points.map((each) => (shown.has("Churned") ? -each.churned : 0));
  const growth = points.map((each) => each.growth[kind]);
  const { left, right } = alignZero([...columns, ...churned], shown.has("Growth") ? growth.map((each) => each ?? 0) : []);
  const column = (name: TrendSeries, color: string, value: (point: TrendPoint) => number) => ({
    type: "bar" as const, name, stack: "customers", barMaxWidth: 56, itemStyle: { color },
    data: points.map((point) => ({ value: value(point), itemStyle: point.partial ? { decal: hatch(inks) } : {} })),
  });
  return {
    legend: { bottom: 0, left: "center", data: [...TREND_SERIES], selected: Object.fromEntries(TREND_SERIES.map((name) => [name, shown.has(name)])) },
    grid: { left: 8, right: 8, top: 64, bottom: 34, containLabel: true },
    tooltip: {
      trigger: "axis",
      axisPointer: { type: "shadow" },
      formatter: (found) => describe(points, Array.isArray(found) ? found[0]?.dataIndex : found.dataIndex, kind),
    },
    dataZoom: [{
      type: "slider", top: 6, height: 20, left: 48, right: 48, xAxisIndex: 0, showDetail: false, brushSelect: false,
      startValue: Math.max(0, points.length - MONTHS_SEEN), endValue: points.length - 1,
    }],
    xAxis: {
      type: "category", data: points.map(({ month }) => month), axisTick: { show: false },
      axisLabel: { formatter: axisMonth, lineHeight: MONTH_LINE, hideOverlap: true }, axisLine: { onZero: true },
    },
    yAxis: [
      { type: "value", name: "Customers", ...left, nameTextStyle: { align: "left" }, axisLabel: { formatter: (value: number) => short(value) } },
      { type: "value", name: "Growth", ...right, nameTextStyle: { align: "right" }, splitLine: { show: false }, axisLabel: { formatter: (value: number) => percent(value) } },
    ],
    series: [
      column("Existing", inks.existing, (point) => point.existing),
      column("New", inks.new, (point) => point.new),
      column("Churned", inks.churned, (point) => -point.churned),
      { type: "line", name: "Growth", yAxisIndex: 1, data: growth, color: inks.growth, symbol: "circle", symbolSize: 7, lineStyle: { width: 2.5 }, z: 5 },
    ],
  };
}
