// A cell of the retention heat map: its cohort and month, and all that there is to say about it.
import { exact, month, percent } from "../format";
import type { RetentionHeatMapQuery } from "../generated/types";

export type Row = RetentionHeatMapQuery["offers"]["nodes"][number]["retention"]["heatMap"]["rows"][number];
export type Cell = Row["cells"][number];

/** Where a cell stands. */
export interface Place {
  row: number;
  offset: number;
}

/** "May 2025, month 3 after: 70.79%, 63 of 89 customers, 95 % interval 60.64% – 79.22%": all there is to a cell. */
export function cellText(row: Row, cell: Cell): string {
  const { retained, score, interval, offset, partial } = cell;
  const told = `${month(row.month)}, ${offset}M: ${percent(score)}, ${exact(retained)} of ${exact(row.size)} customers, 95 % interval ${percent(interval.low)} – ${percent(interval.high)}`;
  return partial ? `${told}; this month is not over` : told;
}
