// Starts the dashboards.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { currentPath } from "./address/location";
import { applyTheme } from "./charts/theme";
import { App } from "./frame/App";
import { findRoute } from "./frame/routes";
import "./frame/colors.css";
import "./frame/frame.css";
import "./widgets/widgets.css";

applyTheme();
// a page whose scripts were built anew since it was opened
window.addEventListener("vite:preloadError", () => window.location.reload());
// on its way while the service says who is signed in; where it fails, the page itself tells
findRoute(currentPath()).load().catch(() => undefined);
const root = document.getElementById("root");
if (root) createRoot(root).render(<StrictMode><App /></StrictMode>);
