import { FIELD_ALIGN, type Plan } from "../plan/plan.ts";
import { align } from "../ring/workspace.ts";
import type { Party } from "../share/types.ts";

/** Addresses of the fields of one item. */
export type Fields = Readonly<Record<string, number>>;

/**
 * Where every field of every demand lies, given where a party's key stream and corrections begin. Both sides of the
 * dealing use this one function, so they cannot disagree.
 * Party 0 draws everything from its stream, in the order of the plan; party 1 draws corrected fields from the
 * corrections, the rest from its stream.
 */
export function layOut(plan: Plan, party: Party, stream: number, corrections: number): Map<string, Fields> {
  const items = new Map<string, Fields>();
  for (const demand of plan.demands) {
    const fields: Record<string, number> = {};
    for (const field of demand.fields) {
      const size = align(field.bytes, FIELD_ALIGN);
      if (party === 1 && field.corrected) {
        fields[field.name] = corrections;
        corrections += size;
      } else {
        fields[field.name] = stream;
        stream += size;
      }
    }
    items.set(demand.id, fields);
  }
  return items;
}
