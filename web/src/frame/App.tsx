// The frame around every page: who is signed in, where one can go, and the page itself.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Suspense, useCallback, useEffect, useSyncExternalStore } from "react";
import { onSignedOut } from "../api/client";
import { currentPath, go, listen } from "../address/location";
import { Skeleton } from "../widgets";
import { Features } from "../widgets/features";
import { NoticeList } from "../widgets/NoticeList";
import { arrive, destination } from "./arrival";
import { Navigation } from "./Navigation";
import { findRoute, isRoute } from "./routes";
import { useIdentity } from "./session";
import { SignIn } from "./SignIn";

const FRESH = 60_000;
const answers = new QueryClient({
  defaultOptions: { queries: { retry: false, staleTime: FRESH, refetchOnWindowFocus: false } },
});
const arrived = arrive();

export function App() {
  const { identity, problem, refresh, signedOut } = useIdentity(arrived);
  const leave = useCallback(() => {
    // what one member saw is not the next one's
    answers.clear();
    signedOut();
  }, [signedOut]);
  useEffect(() => onSignedOut(leave), [leave]);
  if (identity === undefined) return <Skeleton />;
  if (identity.session === null) return <SignIn provider={identity.provider} problem={problem} onSignedIn={() => void refresh()} />;
  return (
    <Features value={{ graphiql: identity.documents === "open", role: identity.session.role }}>
      <QueryClientProvider client={answers}>
        <a className="skip" href="#main">Skip to the numbers</a>
        <Navigation session={identity.session} onSignedOut={leave} />
        <CurrentPage />
        <NoticeList />
      </QueryClientProvider>
    </Features>
  );
}

/** Leads on from addresses that are no page's: the root, and where one signed in. */
function useWayOn(path: string): boolean {
  const elsewhere = !isRoute(path);
  useEffect(() => {
    if (!elsewhere) return;
    const to = destination() ?? "/customers";
    if (isRoute(new URL(to, window.location.origin).pathname)) go(to, { replace: true });
    else if (to.startsWith("/graphql")) window.location.replace(to);
    else go("/customers", { replace: true });
  }, [elsewhere]);
  return elsewhere;
}

function CurrentPage() {
  const path = useSyncExternalStore(listen, currentPath);
  const { title, Page } = findRoute(path);
  const elsewhere = useWayOn(path);
  useEffect(() => {
    document.title = `${title} - Holdfast`;
  }, [title]);
  if (elsewhere) return <main id="main"><Skeleton /></main>;
  return (
    <main id="main" tabIndex={-1}>
      <h1 className="unseen">{title}</h1>
      <Suspense fallback={<Skeleton />}><Page /></Suspense>
    </main>
  );
}
