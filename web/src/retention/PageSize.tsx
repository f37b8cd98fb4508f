// How many rows of a long table are shown at once.

interface Props {
  label: string;
  sizes: readonly number[];
  value: number;
  onChange(size: number): void;
}

export function PageSize({ label, sizes, value, onChange }: Props) {
  return (
    <label className="choice">
      {label}
      <select value={value} onChange={(event) => onChange(Number(event.target.value))}>
        {sizes.map((size) => <option key={size} value={size}>{size}</option>)}
      </select>
    </label>
  );
}
