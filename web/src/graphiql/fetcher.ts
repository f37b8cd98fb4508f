// What GraphiQL asks through: the endpoint with the session's cookie, subscriptions as events.
import type { ExecutionResult } from "graphql";
import { readEvents } from "../api/events";

interface Asked {
  query: string;
  operationName?: string | null;
  variables?: unknown;
}

async function* readResults(body: ReadableStream<Uint8Array>): AsyncGenerator<ExecutionResult> {
  for await (const data of readEvents(body)) yield JSON.parse(data) as ExecutionResult;
}

/** Whether the operation that is meant is a subscription; words in strings and comments do no harm: the service answers both ways. */
const follows = ({ query }: Asked): boolean => /(^|\})\s*subscription\b/m.test(query);

export async function fetcher(asked: Asked): Promise<ExecutionResult | AsyncGenerator<ExecutionResult>> {
  const response = await fetch("/graphql", {
    method: "POST",
    headers: {
      accept: follows(asked) ? "text/event-stream, application/json" : "application/json",
      "content-type": "application/json",
    },
    body: JSON.stringify(asked),
  });
  if (response.status === 401) window.location.assign("/sign-in?to=/graphql");
  const streams = response.headers.get("content-type")?.startsWith("text/event-stream");
  if (streams && response.body) return readResults(response.body);
  return (await response.json()) as ExecutionResult;
}
