// Columns per month of what existing and new customers ordered or used, stacked.
import type { EChartsOption } from "echarts";
import { exact, short } from "../format";
import type { Measure, OrdersAndUsageByCustomerTypeQuery } from "../generated/types";
import { hatch, type Inks } from "./inks";
import { MEASURE_UNITS } from "./measures";
import { axisMonth, MONTH_LINE, namedMonth } from "./month-labels";

export type TypePoint = OrdersAndUsageByCustomerTypeQuery["customerDashboard"]["typesByOrders"][number];

function describe(points: TypePoint[], index: number | undefined): string {
  const point = points[index ?? -1];
  return point ? [namedMonth(point), `Existing: ${exact(point.existing)}`, `New: ${exact(point.new)}`].join("\n") : "";
}

export function ordersAndUsageByCustomerTypeOption(points: TypePoint[], measure: Measure, inks: Inks): EChartsOption {
  const column = (name: string, color: string, value: (point: TypePoint) => string) => ({
    type: "bar" as const, name, stack: "measure", barMaxWidth: 56, itemStyle: { color },
    data: points.map((point) => ({ value: Number(value(point)), itemStyle: point.partial ? { decal: hatch(inks) } : {} })),
  });
  return {
    legend: { top: 0, left: 0 },
    grid: { left: 8, right: 8, top: 60, bottom: 8, containLabel: true },
    tooltip: {
      trigger: "axis",
      axisPointer: { type: "shadow" },
      formatter: (found) => describe(points, Array.isArray(found) ? found[0]?.dataIndex : found.dataIndex),
    },
    xAxis: { type: "category", data: points.map(({ month }) => month), axisTick: { show: false }, axisLabel: { formatter: axisMonth, lineHeight: MONTH_LINE, hideOverlap: true } },
    yAxis: { type: "value", name: MEASURE_UNITS[measure], nameTextStyle: { align: "left" }, axisLabel: { formatter: (value: number) => short(value) } },
    series: [
      column("Existing", inks.existing, (point) => point.existing),
      column("New", inks.new, (point) => point.new),
    ],
  };
}
