// What this service offers beside the dashboards, for whatever shows a way to it.
import { createContext, useContext } from "react";

export interface ServiceFeatures {
  /** Not where only registered documents are answered. */
  graphiql: boolean;
}

const context = createContext<ServiceFeatures>({ graphiql: true });

export const Features = context.Provider;

export function useFeatures(): ServiceFeatures {
  return useContext(context);
}
