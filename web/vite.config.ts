// How the pages are bundled: two pages, files with hashed names, nothing inlined that the policy forbids.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "build",
    target: "es2022",
    assetsInlineLimit: 0,
    rolldownOptions: { input: { index: "index.html", graphiql: "graphiql.html" } },
  },
});
