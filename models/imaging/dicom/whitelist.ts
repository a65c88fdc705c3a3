/**
 * The only elements that are ever read. They say how stored numbers become a picture, or whether this is a head MR at
 * all; none of them leaves the device. Everything else in the file is passed over and reported as removed.
 */
export const READ = {
  TransferSyntaxUID: "x00020010",
  ImageType: "x00080008",
  Modality: "x00080060",
  BodyPartExamined: "x00180015",
  SpacingBetweenSlices: "x00180088",
  SliceThickness: "x00180050",
  SeriesInstanceUID: "x0020000e",
  ImagePositionPatient: "x00200032",
  ImageOrientationPatient: "x00200037",
  SamplesPerPixel: "x00280002",
  PhotometricInterpretation: "x00280004",
  PlanarConfiguration: "x00280006",
  NumberOfFrames: "x00280008",
  Rows: "x00280010",
  Columns: "x00280011",
  PixelSpacing: "x00280030",
  BitsAllocated: "x00280100",
  BitsStored: "x00280101",
  HighBit: "x00280102",
  PixelRepresentation: "x00280103",
  PixelPaddingValue: "x00280120",
  BurnedInAnnotation: "x00280301",
  WindowCenter: "x00281050",
  WindowWidth: "x00281051",
  RescaleIntercept: "x00281052",
  RescaleSlope: "x00281053",
  SharedFunctionalGroupsSequence: "x52009229",
  PerFrameFunctionalGroupsSequence: "x52009230",
  PixelData: "x7fe00010",
  /** Siemens' private block, and in it how many slices a mosaic holds. */
  MosaicCreator: "x00190010",
  NumberOfImagesInMosaic: "x0019100a",
} as const;

/** What stands in the picture in another form. */
export const CHANGED = new Set<string>([READ.PixelData]);

/** Read to recognise files of one series, never kept: Annex E replaces it. */
export const COMPARED = new Set<string>([READ.SeriesInstanceUID]);

const KEYWORDS = new Map(Object.entries(READ).map(([keyword, tag]) => [tag as string, keyword]));
export const whitelisted = (tag: string): string | undefined => KEYWORDS.get(tag);
