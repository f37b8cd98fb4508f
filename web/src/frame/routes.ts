// The pages and their addresses; each page's script is loaded when one goes there.
import { lazy } from "react";
import type { ComponentType } from "react";

export interface Route {
  path: string;
  title: string;
  Page: ComponentType;
}

const CUSTOMERS: Route = {
  path: "/customers",
  title: "Customers",
  Page: lazy(async () => ({ default: (await import("../customers/CustomersPage")).CustomersPage })),
};

export const ROUTES: readonly Route[] = [
  CUSTOMERS,
  {
    path: "/retention",
    title: "Retention",
    Page: lazy(async () => ({ default: (await import("../retention/RetentionPage")).RetentionPage })),
  },
  {
    path: "/downloads",
    title: "Downloads",
    Page: lazy(async () => ({ default: (await import("../downloads/DownloadsPage")).DownloadsPage })),
  },
];

export function isRoute(path: string): boolean {
  return ROUTES.some((route) => route.path === path);
}

/** The page of a path; the first one elsewhere. */
export function findRoute(path: string): Route {
  return ROUTES.find((route) => route.path === path) ?? CUSTOMERS;
}
