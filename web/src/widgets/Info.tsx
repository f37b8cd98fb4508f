// The button that shows and hides what a widget means.

export interface InfoProps {
  title: string;
  open: boolean;
  onToggle(open: boolean): void;
}

export function Info({ title, open, onToggle }: InfoProps) {
  return (
    <button type="button" className="icon info" aria-expanded={open} aria-label={`About ${title}`} onClick={() => onToggle(!open)}>
      <span aria-hidden="true">i</span>
    </button>
  );
}
