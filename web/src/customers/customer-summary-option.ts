// Four rows of columns, one per number of the summary, each with its months.
import type { EChartsOption } from "echarts";
import { exact } from "../format";
import { axisMonth, MONTH_LINE, namedMonth } from "./month-labels";
import { hatch, type Inks } from "./inks";
import type { CustomerSummaryQuery } from "../generated/types";

type Point = CustomerSummaryQuery["customerDashboard"]["trend"][number];

const PARTS = ["active", "new", "existing", "churned"] as const;
const TITLES = { active: "Active", new: "New", existing: "Existing", churned: "Churned" };

/** Where the part of a number lies in percent: side by side where it is wide, two and two where it is not. */
function place(index: number, wide: boolean): { left: number; top: number; width: number; height: number } {
  const columns = wide ? 4 : 2, width = 100 / columns;
  const row = Math.floor(index / columns), rows = 4 / columns;
  return { left: (index % columns) * width, top: (row * 100) / rows, width: width - (wide ? 2 : 4), height: 100 / rows };
}

export function customerSummaryOption(trend: Point[], inks: Inks, wide: boolean): EChartsOption {
  const places = PARTS.map((_, index) => place(index, wide));
  const last = trend.length - 1;
  return {
    grid: places.map(({ left, top, width, height }) => ({
      left: `${left}%`, width: `${width}%`, top: `${top + (wide ? 18 : 11)}%`, height: `${height - (wide ? 40 : 22)}%`, containLabel: false, outerBoundsMode: "none",
    })),
    axisPointer: { link: [{ xAxisIndex: "all" }] },
    tooltip: {
      trigger: "axis",
      axisPointer: { type: "shadow" },
      formatter: (found) => describe(trend, Array.isArray(found) ? found[0]?.dataIndex : found.dataIndex),
    },
    xAxis: PARTS.map((_, index) => ({
      gridIndex: index, type: "category", data: trend.map(({ month }) => month), axisTick: { show: false },
      axisLabel: { formatter: axisMonth, lineHeight: MONTH_LINE, interval: (at: number) => at === 0 || at === last, fontSize: 10, alignMinLabel: "left", alignMaxLabel: "right", hideOverlap: false },
    })),
    yAxis: PARTS.map((part, index) => ({
      gridIndex: index, type: "value", min: 0, axisLabel: { show: false }, splitLine: { show: false },
      name: TITLES[part], nameGap: 8, nameTextStyle: { align: "left", fontSize: 12 },
    })),
    series: PARTS.map((part, index) => ({
      type: "bar", name: TITLES[part], xAxisIndex: index, yAxisIndex: index, barCategoryGap: "25%",
      itemStyle: { color: inks[part], borderRadius: [2, 2, 0, 0] },
      data: trend.map((point) => ({ value: point[part], itemStyle: point.partial ? { decal: hatch(inks) } : {} })),
    })),
  };
}

function describe(trend: Point[], index: number | undefined): string {
  const point = trend[index ?? -1];
  if (!point) return "";
  return [namedMonth(point), ...PARTS.map((part) => `${TITLES[part]}: ${exact(point[part])}`)].join("\n");
}
