import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ZeroAddress, ZeroHash } from "ethers";
import { plainError } from "../../app/cli/plain-error.ts";
import { cli } from "../e2e/cli.ts";

/** No process of the product listens there, and browsers allow it: port 1 is forbidden to fetch. */
const NOWHERE = "http://127.0.0.1:65535";

describe("the command line, where something is missing", function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), "cd-cli-"));
  after(() => rmSync(folder, { recursive: true }));
  const file = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const contract = Object.fromEntries(
    ["core", "directory", "gate", "token", "data", "access", "curator"].map((name) => [name, ZeroAddress]),
  );
  const deployment = JSON.stringify({ ...contract, chainId: 31337, firstBlock: ZeroHash, fromBlock: 0, dataset: 1 });

  it("ends with a code, a sentence and a hint, with nothing on stdout, and never with a stack", async () => {
    const rows = file("rows.csv", "period,diagnosis\n2026-11,yes\n");
    const known = file("deployment.json", deployment);
    const runs: [string, string[]][] = [
      ["E100_NO_FILE", ["data", "verify", join(folder, "none.csv"), "--deployment", known, "--rpc", NOWHERE]],
      ["E100_NO_FILE", ["data", "verify", rows, "--deployment", join(folder, "none.json")]],
      ["E110_MALFORMED", ["data", "verify", rows, "--deployment", rows]],
      ["E110_MALFORMED", ["data", "verify", rows, "--deployment", file("other.json", "{}")]],
      ["E414_NO_ANSWER", ["data", "verify", rows, "--deployment", known, "--rpc", NOWHERE]],
      ["E144_NO_NETWORK", ["data", "verify", rows, "--data", folder]],
      ["E415_NO_DATA_SERVICE", ["data", "ls", "--service", NOWHERE]],
      ["E414_NO_ANSWER", ["extend", "1", "--image", rows, "--service", NOWHERE]],
    ];
    const ended = await Promise.all(
      runs.map(async ([, args]) => {
        const { out, err, code } = await cli(...args);
        expect(err, args.join(" ")).to.match(/^E\d{3}_\w+: [^\n]+\.\nhint: [^\n]+\n$/);
        return [err.split(":")[0], out, code];
      }),
    );
    expect(ended).to.deep.equal(runs.map(([code]) => [code, "", 1]));
  });

  it("leaves a fault of the program what it is", () => {
    expect(plainError(new TypeError("x is not a function"))).to.equal(undefined);
    expect(plainError(new Error("outside", { cause: new Error("inside") }))).to.equal(undefined);
    expect(plainError(undefined)).to.equal(undefined);
  });
});
