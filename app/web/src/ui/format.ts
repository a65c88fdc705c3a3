export const shortAddress = (address: string): string => `${address.slice(0, 6)}…${address.slice(-4)}`;

/** Bytes as people of the page's language read them: 812 B, 1.4 MB. */
export function size(bytes: number): string {
  const tenths = (value: number) =>
    value.toLocaleString(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  if (bytes < 1000) return `${bytes}\u00a0B`;
  if (bytes < 1e6) return `${tenths(bytes / 1e3)}\u00a0kB`;
  return `${tenths(bytes / 1e6)}\u00a0MB`;
}

/** Offers bytes or text as a file. Nothing leaves the device. */
export function download(name: string, type: string, content: Uint8Array | string): void {
  const url = URL.createObjectURL(new Blob([content as BlobPart], { type }));
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
