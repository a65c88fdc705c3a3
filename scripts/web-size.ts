import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

/**
 * `npm run size`: what a browser downloads, gzipped, before each role's first page can be used, against the budget.
 * Reads the manifest of the built site; what is loaded later (codecs, the preparing worker, the model) does not count.
 */
const SITE = join(import.meta.dirname, "../build/web");
const BUDGET = 250_000;
const FIRST_PAGES = {
  patient: "src/patient/cases.tsx",
  doctor: "src/doctor/practice.tsx",
  researcher: "src/researcher/asset.tsx",
  operator: "src/operator/nodes.tsx",
};
const SHARED = ["index.html", "src/session/session.tsx"];
const LANGUAGES = ["en", "de", "fr"].map((language) => `src/i18n/${language}.ts`);

interface Entry {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
}

/** Bytes of each role's first load, in the language with the longest words. */
export function firstLoads(): Record<string, number> {
  const manifest: Record<string, Entry> = JSON.parse(readFileSync(join(SITE, ".vite/manifest.json"), "utf8"));
  const filesOf = (keys: readonly string[]) => {
    const [files, seen] = [new Set<string>(), new Set<string>()];
    const visit = (key: string) => {
      if (seen.has(key)) return;
      seen.add(key);
      const { file, imports = [], css = [] } = manifest[key]!;
      for (const each of [file, ...css]) files.add(each);
      imports.forEach(visit);
    };
    keys.forEach(visit);
    return files;
  };
  const gzipped = (file: string) => gzipSync(readFileSync(join(SITE, file))).length;
  return Object.fromEntries(
    Object.entries(FIRST_PAGES).map(([role, page]) => [
      role,
      Math.max(
        ...LANGUAGES.map((language) =>
          [...filesOf([...SHARED, page, language])].reduce((sum, file) => sum + gzipped(file), gzipped("index.html")),
        ),
      ),
    ]),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [role, bytes] of Object.entries(firstLoads())) {
    const fits = bytes <= BUDGET;
    console.log(`${role.padEnd(11)} ${(bytes / 1000).toFixed(1)} kB of ${BUDGET / 1000} kB${fits ? "" : "  too much"}`);
    if (!fits) process.exitCode = 1;
  }
}
