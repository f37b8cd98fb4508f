// A number: short, with every digit of it on hover.
import { exact, money, percent, short, shortMoney } from "./numbers";
import type { Amount } from "./numbers";

export interface FigureProps {
  value: Amount | null | undefined;
  kind?: "number" | "percent" | "money";
}

/** `-` where there is none. */
export function Figure({ value, kind = "number" }: FigureProps) {
  if (value === null || value === undefined) return <span className="figure none">–</span>;
  if (kind === "percent") {
    return <span className="figure" title={`${exact(value)}`}>{percent(Number(value))}</span>;
  }
  const [shown, full] = kind === "money" ? [shortMoney(value), money(value)] : [short(value), exact(value)];
  return <span className="figure" title={full}>{shown}</span>;
}
