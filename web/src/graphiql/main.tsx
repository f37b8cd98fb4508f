// Starts GraphiQL.
export {};
