// Build step: merges the documents of a page's widgets into one, and writes all of them where scripts and types are made from.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { buildSchema, parse, print, stripIgnoredCharacters, validate } from "graphql";
import { merge } from "./merge.mjs";

const FOLDER = "src/generated";
const schema = buildSchema(readFileSync("../schema.graphql", "utf-8"));
const pages = JSON.parse(readFileSync("pages.json", "utf-8"));

const pascal = (name) => name.replace(/(^|-)([a-z0-9])/g, (_, __, letter) => letter.toUpperCase());

function fail(name, errors) {
  for (const error of errors) console.error(`queries/${name}.graphql: ${error.message}`);
  process.exit(1);
}

function readWidgets() {
  const names = readdirSync("queries").filter((file) => file.endsWith(".graphql")).map((file) => file.slice(0, -8));
  return names.sort().map((name) => {
    const text = readFileSync(`queries/${name}.graphql`, "utf-8").trim();
    const document = parse(text);
    const errors = validate(schema, document);
    if (errors.length) fail(name, errors);
    const operations = document.definitions.filter((each) => each.kind === "OperationDefinition");
    if (operations.length !== 1 || operations[0].name?.value !== pascal(name))
      fail(name, [{ message: `takes one operation, named ${pascal(name)}` }]);
    return { name, title: pascal(name), kind: operations[0].operation, text, document };
  });
}

function composePage(page, widgets) {
  const chosen = pages[page].map((name) => widgets.find((each) => each.name === name) ?? fail(name, [{ message: "there is none" }]));
  const name = `${page}-page`;
  try {
    const document = merge(schema, pascal(name), chosen);
    const errors = validate(schema, document);
    if (errors.length) fail(name, errors);
    return { name, title: pascal(name), kind: "query", text: stripIgnoredCharacters(print(document)), document };
  } catch (error) {
    return fail(name, [error]);
  }
}

const identify = (text) => `sha256:${createHash("sha256").update(text).digest("hex")}`;

function writeScript(all) {
  const types = all.flatMap(({ title, kind }) => [`${title}${pascal(kind)}`, `${title}${pascal(kind)}Variables`]);
  const lines = all.map(({ title, kind, text }) =>
    `export const ${title}Document: Question<${title}${pascal(kind)}, ${title}${pascal(kind)}Variables> = {\n` +
    `  name: ${JSON.stringify(title)},\n  text: ${JSON.stringify(text)},\n  id: ${JSON.stringify(identify(text))},\n};`);
  writeFileSync(`${FOLDER}/documents.ts`,
    "// Every document of the pages with the types of its answer and variables; made by compose.mjs.\n" +
    `import type { Question } from "../api/question-type";\nimport type {\n  ${types.join(",\n  ")},\n} from "./types";\n\n${lines.join("\n\n")}\n`);
}

const widgets = readWidgets();
const all = [...widgets, ...Object.keys(pages).map((page) => composePage(page, widgets))];
rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(`${FOLDER}/documents`, { recursive: true });
for (const { name, text } of all) writeFileSync(`${FOLDER}/documents/${name}.graphql`, `${text}\n`);
writeScript(all);
mkdirSync("public", { recursive: true });
writeFileSync("public/documents.json", `${JSON.stringify(Object.fromEntries(all.map(({ text }) => [identify(text), text])), null, 1)}\n`);
