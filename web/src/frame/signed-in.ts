// Who is signed in, for the pages: what they offer differs by role.
import { createContext, useContext } from "react";
import type { Session } from "./session";

export const SignedIn = createContext<Session | null>(null);

/** Whether an owner reads the page: a contributor sees the numbers alone. */
export function useOwner(): boolean {
  return useContext(SignedIn)?.role === "OWNER";
}
