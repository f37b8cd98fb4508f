// A widget as a PNG: its charts as they are drawn, or where it has none, its first table.
import { save } from "./download";
import { drawTable } from "./table-picture";

const EDGE = 16;
const TITLE = 40;

function drawCharts(canvases: HTMLCanvasElement[], context: CanvasRenderingContext2D): void {
  let top = TITLE;
  for (const canvas of canvases) {
    context.drawImage(canvas, EDGE, top, canvas.clientWidth, canvas.clientHeight);
    top += canvas.clientHeight;
  }
}

function measure(canvases: HTMLCanvasElement[]): [number, number] {
  const width = Math.max(...canvases.map((each) => each.clientWidth));
  return [width + 2 * EDGE, canvases.reduce((sum, each) => sum + each.clientHeight, TITLE + EDGE)];
}

function begin(width: number, height: number, title: string): [HTMLCanvasElement, CanvasRenderingContext2D] {
  const canvas = document.createElement("canvas");
  const scale = Math.max(window.devicePixelRatio, 2);
  canvas.width = width * scale;
  canvas.height = height * scale;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser draws no pictures");
  const style = getComputedStyle(document.documentElement);
  context.scale(scale, scale);
  context.fillStyle = style.getPropertyValue("--surface");
  context.fillRect(0, 0, width, height);
  context.fillStyle = style.getPropertyValue("--text");
  context.font = "600 16px system-ui, sans-serif";
  context.fillText(title, EDGE, 26);
  return [canvas, context];
}

/** The picture of a widget's section; null where it has neither chart nor table. */
export function drawPicture(section: HTMLElement, title: string): HTMLCanvasElement | null {
  const canvases = [...section.querySelectorAll<HTMLCanvasElement>("[data-chart] canvas")];
  if (canvases.length) {
    const [canvas, context] = begin(...measure(canvases), title);
    drawCharts(canvases, context);
    return canvas;
  }
  const table = section.querySelector<HTMLTableElement>("table");
  if (!table) return null;
  return drawTable(table, (width, height) => begin(width + 2 * EDGE, height + TITLE + EDGE, title), EDGE, TITLE);
}

export async function savePicture(section: HTMLElement, name: string, title: string): Promise<void> {
  const canvas = drawPicture(section, title);
  if (!canvas) return;
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (!blob) return;
  const address = URL.createObjectURL(blob);
  save(address, `${name}.png`);
  // the browser has taken it when it gets to this
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
