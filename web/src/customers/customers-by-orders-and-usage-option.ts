// Columns of what each band of customers holds, largest first, and the line of their cumulative share.
import type { EChartsOption } from "echarts";
import { exact, percent, short } from "../format";
import type { CustomersByOrdersAndUsageQuery, Measure } from "../generated/types";
import type { Inks } from "./inks";
import { MEASURE_UNITS } from "./measures";

export type Concentration = CustomersByOrdersAndUsageQuery["customerDashboard"]["concentrationByOrders"];

export const bandName = (percentile: number): string => `${percentile}th`;

function describe({ bands }: Concentration, measure: Measure, index: number | undefined): string {
  const band = bands[index ?? -1];
  if (!band) return "";
  const share = band.cumulativeShare === null ? "not known" : percent(band.cumulativeShare);
  return [
    `${bandName(band.percentile)} percentile: ${exact(band.customers)} customers`,
    `${MEASURE_UNITS[measure]}: ${exact(band.value)}`,
    `Cumulative: ${exact(band.cumulativeValue)}`,
    `Cumulative share: ${share}`,
  ].join("\n");
}

export function customersByOrdersAndUsageOption(found: Concentration, measure: Measure, inks: Inks): EChartsOption {
  const { bands } = found;
  return {
    legend: { top: 0, left: 0 },
    grid: { left: 8, right: 8, top: 60, bottom: 24, containLabel: true },
    tooltip: {
      trigger: "axis",
      axisPointer: { type: "shadow" },
      formatter: (at) => describe(found, measure, Array.isArray(at) ? at[0]?.dataIndex : at.dataIndex),
    },
    xAxis: {
      type: "category", name: "Top customer percentile", nameLocation: "middle", nameGap: 30, axisTick: { show: false },
      data: bands.map(({ percentile }) => bandName(percentile)), axisLabel: { hideOverlap: true },
    },
    yAxis: [
      { type: "value", name: MEASURE_UNITS[measure], nameTextStyle: { align: "left" }, axisLabel: { formatter: (value: number) => short(value) } },
      {
        type: "value", name: "Cumulative share", min: 0, max: 1, interval: 0.2, nameTextStyle: { align: "right" },
        splitLine: { show: false }, axisLabel: { formatter: (value: number) => percent(value) },
      },
    ],
    series: [
      { type: "bar", name: MEASURE_UNITS[measure], barMaxWidth: 44, itemStyle: { color: inks.value }, data: bands.map(({ value }) => Number(value)) },
      {
        type: "line", name: "Cumulative share", yAxisIndex: 1, color: inks.share, symbol: "circle", symbolSize: 7, lineStyle: { width: 2.5 },
        data: bands.map(({ cumulativeShare }) => cumulativeShare),
      },
    ],
  };
}
