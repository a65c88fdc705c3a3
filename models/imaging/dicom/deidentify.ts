import { CHANGED_PIXELS, type Deidentification, type Item } from "../deidentification.ts";
import { profileEntry } from "./annex-e.ts";
import type { DataSet } from "./dataset.ts";
import { isSiemens } from "./mosaic.ts";
import { CHANGED, COMPARED, whitelisted } from "./whitelist.ts";

const PREAMBLE = 128;

/**
 * What was read of the files and what was left behind, by whitelist: an element that is not known is removed. Sequences
 * are left behind whole; of the two functional group sequences, which hold each frame's place, only listed elements
 * were read.
 */
export function deidentification(sets: readonly DataSet[]): Deidentification {
  const removed = new Map<string, Item>();
  const kept = new Map<string, Item>();
  const add = (to: Map<string, Item>, key: string, item: Omit<Item, "count">) =>
    to.set(key, { ...item, count: (to.get(key)?.count ?? 0) + 1 });
  for (const set of sets) {
    if (set.byteArray.subarray(0, PREAMBLE).some((byte) => byte !== 0)) add(removed, "preamble", { what: "preamble" });
    const siemens = isSiemens(set);
    for (const element of Object.keys(set.elements)) {
      if (CHANGED.has(element)) continue;
      const id = element.slice(1).toUpperCase();
      const known = profileEntry(id);
      const keyword = whitelisted(element);
      if (keyword && !COMPARED.has(element) && (known?.keyword !== "private" || siemens)) {
        add(kept, id, { what: keyword, tag: printed(id) });
        continue;
      }
      // A private element's number may itself say which device wrote it: only its group is named.
      const key = known?.keyword === "private" ? `${id.slice(0, 4)}XXXX` : id;
      const what = known?.keyword ?? keyword ?? "unlisted";
      add(removed, key, { what, tag: printed(key), ...(known && { profile: known.code }) });
    }
  }
  const sorted = (items: Map<string, Item>) => [...items.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    removed: sorted(removed).map(([, item]) => item),
    kept: sorted(kept).map(([, item]) => item),
    changed: [CHANGED_PIXELS],
  };
}

const printed = (id: string): string => `(${id.slice(0, 4)},${id.slice(4)})`;
