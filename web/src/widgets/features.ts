// What this service offers beside the dashboards and to whom, for whatever shows a way to it.
import { createContext, useContext } from "react";
import type { Session } from "../frame/session";

export interface ServiceFeatures {
  /** Not where only registered documents are answered. */
  graphiql: boolean;
  /** Of who is signed in: a contributor may not sort or filter by personal fields. */
  role: Session["role"];
}

const context = createContext<ServiceFeatures>({ graphiql: true, role: "CONTRIBUTOR" });

export const Features = context.Provider;

export function useFeatures(): ServiceFeatures {
  return useContext(context);
}
