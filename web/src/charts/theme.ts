// Light or dark: what the reader chose, else what the system prefers.
import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark";
export type Choice = Theme | "system";

const KEPT = "holdfast-theme";
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

export function chosenTheme(): Choice {
  const kept = window.localStorage.getItem(KEPT);
  return kept === "light" || kept === "dark" ? kept : "system";
}

function currentTheme(): Theme {
  const choice = chosenTheme();
  if (choice !== "system") return choice;
  return dark.matches ? "dark" : "light";
}

/** Marks the page, for its style sheets. */
export function applyTheme(): void {
  document.documentElement.dataset.theme = currentTheme();
  for (const listener of listeners) listener();
}

export function chooseTheme(choice: Choice): void {
  if (choice === "system") window.localStorage.removeItem(KEPT);
  else window.localStorage.setItem(KEPT, choice);
  applyTheme();
}

dark.addEventListener("change", applyTheme);

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useTheme(): Theme {
  return useSyncExternalStore(listen, currentTheme);
}

export function useChoice(): Choice {
  return useSyncExternalStore(listen, chosenTheme);
}
