import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { boundaries } from "#scripts/check/boundaries";
import { ambientUses } from "#scripts/check/purity";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const NAMES: string[] = createRequire(import.meta.url)("../.dependency-cruiser.cjs").forbidden.map(
  (rule: { name: string }) => rule.name,
);

/** One forbidden import per rule: [rule, file, what it imports]. The imported files exist, and import nothing. */
const PLANTED: readonly (readonly [rule: string, file: string, imports: string])[] = [
  ["no-cycle", "oracle/wire/a.ts", "#wire/cycle"],
  ["no-unresolved", "oracle/wire/a.ts", "#wire/nowhere"],
  ["shipped-code-needs-no-dev-packages", "app/data/a.ts", "fast-check"],
  ["nobody-imports-tests", "oracle/wire/a.ts", "../../test/helper.ts"],
  ["models-are-the-bottom", "models/graph/a.ts", "#wire/b"],
  ["training-stays-in-training", "models/zoo/a.ts", "#models/train/b"],
  ["training-stays-in-training", "app/patient/a.ts", "@tensorflow/tfjs-core"],
  ["pure-code-asks-nothing-of-node", "models/imaging/a.ts", "node:fs"],
  ["pure-code-asks-nothing-of-node", "oracle/mpc/tape/a.ts", "crypto"],
  ["pure-code-needs-no-service-packages", "oracle/mpc/deal/a.ts", "pino"],
  ["arithmetic-is-the-bottom-of-mpc", "oracle/mpc/prg/a.ts", "#mpc/tape/b"],
  ["plans-and-tapes-know-no-protocol", "oracle/mpc/plan/a.ts", "#mpc/deal/b"],
  ["protocol-and-deal-meet-in-the-plan", "oracle/mpc/protocol/a.ts", "#mpc/deal/b"],
  ["deal-knows-no-protocol", "oracle/mpc/deal/a.ts", "#mpc/protocol/b"],
  ["mpc-knows-nobody-above", "oracle/mpc/protocol/a.ts", "#wire/b"],
  ["wire-knows-nobody-above", "oracle/wire/a.ts", "#chain/b"],
  ["chain-and-storage-know-nobody-above", "oracle/chain/a.ts", "#client/b"],
  ["chain-knows-no-storage", "oracle/chain/a.ts", "#storage/b"],
  ["storage-knows-no-chain", "oracle/storage/a.ts", "#chain/b"],
  ["storage-has-a-front-door", "app/data/a.ts", "#storage/embedded/b"],
  ["service-is-plumbing", "oracle/service/a.ts", "#storage/b"],
  ["clients-do-no-io", "app/client/a.ts", "node:net"],
  ["clients-know-no-service", "app/client/a.ts", "#service/b"],
  ["clients-never-run-the-protocol", "app/client/a.ts", "#mpc/protocol/b"],
  ["nodes-know-no-app", "oracle/node/a.ts", "#client/b"],
  ["apps-know-no-node", "app/patient/a.ts", "#node/b"],
  ["services-know-no-other-service", "app/patient/a.ts", "../doctor/b.ts"],
  ["apps-know-no-scripts", "app/data/a.ts", "#scripts/b"],
  ["the-desk-page-is-alone", "app/doctor/desk/a.ts", "#wire/b"],
  ["the-viewer-is-alone", "app/viewer/a.ts", "#wire/b"],
  ["the-browser-never-computes-or-serves", "app/web/src/a.ts", "#mpc/protocol/b"],
  ["the-browser-has-no-node", "app/web/src/a.ts", "node:fs"],
  ["the-web-server-serves-files", "app/web/server/a.ts", "#mpc/deal/b"],
];

