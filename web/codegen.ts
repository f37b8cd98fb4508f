// Types of the answers, from the service's schema and the documents that compose.mjs wrote.
import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
  schema: "../schema.graphql",
  documents: "src/generated/documents/*.graphql",
  silent: true,
  generates: {
    "src/generated/types.ts": {
      plugins: ["typescript-operations"],
      config: {
        enumType: "string-literal",
        skipTypename: true,
        strictScalars: true,
        useTypeImports: true,
        scalars: { BigInt: "number", Date: "string", DateTime: "string", Decimal: "string" },
      },
    },
  },
};

export default config;
