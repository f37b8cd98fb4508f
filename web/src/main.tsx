// Starts the dashboards.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { applyTheme } from "./charts/theme";
import { App } from "./frame/App";
import "./frame/colors.css";
import "./frame/frame.css";
import "./widgets/widgets.css";

applyTheme();
// a page whose scripts were built anew since it was opened
window.addEventListener("vite:preloadError", () => window.location.reload());
const root = document.getElementById("root");
if (root) createRoot(root).render(<StrictMode><App /></StrictMode>);
