// Several of many: a button with the count of what is chosen, and a searchable list of boxes behind it.
import { useEffect, useId, useRef, useState } from "react";
import type { KeyboardEvent } from "react";
import type { Option } from "./Tabs";

export interface PickerProps {
  label: string;
  options: readonly Option[];
  values: readonly string[];
  onChange(values: string[]): void;
  /** Searches at the service instead of in the options given. */
  onSearch?(text: string): void;
}

/** Options shown at once; the search finds the others. */
const MOST = 200;

function choose({ options, values, onSearch }: PickerProps, text: string): readonly Option[] {
  const known = new Set(options.map((option) => option.value));
  const all = [...values.filter((value) => !known.has(value)).map((value) => ({ value, label: value })), ...options];
  if (onSearch || !text) return all.slice(0, MOST);
  const wanted = text.toLocaleLowerCase();
  return all.filter((option) => option.label.toLocaleLowerCase().includes(wanted)).slice(0, MOST);
}

export function Picker(props: PickerProps) {
  const { label, values, onChange, onSearch } = props;
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const place = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const id = useId();

  useEffect(() => {
    if (!open) return;
    const close = (event: Event) => {
      if (!place.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", close);
    document.addEventListener("focusin", close);
    return () => {
      document.removeEventListener("pointerdown", close);
      document.removeEventListener("focusin", close);
    };
  }, [open]);

  const search = (next: string) => {
    setText(next);
    onSearch?.(next);
  };
  const toggle = (value: string) =>
    onChange(values.includes(value) ? values.filter((each) => each !== value) : [...values, value]);
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !open) return;
    setOpen(false);
    opener.current?.focus();
  };

  return (
    <div className="picker" ref={place} onKeyDown={press}>
      <button ref={opener} type="button" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        {label}{values.length > 0 && <span className="count"> {values.length}</span>}
      </button>
      {open && (
        <div id={id} className="panel" role="group" aria-label={label}>
          <input type="search" aria-label={`Search ${label}`} placeholder="Search" value={text} autoFocus
            onChange={(event) => search(event.target.value)} />
          <ul>
            {choose(props, text).map((option) => (
              <li key={option.value}>
                <label>
                  <input type="checkbox" checked={values.includes(option.value)} onChange={() => toggle(option.value)} />
                  {option.label}
                </label>
              </li>
            ))}
          </ul>
          <button type="button" disabled={!values.length} onClick={() => onChange([])}>Clear</button>
        </div>
      )}
    </div>
  );
}
