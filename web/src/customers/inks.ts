// The colours of the customers page's charts, out of the palette: the same thing in the same colour in every widget.
import { palette, type Theme } from "../charts";

export interface Inks {
  active: string;
  new: string;
  existing: string;
  churned: string;
  growth: string;
  value: string;
  share: string;
  /** The five largest plans. */
  plans: readonly string[];
  rest: string;
  /** From few customers to many: light to dark in both themes. */
  few: string;
  many: string;
  /** Countries without customers. */
  land: string;
  chosen: string;
  text: string;
  quiet: string;
  surface: string;
  /** The stripes over what is not finished. */
  stripes: string;
}

const MAP = {
  light: { few: "#cfe2fb", many: "#0b2f6b", stripes: "rgba(255, 255, 255, 0.7)" },
  dark: { few: "#dcebff", many: "#1f5fbf", stripes: "rgba(14, 19, 25, 0.6)" },
};

export function inksOf(theme: Theme): Inks {
  const { series, existing, new: fresh, churned, line, none, text, faint, surface } = palette(theme);
  const [blue = existing, orange = churned, teal = existing, , , grey = faint] = series;
  return {
    active: teal, new: fresh, existing, churned, growth: line, value: blue, share: orange,
    plans: series.slice(0, 5), rest: grey, land: none, chosen: orange, text, quiet: faint, surface, ...MAP[theme],
  };
}

/** What a column of an unfinished month has over its colour. */
export function hatch({ stripes }: Inks) {
  return {
    symbol: "rect", symbolSize: 1, dashArrayX: [1, 0] as [number, number], dashArrayY: [4, 4] as [number, number],
    rotation: -Math.PI / 4, color: stripes,
  };
}
