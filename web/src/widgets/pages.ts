// The pages of a keyset connection: the cursors that led to where the reader is.
import { useState } from "react";

export interface Pages {
  /** The cursor that the page begins after; null on the first. */
  after: string | null;
  first: number;
  /** The number of the page's first row. */
  from: number;
  hasPrevious: boolean;
  next(endCursor: string | null | undefined): void;
  previous(): void;
}

/** Pages of `first` rows; back at the first whenever `question` (variables, order) is another. */
export function usePages(first: number, question: unknown): Pages {
  const key = JSON.stringify(question);
  const [state, setState] = useState<{ key: string; cursors: string[] }>({ key, cursors: [] });
  const cursors = state.key === key ? state.cursors : [];
  return {
    after: cursors.at(-1) ?? null,
    first,
    from: cursors.length * first + 1,
    hasPrevious: cursors.length > 0,
    next: (endCursor) => {
      if (endCursor) setState({ key, cursors: [...cursors, endCursor] });
    },
    previous: () => setState({ key, cursors: cursors.slice(0, -1) }),
  };
}
