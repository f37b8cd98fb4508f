// The state of a page, kept in the query of its address: it survives a reload and can be sent to somebody.
import { useMemo, useSyncExternalStore } from "react";
import { currentQuery, go, listen } from "./location";

export type Changes = Record<string, string | string[] | null>;

export interface Address {
  get(name: string): string | null;
  all(name: string): string[];
  /** null removes; `replace` leaves no step to go back to. */
  set(changes: Changes, options?: { replace?: boolean }): void;
}

function change(query: string, changes: Changes): string {
  const parameters = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    parameters.delete(name);
    const values = value === null ? [] : Array.isArray(value) ? value : [value];
    for (const each of values) parameters.append(name, each);
  }
  const text = parameters.toString();
  return text ? `?${text}` : "";
}

/** The page's state in its address; rendered again when it changes. */
export function useAddress(): Address {
  const query = useSyncExternalStore(listen, currentQuery);
  return useMemo(() => {
    const parameters = new URLSearchParams(query);
    return {
      get: (name) => parameters.get(name),
      all: (name) => parameters.getAll(name),
      // from what the address is now: two changes in one event both hold
      set: (changes, options) => go(window.location.pathname + change(currentQuery(), changes), options),
    };
  }, [query]);
}
