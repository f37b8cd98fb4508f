// Follows a subscription of the service's GraphQL endpoint.
import { send, take } from "./client";
import { readEvents } from "./events";
import type { Question } from "./question-type";

/** Each answer as it comes; throws AnswerError. Ends early where `signal` says so. */
export async function* follow<D, V>(document: Question<D, V>, variables: V, signal: AbortSignal): AsyncGenerator<D> {
  const response = await send({ documentId: document.id, variables }, { accept: "text/event-stream", signal });
  const streams = response.headers.get("content-type")?.startsWith("text/event-stream");
  if (!response.body || !streams) {
    take(response, await response.json());
    return;
  }
  for await (const data of readEvents(response.body)) yield take<D>(response, JSON.parse(data));
}
