// Which rows of how many are shown, and the ways to those before and after.
import { exact } from "../format";

export interface PagerProps {
  /** The number of the first row shown. */
  from: number;
  /** Rows shown. */
  count: number;
  total: number | undefined;
  hasNext: boolean;
  onNext(): void;
  hasPrevious: boolean;
  onPrevious(): void;
  loading?: boolean;
}

export function Pager({ from, count, total, hasNext, onNext, hasPrevious, onPrevious, loading = false }: PagerProps) {
  const shown = count ? `${exact(from)}–${exact(from + count - 1)}` : "0";
  return (
    <nav className="pager" aria-label="Pages">
      <button type="button" disabled={!hasPrevious || loading} onClick={onPrevious}>Previous</button>
      <span role="status">{shown}{total !== undefined && ` of ${exact(total)}`}</span>
      <button type="button" disabled={!hasNext || loading} onClick={onNext}>Next</button>
    </nav>
  );
}
