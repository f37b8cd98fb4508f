// GraphiQL with what was handed to it: a widget's question by the fragment of the address, or an example by its name.
import { HISTORY_PLUGIN } from "@graphiql/plugin-history";
import { GraphiQL } from "graphiql";
import { chosenTheme } from "../charts/theme";
import { ROUTES } from "../frame/routes";
import { readHanded } from "../widgets/graphiql-address";
import { EXAMPLES_PLUGIN } from "./ExamplesPlugin";
import { findExample } from "./examples";
import { fetcher } from "./fetcher";

interface Opened {
  initialQuery?: string;
  initialVariables?: string;
}

function readAddress(): Opened {
  const handed = readHanded(window.location.hash);
  if (handed) return { initialQuery: handed.query, initialVariables: JSON.stringify(handed.variables, null, 2) };
  const example = findExample(new URLSearchParams(window.location.search).get("example"));
  return example ? { initialQuery: example.query } : {};
}

const opened = readAddress();
const choice = chosenTheme();
const theme = choice === "system" ? undefined : choice;

export function GraphiQLPage() {
  return (
    <>
      <header className="way-back">
        <strong>Holdfast</strong>
        <nav aria-label="Pages">{ROUTES.map(({ path, title }) => <a key={path} href={path}>{title}</a>)}</nav>
        <h1>GraphiQL</h1>
      </header>
      <GraphiQL fetcher={fetcher} {...opened} plugins={[HISTORY_PLUGIN, EXAMPLES_PLUGIN]} forcedTheme={theme}
        defaultEditorToolsVisibility="variables">
        <GraphiQL.Logo><span /></GraphiQL.Logo>
      </GraphiQL>
    </>
  );
}
