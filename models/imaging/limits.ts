/** Files of one series that are taken at once. */
export const MAX_FILES = 1024;

/** Bytes of all files together, as sent and again as inflated. */
export const MAX_TOTAL = 256 * 2 ** 20;
