// A chart on a canvas, with the numbers that it shows as a table.
import { useEffect, useRef } from "react";
import type { EChartsOption } from "echarts";
import { init } from "./echarts";
import type { EChartsType } from "./echarts";
import { NumbersTable } from "./NumbersTable";
import type { Numbers } from "./NumbersTable";
import { useTheme } from "./theme";

export interface Selection {
  name: string;
  seriesName?: string;
  dataIndex: number;
  value: unknown;
}

export interface ChartProps {
  /** Without colors of its own where the palette's will do; merged over our look. */
  option: EChartsOption;
  height?: number;
  /** What it shows, for those who do not see it. */
  label: string;
  numbers: Numbers;
  onSelect?(selection: Selection): void;
  /** Gets the chart itself, for zooming and highlighting. */
  onReady?(chart: EChartsType): void;
}

export function Chart({ option, height = 320, label, numbers, onSelect, onReady }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const select = useRef(onSelect);
  const ready = useRef(onReady);
  const theme = useTheme();
  select.current = onSelect;
  ready.current = onReady;

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const made = init(element, theme);
    chart.current = made;
    made.on("click", (event) => {
      const { name, seriesName, dataIndex, value } = event;
      select.current?.({ name, seriesName, dataIndex, value });
    });
    const watching = new ResizeObserver(() => made.resize());
    watching.observe(element);
    ready.current?.(made);
    return () => {
      watching.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, [theme]);

  useEffect(() => {
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const tooltip = { renderMode: "richText" as const, confine: true };
    const given = option.tooltip && !Array.isArray(option.tooltip) ? option.tooltip : {};
    chart.current?.setOption(
      { animation: !still, ...option, ...(option.tooltip ? { tooltip: { ...tooltip, ...given } } : {}) },
      { notMerge: true },
    );
  }, [option, theme]);

  return (
    <figure className="chart">
      <div ref={place} className="canvas" style={{ height }} role="img" aria-label={label} data-chart="" />
      <NumbersTable caption={label} numbers={numbers} />
    </figure>
  );
}
