// Build step: puts compressed copies beside the files that are worth it, and the whole in place of what is served.
import { readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const MADE = "build", SERVED = "dist", OLD = "dist.old";
const WORTH = /\.(?:js|css|html|json|svg|ttf)$/;
const SMALLEST = 1024;

for (const entry of readdirSync(MADE, { recursive: true, withFileTypes: true })) {
  const path = `${entry.parentPath}/${entry.name}`;
  if (!entry.isFile() || !WORTH.test(entry.name)) continue;
  const bytes = readFileSync(path);
  if (bytes.length < SMALLEST) continue;
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
}
rmSync(OLD, { recursive: true, force: true });
try {
  renameSync(SERVED, OLD);
} catch (error) {
  if (error.code !== "ENOENT") throw error;
}
renameSync(MADE, SERVED);
rmSync(OLD, { recursive: true, force: true });
