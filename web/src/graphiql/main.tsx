// Starts GraphiQL, with its workers from our own files.
import { createRoot } from "react-dom/client";
import "graphiql/setup-workers/vite";
import { applyTheme } from "../charts/theme";
import { GraphiQLPage } from "./GraphiQLPage";
import "graphiql/style.css";
import "../frame/colors.css";
import "./graphiql.css";

applyTheme();
const root = document.getElementById("root");
if (root) createRoot(root).render(<GraphiQLPage />);
