// Light, dark, or as the system prefers.
import { chooseTheme, useChoice } from "../charts/theme";
import type { Choice } from "../charts/theme";

const NEXT: Record<Choice, Choice> = { system: "light", light: "dark", dark: "system" };
const SIGN: Record<Choice, string> = { system: "◐", light: "☀", dark: "☾" };

export function ThemeToggle() {
  const choice = useChoice();
  return (
    <button type="button" className="icon" aria-label={`Colors: ${choice}. Change to ${NEXT[choice]}`}
      title={`Colors: ${choice}`} onClick={() => chooseTheme(NEXT[choice])}>
      <span aria-hidden="true">{SIGN[choice]}</span>
    </button>
  );
}
