// What a page holds as a CSV file, written as the service writes its own: for what has no report there.
import { save } from "./download";

type Value = string | number | null | undefined;

/** The columns and rows of a file, named as the API names them. */
export interface Shown {
  columns: readonly string[];
  rows: readonly (readonly Value[])[];
}

/** Beginnings that a spreadsheet would run as a formula, in any width, also behind blanks. */
const FORMULA = /^(?:[\t\r\n]|[\s\p{Cc}\p{Cf}]*[=+@\-\uff1d\uff0b\uff20\uff0d\u2212])/u;

function cell(value: Value): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  return `"${(FORMULA.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`;
}

export function saveShown({ columns, rows }: Shown, name: string): void {
  const text = [columns, ...rows.map((row) => row.map(cell))].map((line) => `${line.join(",")}\r\n`).join("");
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  save(address, `${name}.csv`);
  setTimeout(() => URL.revokeObjectURL(address));
}
