import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { encodeBlob } from "#models/imaging/blob";
import { decodePicture } from "#models/imaging/decode";
import { modelInput } from "#models/imaging/transform";
import { dataDir } from "./data-dir.ts";

describe("real pictures", function () {
  this.timeout(60_000);
  const root = dataDir();

  it("every file of the two-class set decodes, and its blob gives the same pixels and the same input", function () {
    if (root === undefined) {
      console.error("      skipped: no real pictures here (set DATA_DIR to a folder that holds navoneel/)");
      return this.skip();
    }
    const folder = path.join(root, "navoneel");
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile() && entry.name !== "manifest.csv",
    );
    expect(files.length).to.equal(181);
    for (const { parentPath, name } of files) {
      const picture = decodePicture(readFileSync(path.join(parentPath, name)));
      const again = decodePicture(encodeBlob(picture));
      expect(Buffer.compare(again.grey, picture.grey), name).to.equal(0);
      const x = modelInput(picture, { id: "whole-head", version: 1, size: 64 });
      const bright = x.filter((v) => v > 0.1).length / x.length;
      expect(bright, `share of ${name} that is head`).to.be.above(0.15);
    }
  });
});
