// How many ranks an offer went up or down since a day, week or month ago.
import type { Granularity } from "../generated/types";
import { exact } from "../format";
import { UNITS } from "./periods";

export function RankChange({ value, granularity }: { value: number | null | undefined; granularity: Granularity }) {
  const ago = `a ${UNITS[granularity].toLowerCase()} ago`;
  if (value === null || value === undefined)
    return <span className="faint" title={`It had no rank ${ago}, or was compared with other publishers' offers then and not now, or the other way round.`}>–</span>;
  if (value === 0) return <span className="faint" title={`As ${ago}`}>0</span>;
  const up = value > 0, ranks = exact(Math.abs(value));
  return (
    <span className={up ? "up" : "down"} title={`${ranks} ${up ? "better" : "worse"} than ${ago}`}>
      <span aria-hidden="true">{up ? "▲" : "▼"}</span> {up ? "+" : "−"}{ranks}
    </span>
  );
}
