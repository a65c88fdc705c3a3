import { globSync, readFileSync } from "node:fs";
import { extname, join, sep } from "node:path";
import { gzipSync } from "node:zlib";
import { DoctorError } from "#errors";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".json": "application/json; charset=utf-8",
  ".wasm": "application/wasm",
  ".bin": "application/octet-stream",
};

export interface Asset {
  readonly type: string;
  readonly body: Buffer;
  readonly gzip: Buffer;
  /** Its name holds a hash of its content, so that it never changes. */
  readonly immutable: boolean;
}

const asset = (path: string, immutable: boolean): Asset => {
  const body = readFileSync(path);
  return { type: TYPES[extname(path)] ?? "application/octet-stream", body, gzip: gzipSync(body), immutable };
};

/**
 * The built site and what belongs to it, by URL path, in memory: a request can name nothing else.
 * @param extra further files by URL path
 * @throws DoctorError E143_NOT_BUILT
 */
export function loadSite(folder: string, extra: Record<string, string>): ReadonlyMap<string, Asset> {
  const site = new Map<string, Asset>();
  for (const file of globSync("**/*.*", { cwd: folder }))
    site.set(`/${file.split(sep).join("/")}`, asset(join(folder, file), file.startsWith(`assets${sep}`)));
  if (!site.has("/index.html"))
    throw new DoctorError("E143_NOT_BUILT", "The web application is not built.", "Run npm run build.");
  for (const [path, file] of Object.entries(extra)) site.set(path, asset(file, false));
  return site;
}
