// From when to when an account's first use may lie.

interface Props {
  from: string | null;
  to: string | null;
  /** The last day that has data. */
  latest: string;
  onChange(end: "from" | "to", value: string | null): void;
}

/** While a year is typed it is one of long ago. */
const WRITTEN = /^(19[7-9]|2)\d+-\d{2}-\d{2}$/;

export function FirstUse({ from, to, latest, onChange }: Props) {
  const input = (end: "from" | "to", value: string | null) => (
    // remade when the address changes, so that the reader's typing is not fought with
    <input key={value ?? ""} type="date" aria-label={`First use ${end}`} defaultValue={value ?? ""} min={end === "to" ? (from ?? undefined) : undefined}
      max={end === "from" ? (to ?? latest) : latest}
      onChange={(event) => {
        const next = event.target.value;
        if (next !== (value ?? "") && (next === "" || WRITTEN.test(next))) onChange(end, next || null);
      }} />
  );
  return <span className="first-use" role="group" aria-label="First use">First use {input("from", from)} – {input("to", to)}</span>;
}
