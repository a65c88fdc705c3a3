import type { Channel } from "../channel/channel.ts";
import type { Plan } from "../plan/plan.ts";
import type { Workspace } from "../ring/workspace.ts";
import type { Party } from "../share/types.ts";
import type { Tape } from "../tape/tape.ts";

/** One party's side of one evaluation. */
export interface Session {
  party: Party;
  plan: Plan;
  space: Workspace;
  channel: Channel;
  tape: Tape;
}
