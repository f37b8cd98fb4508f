// Retained customers as bars, the score with its interval as a line in a band, and the benchmark as a second line.
import type { EChartsOption } from "echarts";
import { exact, percent, short } from "../format";
import type { Granularity, PeriodRetentionQuery } from "../generated/types";
import type { Inks } from "./inks";
import { axisName, labelled, periodName } from "./periods";

export type Point = PeriodRetentionQuery["offers"]["nodes"][number]["retention"]["curve"]["points"][number];

const INTERVAL = "95 % interval";

function hover(point: Point | undefined, granularity: Granularity): string {
  if (!point) return "";
  const lines = [
    periodName(granularity, point.period),
    `Retained: ${exact(point.retained)} of ${exact(point.eligible)}`,
    `Score: ${point.score === null || point.score === undefined ? "–" : percent(point.score)}`,
  ];
  if (point.interval) lines.push(`${INTERVAL}: ${percent(point.interval.low)} – ${percent(point.interval.high)}`);
  lines.push(`Benchmark: ${point.benchmark === null || point.benchmark === undefined ? "–" : percent(point.benchmark)}`);
  return lines.join("\n");
}

export function periodRetentionOption(points: Point[], granularity: Granularity, inks: Inks): EChartsOption {
  const { bars, score, band: area, benchmark } = inks;
  const low = points.map(({ interval }) => interval?.low ?? null);
  const height = points.map(({ interval }) => (interval ? interval.high - interval.low : null));
  const band = { type: "line", yAxisIndex: 1, stack: "interval", stackStrategy: "all", symbol: "none", silent: true, lineStyle: { opacity: 0 } } as const;
  return {
    grid: { left: 8, right: 8, top: 72, bottom: 28, containLabel: true },
    legend: { top: 0, left: 0, data: [{ name: "Retained customers", icon: "rect" }, { name: "Score", icon: "roundRect" }, { name: INTERVAL, icon: "rect" }, { name: "Benchmark", icon: "roundRect" }] },
    tooltip: { trigger: "axis", formatter: (found) => hover(points[(Array.isArray(found) ? found[0] : found)?.dataIndex ?? -1], granularity) },
    xAxis: { type: "category", data: points.map(({ period }) => String(period)), name: axisName(granularity), nameLocation: "middle", nameGap: 28, axisLabel: { interval: labelled(points.map(({ period }) => period)) } },
    yAxis: [
      { type: "value", name: "Customers", nameTextStyle: { align: "left" }, minInterval: 1, axisLabel: { formatter: (value: number) => short(value) } },
      { type: "value", name: "Score", nameTextStyle: { align: "right" }, min: 0, max: 1, splitLine: { show: false }, axisLabel: { formatter: (value: number) => percent(value) } },
    ],
    series: [
      { type: "bar", name: "Retained customers", data: points.map(({ retained }) => retained), itemStyle: { color: bars } },
      // the band stands on an invisible line at its lower end
      { ...band, name: "lower end", data: low },
      { ...band, name: INTERVAL, data: height, itemStyle: { color: area }, areaStyle: { color: area, opacity: 0.45 } },
      { type: "line", name: "Score", yAxisIndex: 1, data: points.map((point) => point.score ?? null), itemStyle: { color: score }, lineStyle: { color: score, width: 2.5 }, showSymbol: false },
      { type: "line", name: "Benchmark", yAxisIndex: 1, data: points.map((point) => point.benchmark ?? null), itemStyle: { color: benchmark }, lineStyle: { color: benchmark, width: 2.5, type: "dashed" }, showSymbol: false },
    ],
  };
}
