// The series of a chart's legend as buttons, for those who cannot click on the legend that is drawn; seen when one is focused.

interface Props<N extends string> {
  label: string;
  names: readonly N[];
  shown: ReadonlySet<N>;
  onChange(shown: ReadonlySet<N>): void;
}

export function Legend<N extends string>({ label, names, shown, onChange }: Props<N>) {
  return (
    <div className="legend" role="group" aria-label={label}>
      {names.map((name) => (
        <button key={name} type="button" aria-pressed={shown.has(name)}
          onClick={() => onChange(new Set(names.filter((each) => shown.has(each) !== (each === name))))}>
          {name}
        </button>
      ))}
    </div>
  );
}
