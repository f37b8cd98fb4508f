// The palette of the theme that is on.
import { palette } from "./palette";
import type { Palette } from "./palette";
import { useTheme } from "./theme";

export function usePalette(): Palette {
  return palette(useTheme());
}
