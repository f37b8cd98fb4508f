// The range of months: 3, 6 or 12 of them, or from one to another.
import type { Address } from "../address";
import { month } from "../format";
import { Tabs } from "../widgets";
import { PRESETS, readMonths, readPreset } from "./range";

interface Props {
  address: Address;
  /** Days like 2026-10-20: the first that there is data for, and the last; not known before there is an answer. */
  first: string | null | undefined;
  last: string | undefined;
}

const OPTIONS = [...PRESETS.map(({ value, label }) => ({ value, label })), { value: "custom", label: "Custom" }];
/** As many as the API takes. */
const MOST_MONTHS = 120;

/** Months like 2026-10, latest first. */
function listMonths(first: string, last: string): string[] {
  const number = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
  const end = number(last), count = Math.min(MOST_MONTHS, end - number(first) + 1);
  return Array.from({ length: Math.max(1, count) }, (_, back) => {
    const at = end - back;
    return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}`;
  });
}

export function RangeChoice({ address, first, last }: Props) {
  const months = readMonths(address);
  const known = last ? listMonths(first ?? last, last) : [];
  const choose = (value: string) => {
    if (value !== "custom") address.set({ range: value, from: null, to: null });
    else if (known.length) address.set({ range: null, from: known[Math.min(6, known.length - 1)] ?? null, to: known[0] ?? null });
  };
  return (
    <>
      <Tabs label="Range of months" options={OPTIONS} value={months ? "custom" : readPreset(address)} onChange={choose} />
      {months && (
        <>
          <Months label="From" value={months.from} months={known.filter((each) => each <= months.to)} onChange={(from) => address.set({ from })} />
          <Months label="To" value={months.to} months={known.filter((each) => each >= months.from)} onChange={(to) => address.set({ to })} />
        </>
      )}
    </>
  );
}

interface MonthsProps {
  label: string;
  value: string;
  months: string[];
  onChange(month: string): void;
}

function Months({ label, value, months, onChange }: MonthsProps) {
  const options = months.includes(value) ? months : [value, ...months];
  return (
    <label className="month">
      {label}
      <select value={value} onChange={({ target }) => onChange(target.value)}>
        {options.map((each) => <option key={each} value={each}>{month(`${each}-01`)}</option>)}
      </select>
    </label>
  );
}
