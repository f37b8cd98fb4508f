// Asks the service's GraphQL endpoint, with the session's cookie.
import type { Question } from "./question-type";

/** Why there is no answer: a code of the API, or NETWORK where the service could not be reached. */
export class AnswerError extends Error {
  readonly code: string;
  readonly requestId: string | undefined;

  constructor(code: string, message: string, requestId?: string) {
    super(message);
    this.code = code;
    this.requestId = requestId;
  }
}

interface Refusal {
  message: string;
  extensions?: { code?: string; requestId?: string };
}

interface Envelope<D> {
  data?: D | null;
  errors?: Refusal[];
}

const listeners = new Set<() => void>();

/** Calls back when the service says that nobody is signed in any more; returns how to stop. */
export function onSignedOut(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Sends a question; throws AnswerError where the service cannot be reached. */
export async function send(body: object, options: { accept?: string; signal?: AbortSignal } = {}): Promise<Response> {
  const { accept = "application/graphql-response+json", signal } = options;
  try {
    return await fetch("/graphql", {
      method: "POST",
      headers: { accept, "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: signal ?? null,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new AnswerError("NETWORK", "The service cannot be reached.");
  }
}

async function read<D>(response: Response): Promise<Envelope<D>> {
  try {
    return (await response.json()) as Envelope<D>;
  } catch {
    throw new AnswerError("NETWORK", `The service answered ${response.status} without an answer.`);
  }
}

/** The data of an answer; throws AnswerError. */
export function take<D>(response: Response, { data, errors }: Envelope<D>): D {
  const first = errors?.[0];
  if (first) {
    const code = first.extensions?.code ?? "INTERNAL";
    if (code === "UNAUTHENTICATED") for (const listener of listeners) listener();
    const requestId = first.extensions?.requestId ?? response.headers.get("x-request-id") ?? undefined;
    throw new AnswerError(code, first.message, requestId);
  }
  if (!data) throw new AnswerError("INTERNAL", "The answer holds no data.");
  return data;
}

/** The service knows the documents of its own pages: their names are enough, and it may know no others. Throws AnswerError. */
export async function ask<D, V>(document: Question<D, V>, variables: V, signal?: AbortSignal): Promise<D> {
  const response = await send({ documentId: document.id, variables }, { signal });
  return take(response, await read<D>(response));
}
