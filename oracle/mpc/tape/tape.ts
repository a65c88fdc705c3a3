import { DoctorError } from "#errors";
import type { Demand } from "../plan/demand.ts";
import type { Plan } from "../plan/plan.ts";
import { expand, type Purpose } from "../prg/expand.ts";
import type { Workspace } from "../ring/workspace.ts";
import { type Fields, layOut } from "./layout.ts";
import type { HeldMaterial } from "./material.ts";

/**
 * Single-use correlated randomness, item by item. A mask that is used twice gives away the difference of what it hid,
 * so an item is handed out once, whatever the caller does, and a run that has not used everything did not do what the
 * plan says.
 */
export class Tape {
  readonly #items: Map<string, { demand: Demand; fields: Fields }>;
  readonly #used = new Set<string>();

  constructor(plan: Plan, fields: ReadonlyMap<string, Fields>) {
    this.#items = new Map(plan.demands.map((demand) => [demand.id, { demand, fields: fields.get(demand.id)! }]));
  }

  /**
   * The item of a demand, once.
   * @throws E301_TAPE_REUSED E302_TAPE_UNDERRUN
   */
  take<K extends Demand["kind"]>(kind: K, id: string): { demand: Extract<Demand, { kind: K }>; fields: Fields } {
    const item = this.#items.get(id);
    if (item?.demand.kind !== kind) throw protocol("E302_TAPE_UNDERRUN", `nothing was dealt for ${kind} ${id}`);
    if (this.#used.has(id)) throw protocol("E301_TAPE_REUSED", `the material of ${id} was used already`);
    this.#used.add(id);
    return item as { demand: Extract<Demand, { kind: K }>; fields: Fields };
  }

  /** @throws E303_TAPE_LEFTOVER when something was dealt and not used */
  finish(): void {
    const left = this.#items.size - this.#used.size;
    if (left > 0) throw protocol("E303_TAPE_LEFTOVER", `${left} dealt items were not used`);
  }
}

/** The tape of material that `readMaterial` put into this workspace. */
export function mountTape(space: Workspace, plan: Plan, { party, seed, corrections }: HeldMaterial): Tape {
  const purpose: Purpose = `material/${party}`;
  const stream = expand(space, seed, purpose, party === 0 ? plan.seeded0 : plan.seeded1);
  return new Tape(plan, layOut(plan, party, stream, corrections));
}

function protocol(code: string, message: string): DoctorError {
  return new DoctorError(
    code,
    message,
    "This is a defect of the program: stop, and report it. Nothing more was opened.",
  );
}
