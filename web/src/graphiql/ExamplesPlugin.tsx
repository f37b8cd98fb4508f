// A panel of GraphiQL that lists the examples and opens them.
import type { GraphiQLPlugin } from "@graphiql/react";
import { EXAMPLES } from "./examples";

function Icon() {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" aria-hidden="true">
      <path d="M2 13V8M6 13V3M10 13V6M14 13V9" strokeWidth="2" />
    </svg>
  );
}

function Examples() {
  return (
    <section aria-label="Questions of the dashboards">
      <h2 className="graphiql-doc-explorer-title">Questions of the dashboards</h2>
      <ul className="examples">
        {EXAMPLES.map(({ name, title }) => <li key={name}><a href={`/graphql?example=${name}`}>{title}</a></li>)}
      </ul>
    </section>
  );
}

export const EXAMPLES_PLUGIN: GraphiQLPlugin = { title: "Questions of the dashboards", icon: Icon, content: Examples };
