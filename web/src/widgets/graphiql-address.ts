// Hands a question to GraphiQL in the fragment of its address, which is sent to nobody.

export interface Handed {
  query: string;
  variables: unknown;
}

export function graphiqlAddress(query: string, variables: unknown): string {
  const handed: Handed = { query, variables };
  return `/graphql#${encodeURIComponent(JSON.stringify(handed))}`;
}

/** What a fragment hands over; undefined where it is something else. */
export function readHanded(fragment: string): Handed | undefined {
  try {
    const found: unknown = JSON.parse(decodeURIComponent(fragment.replace(/^#/, "")));
    if (found === null || typeof found !== "object" || !("query" in found) || typeof found.query !== "string") return undefined;
    return { query: found.query, variables: "variables" in found ? found.variables : {} };
  } catch {
    return undefined;
  }
}
