/** Files of a phantom's head as a scanner or a viewer would write them. */
import { Buffer } from "node:buffer";
import { encodeBlob } from "#models/imaging/blob";
import { phantom } from "#scripts/phantom";
import { jpeg2000 } from "../../imaging/dicom-encoders.ts";
import { dicomFile, greyElements, words } from "../../imaging/dicom-file.ts";
import { CERTAINLY_NOT } from "../../imaging/not-heads.ts";

const SIDE = 128;
export const PATIENT = "Doe^Jane";
const asked = (name: string, bytes: Uint8Array) => ({
  name,
  mimeType: "application/octet-stream",
  buffer: Buffer.from(bytes),
});

const elements = (slice: number) => ({
  ...greyElements(SIDE, SIDE),
  "00100010 PN": PATIENT,
  "00100030 DA": "19700101",
  "00180015 CS": "HEAD",
  "00200032 DS": `-100\\-100\\${5 * slice}`,
  "00200037 DS": "1\\0\\0\\0\\1\\0",
  "00280030 DS": "1.5\\1.5",
});
const sliceOf = (seed: number) =>
  Uint16Array.from(phantom({ size: SIDE, seed, lesion: true }).grey, (value) => 4 * value);

/** A series of axial slices, 5 mm apart, that names its patient. */
export const dicomSeries = (slices: number) =>
  Array.from({ length: slices }, (_, i) => asked(`IM${i}`, dicomFile("explicit", elements(i), words(sliceOf(i + 1)))));

/** One slice, compressed by JPEG 2000. */
export const jpeg2000File = async () =>
  asked("IM0", dicomFile("jpeg2000", elements(0), [await jpeg2000(sliceOf(7), SIDE, SIDE)]));

/** A head that is far too bright: the gate is not sure of it. */
export function unsurePicture() {
  const head = phantom({ size: 256, seed: 7, lesion: true });
  const grey = Uint8Array.from(head.grey, (value) => Math.round(255 * (value / 255) ** 0.3));
  return asked("bright.png", encodeBlob({ ...head, grey, removed: [] }));
}

export const chessboard = () => asked("board.png", encodeBlob(CERTAINLY_NOT["a chessboard"]!(1)));
