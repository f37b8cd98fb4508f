// The session of this browser: whose it is, opened with a token or a code, ended by signing out. Scripts never see the cookie.
import { useCallback, useEffect, useState } from "react";

export interface Session {
  publisher: string;
  role: "OWNER" | "CONTRIBUTOR";
  name: string;
}

export type Credentials =
  | { token: string }
  | { code: string }
  | { code: string; verifier: string; redirectUri: string; nonce: string };

/** Whose session it is; null where there is none. */
export async function readSession(): Promise<Session | null> {
  const response = await fetch("/session");
  return response.ok ? ((await response.json()) as Session) : null;
}

/** Opens a session; throws with the service's message where it refuses. */
export async function openSession(credentials: Credentials): Promise<Session> {
  const response = await fetch("/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(credentials),
  });
  if (response.ok) return (await response.json()) as Session;
  const { errors } = (await response.json()) as { errors: { message: string }[] };
  throw new Error(errors[0]?.message ?? `the service answered ${response.status}`);
}

export async function endSession(): Promise<void> {
  await fetch("/session", { method: "DELETE" });
}

/** undefined until it is known whether there is one. */
export function useSession() {
  const [session, setSession] = useState<Session | null | undefined>(undefined);
  useEffect(() => {
    let here = true;
    readSession().then((found) => here && setSession(found), () => here && setSession(null));
    return () => {
      here = false;
    };
  }, []);
  return { session, signedIn: setSession, signedOut: useCallback(() => setSession(null), []) };
}
