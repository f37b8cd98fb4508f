// The inks of the theme that is on.
import { useMemo } from "react";
import { useTheme } from "../charts";
import { inksOf, type Inks } from "./inks";

export function useInks(): Inks {
  const theme = useTheme();
  return useMemo(() => inksOf(theme), [theme]);
}
