// Notices: what became of something that was asked for, told once and read aloud.

export interface Notice {
  id: number;
  text: string;
  link?: { href: string; text: string };
}

let notices: readonly Notice[] = [];
let count = 0;
const listeners = new Set<() => void>();

function replace(next: readonly Notice[]): void {
  notices = next;
  for (const listener of listeners) listener();
}

export function notify(text: string, link?: Notice["link"]): void {
  count += 1;
  replace([...notices, { id: count, text, link }]);
}

export function dismiss(id: number): void {
  replace(notices.filter((each) => each.id !== id));
}

/** For useSyncExternalStore. */
export function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const currentNotices = (): readonly Notice[] => notices;
