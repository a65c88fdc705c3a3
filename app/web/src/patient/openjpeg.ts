import type { LoadOpenJpeg, OpenJpeg } from "#models/imaging/dicom/jpeg2000";

/** OpenJPEG's decoder, fetched from this site when the first JPEG 2000 frame is met. */
export const openJpeg: LoadOpenJpeg = async () => {
  const [{ default: make }, response] = await Promise.all([
    import("@cornerstonejs/codec-openjpeg/decodewasmjs"),
    fetch("/openjpeg.wasm"),
  ]);
  const wasmBinary = await response.arrayBuffer();
  // It tells of damaged files on the console; a DoctorError does that here.
  return (make as (options: object) => Promise<OpenJpeg>)({ wasmBinary, print: () => {}, printErr: () => {} });
};
