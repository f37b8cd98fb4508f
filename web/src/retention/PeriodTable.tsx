// The table of Daily (Weekly, Monthly) retention: an offer's score beside its benchmark, ordered as it is shown.
import { Figure, percent } from "../format";
import type { Granularity } from "../generated/types";
import { Table } from "../widgets";
import type { Column, Sort } from "../widgets";
import { Indicator } from "./Indicator";
import type { Point } from "./period-retention-option";
import { UNITS, periodName } from "./periods";

const VALUES: Record<string, (point: Point) => number | null> = {
  PERIOD: ({ period }) => period,
  SCORE: ({ score }) => score ?? null,
  BENCHMARK: ({ benchmark }) => benchmark ?? null,
};

/** The points in an order; what is missing comes last both ways. */
export function ordered(points: Point[], { field, direction }: Sort): Point[] {
  const sign = direction === "ASC" ? 1 : -1, value = VALUES[field];
  if (!value) return points;
  return [...points].sort((one, other) => {
    const a = value(one), b = value(other);
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    return sign * (a - b);
  });
}

function columnsOf(granularity: Granularity): Column<Point>[] {
  return [
    { id: "period", title: UNITS[granularity], order: "PERIOD", cell: ({ period }) => periodName(granularity, period) },
    { id: "score", title: "Offer score", order: "SCORE", numeric: true, cell: ({ score, interval, retained, eligible }) => (
      <span title={interval ? `${retained} of ${eligible}; 95 % interval ${percent(interval.low)} – ${percent(interval.high)}` : undefined}><Figure value={score} kind="percent" /></span>
    ) },
    { id: "benchmark", title: "Benchmark", order: "BENCHMARK", numeric: true, cell: ({ benchmark }) => <Figure value={benchmark} kind="percent" /> },
    { id: "indicator", title: "Indicator", cell: ({ indicator, significant }) => <Indicator value={indicator} significant={significant} /> },
  ];
}

interface Props {
  points: Point[];
  granularity: Granularity;
  caption: string;
  sort: Sort;
  onSort(sort: Sort): void;
}

export function PeriodTable({ points, granularity, caption, sort, onSort }: Props) {
  return <Table<Point> caption={caption} columns={columnsOf(granularity)} rows={ordered(points, sort)} rowKey={({ period }) => String(period)} sort={sort} onSort={onSort} />;
}
