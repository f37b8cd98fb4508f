// The parts of ECharts that the pages use, and our look of them.
import { BarChart, LineChart, PieChart } from "echarts/charts";
import {
  DataZoomSliderComponent, GridComponent, LegendPlainComponent, MarkLineComponent, TooltipComponent,
} from "echarts/components";
import { getInstanceByDom, init, registerTheme, use } from "echarts/core";
import type { EChartsType } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { palette } from "./palette";
import type { Theme } from "./theme";

use([
  BarChart, LineChart, PieChart,
  DataZoomSliderComponent, GridComponent, LegendPlainComponent, MarkLineComponent, TooltipComponent, CanvasRenderer,
]);

function look(theme: Theme): object {
  const colors = palette(theme);
  const axis = {
    axisLine: { lineStyle: { color: colors.grid } },
    axisTick: { lineStyle: { color: colors.grid } },
    axisLabel: { color: colors.faint },
    nameTextStyle: { color: colors.faint },
    splitLine: { lineStyle: { color: colors.grid } },
  };
  return {
    color: colors.series,
    backgroundColor: "transparent",
    textStyle: { color: colors.text, fontFamily: "system-ui, sans-serif" },
    legend: { textStyle: { color: colors.text }, inactiveColor: colors.grid },
    tooltip: { backgroundColor: colors.surface, borderColor: colors.grid, textStyle: { color: colors.text } },
    grid: { left: 8, right: 16, top: 40, bottom: 8, containLabel: true },
    categoryAxis: axis,
    valueAxis: axis,
  };
}

registerTheme("light", look("light"));
registerTheme("dark", look("dark"));

export { getInstanceByDom, init };
export type { EChartsType };
