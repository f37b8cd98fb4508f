// Questions while rendering: what was answered, why not, and whether an answer is on its way.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { AnswerError, ask } from "./client";
import type { Question } from "./question-type";

export { AnswerError, ask };
export type { Question, TypedDocumentNode } from "./question-type";

export interface Answer<D> {
  data: D | undefined;
  error: AnswerError | undefined;
  loading: boolean;
  retry(): void;
}

export interface Options {
  /** Not asked while this holds. */
  pause?: boolean;
  /** Asked anew whenever it is shown: the answer changes without new data. */
  fresh?: boolean;
}

/** The answer to a document; the previous one is kept while that to other variables is on its way. */
export function useQuestion<D, V>(document: Question<D, V>, variables: V, options: Options = {}): Answer<D> {
  const found = useQuery<D, AnswerError>({
    queryKey: [document.id, variables],
    queryFn: ({ signal }) => ask(document, variables, signal),
    enabled: !options.pause,
    ...(options.fresh ? { staleTime: 0 } : {}),
    placeholderData: keepPreviousData,
  });
  return {
    data: found.error ? undefined : found.data,
    error: found.error ?? undefined,
    loading: found.isFetching,
    retry: () => void found.refetch(),
  };
}

/** A widget's answer: the page's where the widget asks as the page does, else its own. */
export function useOwnQuestion<D, V>(document: Question<D, V>, variables: V, page: Answer<D>, asInPage: boolean): Answer<D> {
  const own = useQuestion(document, variables, { pause: asInPage });
  if (asInPage) return page;
  // until the first answer of its own, the widget shows what the page has
  return own.data || own.error ? own : { ...own, data: page.data, loading: true };
}
