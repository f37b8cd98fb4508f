// A GraphQL document of the pages, with the types of its answer and variables.

export interface Question<D, V> {
  /** The operation's name. */
  readonly name: string;
  readonly text: string;
  /** "sha256:" and the hash of the text. */
  readonly id: string;
  /** Never there: carries the types. */
  readonly types?: (variables: V) => D;
}

/** What contracts with typed documents call it. */
export type TypedDocumentNode<D, V> = Question<D, V>;
