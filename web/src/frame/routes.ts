// The pages and their addresses; each page's script is loaded when one goes there.
import { lazy } from "react";
import type { ComponentType } from "react";

type Loaded = Promise<{ default: ComponentType }>;

export interface Route {
  path: string;
  title: string;
  /** Begins to load the page's script; once, however often it is called. */
  load(): Loaded;
  Page: ComponentType;
}

function route(path: string, title: string, load: () => Loaded): Route {
  return { path, title, load, Page: lazy(load) };
}

const CUSTOMERS = route("/customers", "Customers", async () =>
  ({ default: (await import("../customers/CustomersPage")).CustomersPage }));

export const ROUTES: readonly Route[] = [
  CUSTOMERS,
  route("/retention", "Retention", async () => ({ default: (await import("../retention/RetentionPage")).RetentionPage })),
  route("/downloads", "Downloads", async () => ({ default: (await import("../downloads/DownloadsPage")).DownloadsPage })),
];

export function isRoute(path: string): boolean {
  return ROUTES.some((route) => route.path === path);
}

/** The page of a path; the first one elsewhere. */
export function findRoute(path: string): Route {
  return ROUTES.find((route) => route.path === path) ?? CUSTOMERS;
}
