// The line of customers by period after their first use.
import type { EChartsOption } from "echarts";
import { exact, short } from "../format";
import type { Granularity } from "../generated/types";
import type { Inks } from "./inks";
import { axisName, periodName } from "./periods";

export interface RetainedPoint {
  period: number;
  eligible: number;
  retained: number;
}

export function retainedCustomersOption(points: readonly RetainedPoint[], granularity: Granularity, inks: Inks): EChartsOption {
  return {
    grid: { left: 8, right: 16, top: 32, bottom: 28, containLabel: true },
    tooltip: {
      trigger: "axis",
      formatter: (found) => {
        const point = points[(Array.isArray(found) ? found[0] : found)?.dataIndex ?? -1];
        return point ? `${periodName(granularity, point.period)}\n${exact(point.retained)} of ${exact(point.eligible)} customers` : "";
      },
    },
    xAxis: { type: "category", data: points.map(({ period }) => String(period)), name: axisName(granularity), nameLocation: "middle", nameGap: 28, boundaryGap: false },
    yAxis: { type: "value", name: "Customers", nameTextStyle: { align: "left" }, minInterval: 1, axisLabel: { formatter: (value: number) => short(value) } },
    series: [{ type: "line", name: "Retained customers", data: points.map(({ retained }) => retained), color: inks.line, lineStyle: { width: 2 }, symbolSize: 7, showSymbol: true }],
  };
}
