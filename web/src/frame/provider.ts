// Signing in at an OpenID Connect provider: the authorization code flow with PKCE.
import { openSession } from "./session";
import type { Provider } from "./session";

interface Kept {
  state: string;
  verifier: string;
  nonce: string;
  /** Where the visitor wanted to go. */
  to: string;
}

const KEPT = "holdfast-sign-in";
const redirectUri = (): string => `${window.location.origin}/sign-in`;

function encode(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const random = (): string => encode(crypto.getRandomValues(new Uint8Array(32)));

/** Leads the browser to the provider. */
export async function beginSignIn(endpoint: string, provider: Provider, to: string): Promise<void> {
  const kept: Kept = { state: random(), verifier: random(), nonce: random(), to };
  window.sessionStorage.setItem(KEPT, JSON.stringify(kept));
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(kept.verifier));
  const address = new URL(endpoint);
  const asked = {
    response_type: "code",
    client_id: provider.clientId,
    redirect_uri: redirectUri(),
    scope: "openid profile email",
    state: kept.state,
    nonce: kept.nonce,
    code_challenge: encode(new Uint8Array(digest)),
    code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value);
  window.location.assign(address);
}

/** Whether the provider sent the browser back. */
export function isReturn(): boolean {
  const given = new URLSearchParams(window.location.search);
  return window.location.pathname === "/sign-in" && given.has("state") && (given.has("code") || given.has("error"));
}

/** Trades the provider's code for a session, and puts back the address that the visitor wanted. */
export async function finishSignIn(): Promise<void> {
  const given = new URLSearchParams(window.location.search);
  const found = window.sessionStorage.getItem(KEPT);
  window.sessionStorage.removeItem(KEPT);
  window.history.replaceState(null, "", "/sign-in");
  const kept = found === null ? null : (JSON.parse(found) as Kept);
  if (kept === null || given.get("state") !== kept.state)
    throw new Error("This return is of another sign-in; sign in again.");
  const code = given.get("code");
  if (code === null) throw new Error(`The identity provider says: ${given.get("error_description") ?? given.get("error")}`);
  await openSession({ code, verifier: kept.verifier, redirectUri: redirectUri(), nonce: kept.nonce });
  window.history.replaceState(null, "", `/sign-in?to=${encodeURIComponent(kept.to)}`);
}
