// Signing in: at the identity provider where there is one, or with a token.
import { useState } from "react";
import type { FormEvent } from "react";
import { destination } from "./arrival";
import { beginSignIn } from "./provider";
import { openSession } from "./session";
import type { Provider } from "./session";

export interface SignInProps {
  provider: Provider | null;
  /** Why a link or the provider did not do. */
  problem: string | null;
  onSignedIn(): void;
}

/** Where the visitor is going. */
function wanted(): string {
  const { pathname, search, hash } = window.location;
  return destination() ?? (pathname === "/sign-in" ? "/" : pathname + search + hash);
}

export function SignIn({ provider, problem, onSignedIn }: SignInProps) {
  const [refusal, setRefusal] = useState(problem);
  const [token, setToken] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await openSession({ token: token.trim() });
      onSignedIn();
    } catch (error) {
      setRefusal(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <main className="sign-in">
      <h1>Holdfast</h1>
      {provider && <AtProvider provider={provider} />}
      <form onSubmit={(event) => void submit(event)}>
        <label>Token <input type="password" autoComplete="off" placeholder="hf_..." value={token}
          onChange={(event) => setToken(event.target.value)} /></label>
        <button disabled={!token.trim()}>Sign in with a token</button>
      </form>
      <p role="alert" className="refusal">{refusal}</p>
      <p className="faint">Or open a link that <code>holdfast demo</code> or <code>holdfast serve --dev</code> printed.</p>
    </main>
  );
}

function AtProvider({ provider }: { provider: Provider }) {
  const endpoint = provider.authorizationEndpoint;
  if (endpoint === null) return <p role="status">The identity provider cannot be asked now; load this page again in some seconds.</p>;
  return <p><button type="button" onClick={() => void beginSignIn(endpoint, provider, wanted())}>Sign in</button></p>;
}
