// The session of this browser: whose it is, opened with a token or a code, ended by signing out. Scripts never see the cookie.
import { useCallback, useEffect, useState } from "react";

export interface Session {
  publisher: string;
  role: "OWNER" | "CONTRIBUTOR";
  name: string;
}

/** Where members of an identity provider sign in; without an address while it cannot be asked. */
export interface Provider {
  authorizationEndpoint: string | null;
  clientId: string;
}

export interface Identity {
  session: Session | null;
  provider: Provider | null;
  /** "trusted": the service answers registered documents only, and has no GraphiQL. */
  documents: "open" | "trusted";
}

export type Credentials =
  | { token: string }
  | { code: string }
  | { code: string; verifier: string; redirectUri: string; nonce: string };

const NOBODY: Identity = { session: null, provider: null, documents: "open" };

/** Whose session it is, and how one signs in where it is nobody's. */
export async function readIdentity(): Promise<Identity> {
  const response = await fetch("/identity");
  return response.ok ? ((await response.json()) as Identity) : NOBODY;
}

/** Opens a session; throws with the service's message where it refuses. */
export async function openSession(credentials: Credentials): Promise<void> {
  const response = await fetch("/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(credentials),
  });
  const body: unknown = await response.json();
  if (response.ok) return;
  const { errors } = body as { errors: { message: string }[] };
  throw new Error(errors[0]?.message ?? `the service answered ${response.status}`);
}

export async function endSession(): Promise<void> {
  await fetch("/session", { method: "DELETE" });
  // GraphiQL keeps what was asked, and may have been asked about somebody
  for (const name of Object.keys(window.localStorage)) if (name.startsWith("graphiql")) window.localStorage.removeItem(name);
}

/** What `begin` makes of the address, then who is signed in; undefined until that is known. */
export function useIdentity(begin: Promise<string | null>) {
  const [identity, setIdentity] = useState<Identity | undefined>(undefined);
  const [problem, setProblem] = useState<string | null>(null);
  const refresh = useCallback(async () => {
    try {
      setIdentity(await readIdentity());
    } catch {
      setIdentity(NOBODY);
      setProblem("The service cannot be reached.");
    }
  }, []);
  useEffect(() => {
    void begin.then((found) => {
      setProblem(found);
      return refresh();
    });
  }, [begin, refresh]);
  const signedOut = useCallback(() => setIdentity((known) => (known ? { ...known, session: null } : known)), []);
  return { identity, problem, refresh, signedOut };
}
