import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { LoadOpenJpeg, OpenJpeg } from "#models/imaging/dicom/jpeg2000";

const require = createRequire(import.meta.url);
const PACKAGE = "@cornerstonejs/codec-openjpeg";

/** OpenJPEG's decoder as WebAssembly, for Node; a browser fetches the same bytes. */
export const openJpeg: LoadOpenJpeg = async () => {
  const make: (options: object) => Promise<OpenJpeg> = require(`${PACKAGE}/decodewasmjs`);
  const wasmBinary = readFileSync(require.resolve(`${PACKAGE}/decodewasm`));
  // It tells of damaged files on stderr; a DoctorError does that here.
  return make({ wasmBinary, print: () => {}, printErr: () => {} });
};
