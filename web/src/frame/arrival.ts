// How a visitor arrives: with the one-time code of a link, back from the identity provider, or simply so.
import { finishSignIn, isReturn } from "./provider";
import { openSession } from "./session";

/** The one-time code of a link, taken out of the address; null where there is none. */
function takeCode(): string | null {
  const code = new URLSearchParams(window.location.hash.slice(1)).get("code");
  if (code !== null) window.history.replaceState(null, "", window.location.pathname + window.location.search);
  return code;
}

/** Opens the session that the address brings; what went wrong, or null. */
export async function arrive(): Promise<string | null> {
  const code = takeCode();
  try {
    if (code !== null) await openSession({ code });
    else if (isReturn()) await finishSignIn();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Where `?to=` of the sign-in page leads: an address of this service and of no other. */
export function destination(): string | null {
  const to = new URLSearchParams(window.location.search).get("to");
  if (to === null) return null;
  const url = new URL(to, window.location.origin);
  if (url.origin !== window.location.origin) return null;
  return url.pathname + url.search + (url.hash || window.location.hash);
}
