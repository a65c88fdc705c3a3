import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The paths of the desk page's files; `base` is the web application's too, the script is what `bundleDesk` writes. */
export const DESK = {
  html: here("index.html"),
  base: here("../../web/src/base.css"),
  css: here("desk.css"),
  script: here("../../../build/desk.js"),
} as const;

/** Bundles desk.ts for browsers to build/desk.js, one file that asks for nothing else. @returns its path */
export async function bundleDesk(): Promise<string> {
  await build({
    entryPoints: [here("desk.ts")],
    outfile: DESK.script,
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    minify: true,
    logLevel: "warning",
  });
  return DESK.script;
}
