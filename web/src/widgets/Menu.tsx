// A menu behind a button: arrows move in it, Escape and a click elsewhere close it.
import { useEffect, useId, useRef, useState } from "react";
import type { KeyboardEvent, ReactNode } from "react";

export interface MenuProps {
  /** What the button is called. */
  label: string;
  button: ReactNode;
  className?: string;
  /** Of elements with role="menuitem" or "menuitemradio". */
  children: ReactNode;
}

const ITEMS = '[role^="menuitem"]';
const STEPS: Record<string, (at: number, count: number) => number> = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_at, count) => count - 1,
};

export function Menu({ label, button, className = "icon", children }: MenuProps) {
  const [open, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const id = useId();
  const items = () => [...(place.current?.querySelectorAll<HTMLElement>(ITEMS) ?? [])];

  useEffect(() => {
    if (!open) return;
    items()[0]?.focus();
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

  const shut = () => {
    setOpen(false);
    opener.current?.focus();
  };
  const press = (event: KeyboardEvent) => {
    const step = STEPS[event.key], all = items();
    if (event.key === "Escape" && open) shut();
    else if (open && step) all[step(all.indexOf(document.activeElement as HTMLElement), all.length)]?.focus();
    else return;
    event.preventDefault();
  };

  return (
    <div className="menu" ref={place} onKeyDown={press}>
      <button ref={opener} type="button" className={className} aria-haspopup="menu" aria-expanded={open} aria-controls={id}
        aria-label={label} onClick={() => setOpen(!open)}>
        {button}
      </button>
      <div id={id} role="menu" aria-label={label} className="entries" hidden={!open} onClick={shut}>{children}</div>
    </div>
  );
}
