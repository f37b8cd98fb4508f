// Where the browser is, as a store that pages listen to; going elsewhere does not load the page again.

const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

/** For useSyncExternalStore. */
export function listen(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("popstate", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("popstate", listener);
  };
}

export const currentPath = (): string => window.location.pathname;
export const currentQuery = (): string => window.location.search;

/** Goes to an address of these pages. */
export function go(address: string, options: { replace?: boolean } = {}): void {
  if (options.replace) window.history.replaceState(null, "", address);
  else window.history.pushState(null, "", address);
  tell();
}
