// Good, Neutral or Bad: a score against the benchmark of its category, and whether the difference may be chance.
import type { Indicator as Value } from "../generated/types";

const WORDS: Record<Value, { text: string; sign: string }> = {
  GOOD: { text: "Good", sign: "▲" },
  NEUTRAL: { text: "Neutral", sign: "●" },
  BAD: { text: "Bad", sign: "▼" },
};

interface Props {
  value: Value | null | undefined;
  /** null or undefined: not told. */
  significant?: boolean | null | undefined;
}

export function Indicator({ value, significant }: Props) {
  if (!value) return <span className="faint" title="There is no benchmark to compare with.">–</span>;
  const { text, sign } = WORDS[value];
  return (
    <span className="indicator">
      <span className={`badge badge-${value.toLowerCase()}`}>
        <span aria-hidden="true">{sign}</span> {text}
      </span>
      {significant === false && value !== "NEUTRAL" && (
        <span className="faint small" title="The benchmark lies within the 95 % interval of the score: the difference may be chance.">
          not significant
        </span>
      )}
    </span>
  );
}
