// Signing in: by the code in a link's fragment, or with a token.
import { useEffect, useState } from "react";
import type { FormEvent } from "react";
import { openSession, readSession } from "./session";
import type { Credentials, Session } from "./session";

/** The one-time code of a link, taken out of the address; null where there is none. */
function takeCode(): string | null {
  const code = new URLSearchParams(window.location.hash.slice(1)).get("code");
  if (code !== null) window.history.replaceState(null, "", window.location.pathname + window.location.search);
  return code;
}

const linkCode = takeCode();

export function SignIn({ onSignedIn }: { onSignedIn(session: Session): void }) {
  const [told, tell] = useState("Open a link that the command line printed, or sign in with a token.");
  const [token, setToken] = useState("");

  const open = async (credentials: Credentials) => {
    try {
      onSignedIn(await openSession(credentials));
    } catch (error) {
      const found = await readSession();
      if (found) onSignedIn(found);
      else tell(error instanceof Error ? error.message : String(error));
    }
  };
  useEffect(() => {
    if (linkCode !== null) void open({ code: linkCode });
  }, []);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    void open({ token: token.trim() });
  };
  return (
    <main className="sign-in">
      <h1>Holdfast</h1>
      <p role="status">{told}</p>
      <form onSubmit={submit}>
        <label>Token <input type="password" autoComplete="off" placeholder="hf_..." value={token}
          onChange={(event) => setToken(event.target.value)} /></label>
        <button>Sign in</button>
      </form>
    </main>
  );
}
