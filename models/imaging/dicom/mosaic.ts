import { refuse } from "../refuse.ts";
import { code, type DataSet, short } from "./dataset.ts";
import { READ } from "./whitelist.ts";

/** How Siemens scanners lay the slices of a volume out as tiles of one picture, row by row. */
export interface Mosaic {
  readonly slices: number;
  /** Tiles a side. */
  readonly grid: number;
}

/** Whether the private block that tells of mosaics is theirs: other makers put other things there. */
export const isSiemens = (set: DataSet): boolean => code(set, READ.MosaicCreator) === "SIEMENS MR HEADER";

/** @throws DoctorError E107 for a mosaic that does not say how many slices it holds */
export function mosaicOf(set: DataSet, width: number, height: number): Mosaic | undefined {
  if (!code(set, READ.ImageType).split("\\").includes("MOSAIC")) return undefined;
  const slices = isSiemens(set) ? short(set, READ.NumberOfImagesInMosaic, 0) : 0;
  const grid = Math.ceil(Math.sqrt(slices));
  if (slices < 1 || width % grid !== 0 || height % grid !== 0)
    throw refuse.unsupported("a mosaic without its number of slices");
  return { slices, grid };
}

/** @returns each slice, `[height / grid, width / grid]` */
export function splitMosaic(values: Float32Array, width: number, height: number, { slices, grid }: Mosaic) {
  const [w, h] = [width / grid, height / grid];
  return Array.from({ length: slices }, (_, slice) => {
    const tile = new Float32Array(w * h);
    const from = Math.floor(slice / grid) * h * width + (slice % grid) * w;
    for (let y = 0; y < h; y++) tile.set(values.subarray(from + y * width, from + y * width + w), y * w);
    return tile;
  });
}
