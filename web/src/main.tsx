// Starts the dashboards.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { applyTheme } from "./charts/theme";
import { App } from "./frame/App";
import "./frame/colors.css";
import "./frame/frame.css";
import "./widgets/widgets.css";

applyTheme();
const root = document.getElementById("root");
if (root) createRoot(root).render(<StrictMode><App /></StrictMode>);
