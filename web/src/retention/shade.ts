// White to dark blue by score, with the ink that is read best upon it.

type Color = readonly [number, number, number];

/** From none retained to all, at equal steps. */
const STEPS: readonly Color[] = [[255, 255, 255], [222, 235, 249], [178, 208, 241], [115, 166, 225], [56, 117, 196], [23, 73, 150], [9, 37, 92]];

function mix(score: number): Color {
  const place = Math.min(Math.max(score, 0), 1) * (STEPS.length - 1);
  const low = Math.min(Math.floor(place), STEPS.length - 2), part = place - low;
  const [from, to] = [STEPS[low], STEPS[low + 1]];
  if (!from || !to) return [255, 255, 255];
  return [0, 1, 2].map((each) => Math.round((from[each] ?? 0) + part * ((to[each] ?? 0) - (from[each] ?? 0)))) as unknown as Color;
}

/** As WCAG has it. */
function luminance(color: Color): number {
  const [red = 0, green = 0, blue = 0] = color.map((each) => {
    const part = each / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export interface Shade {
  background: string;
  ink: string;
}

export function shade(score: number): Shade {
  const color = mix(score), light = luminance(color);
  // black and white are read equally well where both contrasts are the same
  const black = (light + 0.05) / 0.05, white = 1.05 / (light + 0.05);
  return { background: `rgb(${color.join(" ")})`, ink: black >= white ? "#000000" : "#ffffff" };
}
