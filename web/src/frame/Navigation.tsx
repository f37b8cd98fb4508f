// The bar at the top: the pages, who is signed in, light or dark, and the way out.
import { useSyncExternalStore } from "react";
import { Link } from "../address";
import { currentPath, listen } from "../address/location";
import { useFeatures } from "../widgets/features";
import { ROUTES, findRoute } from "./routes";
import { endSession } from "./session";
import type { Session } from "./session";
import { ThemeToggle } from "./ThemeToggle";

export function Navigation({ session, onSignedOut }: { session: Session; onSignedOut(): void }) {
  const path = useSyncExternalStore(listen, currentPath);
  const { graphiql } = useFeatures();
  const current = findRoute(path).path;
  const leave = async () => {
    await endSession();
    onSignedOut();
  };
  return (
    <header className="frame">
      <strong className="mark">Holdfast</strong>
      <nav aria-label="Pages">
        {ROUTES.map((route) => (
          <Link key={route.path} href={route.path} aria-current={route.path === current ? "page" : undefined}>{route.title}</Link>
        ))}
        {graphiql && <a href="/graphql">GraphiQL</a>}
      </nav>
      <span className="who">{session.name}, {session.role.toLowerCase()}</span>
      <ThemeToggle />
      <button type="button" onClick={() => void leave()}>Sign out</button>
    </header>
  );
}