/** Imports that the layers allow, near each of the above: the rules do not simply forbid everything. */
const ALLOWED: readonly (readonly [file: string, imports: string])[] = [
  ["models/train/a.ts", "node:fs"],
  ["oracle/mpc/protocol/a.ts", "#mpc/plan/b"],
  ["oracle/mpc/deal/a.ts", "#mpc/prg/b"],
  ["oracle/mpc/plan/a.ts", "#models/graph/b"],
  ["oracle/wire/a.ts", "#mpc/share/b"],
  ["oracle/storage/a.ts", "#storage/embedded/b"],
  ["oracle/storage/a.ts", "#service/b"],
  ["app/client/a.ts", "#mpc/deal/b"],
  ["app/client/a.ts", "#chain/b"],
  ["oracle/node/a.ts", "#mpc/protocol/b"],
  ["app/patient/a.ts", "#client/b"],
  ["app/patient/a.ts", "./b.ts"],
  ["app/doctor/desk/a.ts", "./b.ts"],
  ["app/doctor/desk/a.ts", "#viewer/b"],
  ["app/web/src/a.ts", "#client/b"],
  ["app/web/src/a.ts", "#mpc/deal/b"],
  ["app/web/src/a.ts", "#viewer/b"],
];

const ROOMS = [
  ..."graph imaging zoo train".split(" ").map((room) => `models/${room}`),
  ..."prg plan tape share deal protocol".split(" ").map((room) => `oracle/mpc/${room}`),
  ..."wire chain storage storage/embedded service node".split(" ").map((room) => `oracle/${room}`),
  ..."client patient doctor doctor/desk data viewer web/src web/server".split(" ").map((room) => `app/${room}`),
  "scripts",
  "test",
];

describe("the layers of the house", function () {
  this.timeout(60_000);
  let folder: string;

  async function write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }

  /** The rules that one import breaks, in a house that is otherwise in order. */
  async function broken(file: string, imports: string): Promise<string[]> {
    await write(file, `import * as other from ${JSON.stringify(imports)};\nexport const a = other;\n`);
    const { rules } = await boundaries(folder);
    await rm(join(folder, file));
    return rules;
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "house-"));
    for (const file of ["package.json", "tsconfig.json"]) await copyFile(join(ROOT, file), join(folder, file));
    await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
    for (const room of ROOMS) await write(`${room}/b.ts`, "export const b = 1;\n");
    await write("test/helper.ts", "export const help = 1;\n");
  });
  after(() => rm(folder, { recursive: true }));

  it("are in order before anything is planted", async () => {
    const { lines, files } = await boundaries(folder);
    expect(lines).to.deep.equal([]);
    expect(files).to.equal(ROOMS.length + 1);
  });

  for (const [rule, file, imports] of PLANTED) {
    it(`${rule}: ${dirname(file)} may not import ${imports}`, async () => {
      if (rule === "no-cycle") await write("oracle/wire/cycle.ts", 'export * from "./a.ts";\n');
      expect(await broken(file, imports)).to.include(rule);
      await rm(join(folder, "oracle/wire/cycle.ts"), { force: true });
    });
  }

  it("have no rule that was never seen to fire", () => {
    expect([...new Set(PLANTED.map(([rule]) => rule))].sort()).to.deep.equal([...NAMES].sort());
  });

  it("allow what points down", async () => {
    for (const [file, imports] of ALLOWED) {
      expect(await broken(file, imports), `${file} imports ${imports}`).to.deep.equal([]);
    }
  });
});

describe("code that asks nothing of its surroundings", () => {
  const uses = (source: string) => ambientUses("planted.ts", source);

  for (const source of [
    "const now = Date.now();",
    "const r = Math.random();",
    "crypto.getRandomValues(new Uint8Array(4));",
    "const t0 = performance.now();",
    "if (process.env.DEBUG) go();",
    "setTimeout(() => {}, 1);",
    "document.title = 'x';",
    "globalThis.crypto.randomUUID();",
  ]) {
    it(`is not: ${source}`, () => expect(uses(source)).to.have.length(1));
  }

  it("may name such things in types, keys and properties", () => {
    const source = "interface A { process: number; now(): Date }\nconst a = { crypto: 1 };\nplan.process(a.window);";
    expect(uses(source)).to.deep.equal([]);
  });
});
