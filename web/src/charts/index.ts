// What widgets need of charts.
export { Chart } from "./Chart";
export type { ChartProps, Selection } from "./Chart";
export type { Numbers } from "./NumbersTable";
export { palette } from "./palette";
export type { Palette } from "./palette";
export { usePalette } from "./usePalette";
export { useTheme } from "./theme";
export type { Theme } from "./theme";
export type { EChartsType } from "./echarts";
