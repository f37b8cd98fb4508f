// A growth: arrow and sign, green up, red down.
import { exact, growth } from "./numbers";

export interface GrowthProps {
  value: number | null | undefined;
}

/** `-` where there is nothing to compare with. */
export function Growth({ value }: GrowthProps) {
  if (value === null || value === undefined) return <span className="growth none" title="nothing to compare with">–</span>;
  const [way, arrow] = value > 0 ? ["up", "▲"] : value < 0 ? ["down", "▼"] : ["level", ""];
  return (
    <span className={`growth ${way}`} title={exact(value)}>
      {arrow && <span aria-hidden="true">{arrow} </span>}
      {growth(value)}
    </span>
  );
}
