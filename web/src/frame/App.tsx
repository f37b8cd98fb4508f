// The frame around every page: who is signed in, where one can go, and the page itself.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Suspense, useEffect, useSyncExternalStore } from "react";
import { onSignedOut } from "../api/client";
import { currentPath, listen } from "../address/location";
import { Skeleton } from "../widgets";
import { NoticeList } from "../widgets/NoticeList";
import { Navigation } from "./Navigation";
import { findRoute } from "./routes";
import { useSession } from "./session";
import { SignIn } from "./SignIn";

const FRESH = 60_000;
const answers = new QueryClient({
  defaultOptions: { queries: { retry: false, staleTime: FRESH, refetchOnWindowFocus: false } },
});

export function App() {
  const { session, signedIn, signedOut } = useSession();
  useEffect(() => onSignedOut(() => {
    answers.clear();
    signedOut();
  }), [signedOut]);
  if (session === undefined) return <Skeleton />;
  if (session === null) return <SignIn onSignedIn={signedIn} />;
  return (
    <QueryClientProvider client={answers}>
      <a className="skip" href="#main">Skip to the numbers</a>
      <Navigation session={session} onSignedOut={() => {
        answers.clear();
        signedOut();
      }} />
      <CurrentPage />
      <NoticeList />
    </QueryClientProvider>
  );
}

function CurrentPage() {
  const path = useSyncExternalStore(listen, currentPath);
  const { title, Page } = findRoute(path);
  useEffect(() => {
    document.title = `${title} - Holdfast`;
  }, [title]);
  return (
    <main id="main" tabIndex={-1}>
      <h1 className="unseen">{title}</h1>
      <Suspense fallback={<Skeleton />}><Page /></Suspense>
    </main>
  );
}
