// The area of what the customers were worth that were active in one period and dormant in the next.
import type { EChartsOption } from "echarts";
import { exact, money, short } from "../format";
import type { Granularity, PotentialRevenueQuery } from "../generated/types";
import type { Inks } from "./inks";
import { axisName, labelled, periodName } from "./periods";

export type Period = PotentialRevenueQuery["offers"]["nodes"][number]["retention"]["potentialRevenue"][number];
export type Revenue = "accumulated" | "daily";

export function potentialRevenueOption(periods: Period[], shown: Revenue, granularity: Granularity, inks: Inks): EChartsOption {
  return {
    grid: { left: 8, right: 16, top: 32, bottom: 28, containLabel: true },
    tooltip: {
      trigger: "axis",
      formatter: (found) => {
        const period = periods[(Array.isArray(found) ? found[0] : found)?.dataIndex ?? -1];
        return period ? `${periodName(granularity, period.period)}\n${money(period[shown])}\n${exact(period.accounts)} customers` : "";
      },
    },
    xAxis: { type: "category", data: periods.map(({ period }) => String(period)), name: axisName(granularity), nameLocation: "middle", nameGap: 28, boundaryGap: false, axisLabel: { interval: labelled(periods.map(({ period }) => period)) } },
    yAxis: { type: "value", name: "Potential revenue (USD)", nameTextStyle: { align: "left" }, axisLabel: { formatter: (value: number) => short(value) } },
    series: [{ type: "line", name: "Potential revenue", data: periods.map((period) => Number(period[shown])), color: inks.line, lineStyle: { width: 2 }, areaStyle: { opacity: 0.25 }, showSymbol: false }],
  };
}
