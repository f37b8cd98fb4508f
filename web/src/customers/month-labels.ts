// How months stand on axes and in tables: a month that is not finished is hatched, and said to be so.
import { month } from "../format";

export interface MonthPoint {
  month: string;
  partial: boolean;
}

/** A month below a narrow column: its year in a line of its own. */
export function axisMonth(iso: string): string {
  return month(iso).replace(/\s(?=\d)/, "\n");
}

/** Of labels in two lines. */
export const MONTH_LINE = 13;

/** A month in a table or above the numbers of one. */
export function namedMonth(point: MonthPoint): string {
  return point.partial ? `${month(point.month)} (not finished)` : month(point.month);
}
