// The colors of the retention page's charts: score, its interval and the benchmark told apart on light and on dark.
import { useTheme } from "../charts";

export interface Inks {
  bars: string;
  score: string;
  band: string;
  benchmark: string;
  line: string;
  /** Where this offer stands. */
  here: string;
  /** From the shortest stay to the longest. */
  stays: readonly [string, string, string];
  text: string;
  surface: string;
}

const LIGHT: Inks = {
  bars: "#cdd6e2", score: "#1747a6", band: "#0f9d8a", benchmark: "#d9680b", line: "#1f5fbf", here: "#c2410c",
  stays: ["#a9cdf7", "#4a8be0", "#0b3b8c"], text: "#1c2430", surface: "#ffffff",
};

const DARK: Inks = {
  bars: "#3a4656", score: "#8db8ff", band: "#2fbfae", benchmark: "#ffab49", line: "#6ea8ff", here: "#ff9a6b",
  stays: ["#2c5596", "#6ea8ff", "#d6e6ff"], text: "#e8edf4", surface: "#171d26",
};

export function useInks(): Inks {
  return useTheme() === "dark" ? DARK : LIGHT;
}
