// The colors of charts, in light and in dark; told apart without telling red from green.
import type { Theme } from "./theme";

export interface Palette {
  /** Series in their order. */
  series: string[];
  existing: string;
  new: string;
  churned: string;
  line: string;
  benchmark: string;
  good: string;
  neutral: string;
  bad: string;
  /** Of a map or heat map, from nothing to most. */
  scale: [string, string];
  /** Regions without a number. */
  none: string;
  text: string;
  faint: string;
  grid: string;
  surface: string;
}

const LIGHT: Palette = {
  series: ["#1f5fbf", "#e07b00", "#0f8a7e", "#8a4fc7", "#b83a5e", "#6b7a8f"],
  existing: "#1f5fbf", new: "#57a7e8", churned: "#c2410c", line: "#8a4fc7", benchmark: "#6b7a8f",
  good: "#15803d", neutral: "#6b7280", bad: "#b91c1c",
  scale: ["#ffffff", "#0b2f6b"], none: "#e5e9ef",
  text: "#1c2430", faint: "#5a6675", grid: "#dfe4ea", surface: "#ffffff",
};

const DARK: Palette = {
  series: ["#6ea8ff", "#ffab49", "#3fd0bf", "#c39bff", "#ff8aab", "#a5b1c2"],
  existing: "#4f8df0", new: "#9bd0ff", churned: "#ff8a5c", line: "#c39bff", benchmark: "#a5b1c2",
  good: "#4ade80", neutral: "#a3acb9", bad: "#ff8080",
  scale: ["#16202e", "#7db4ff"], none: "#2a3340",
  text: "#e8edf4", faint: "#a7b2c0", grid: "#333e4d", surface: "#171d26",
};

export function palette(theme: Theme): Palette {
  return theme === "dark" ? DARK : LIGHT;
}
