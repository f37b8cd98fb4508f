// The documents of the widgets as examples: each is complete, and runs as it is or once its variables are given.

const files = import.meta.glob<string>("../../queries/*.graphql", { query: "?raw", import: "default", eager: true });

export interface Example {
  /** As in the name of its file. */
  name: string;
  title: string;
  query: string;
}

function titleOf(name: string): string {
  const words = name.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const EXAMPLES: readonly Example[] = Object.entries(files)
  .map(([path, query]) => {
    const name = path.slice(path.lastIndexOf("/") + 1, -".graphql".length);
    return { name, title: titleOf(name), query };
  })
  .sort((one, other) => one.name.localeCompare(other.name));

export function findExample(name: string | null): Example | undefined {
  return EXAMPLES.find((example) => example.name === name);
}
