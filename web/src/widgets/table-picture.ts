// A table drawn on a canvas: its texts as they read, a line under each row.

type Begin = (width: number, height: number) => [HTMLCanvasElement, CanvasRenderingContext2D];

const ROW = 26;
const GAP = 24;
const FONT = "13px system-ui, sans-serif";
/** More rows than a picture has use for. */
const MOST = 100;

function readCells(table: HTMLTableElement): string[][] {
  const rows = [...table.rows].slice(0, MOST + 1);
  return rows.map((row) => [...row.cells].map((cell) => cell.textContent.trim()));
}

function measureColumns(rows: string[][]): number[] {
  const context = document.createElement("canvas").getContext("2d");
  const widths: number[] = [];
  if (context) context.font = FONT;
  for (const row of rows)
    for (const [place, text] of row.entries())
      widths[place] = Math.max(widths[place] ?? 0, context?.measureText(text).width ?? 0);
  return widths;
}

export function drawTable(table: HTMLTableElement, begin: Begin, left: number, top: number): HTMLCanvasElement {
  const rows = readCells(table), widths = measureColumns(rows);
  const width = widths.reduce((sum, each) => sum + each + GAP, 0);
  const [canvas, context] = begin(width, rows.length * ROW);
  context.font = FONT;
  for (const [index, row] of rows.entries()) {
    let at = left;
    const line = top + index * ROW;
    for (const [place, text] of row.entries()) {
      context.fillText(text, at, line + 17);
      at += (widths[place] ?? 0) + GAP;
    }
    context.globalAlpha = 0.2;
    context.fillRect(left, line + ROW - 1, width, 1);
    context.globalAlpha = 1;
  }
  return canvas;
}
