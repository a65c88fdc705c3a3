import Type, { type Static } from "typebox";
import { Address, Closed, check, Digest } from "#wire/schema";

/** Where the contracts of one network stand: the file that every role is given. */
export const Deployment = Closed({
  chainId: Type.Integer({ minimum: 1 }),
  /** Hash of block 1, which names the chain: anvil makes its block 0 anew at each start. Another chain of the same id is refused. */
  firstBlock: Digest,
  /** Block of the first contract: no event is older. */
  fromBlock: Type.Integer({ minimum: 0 }),
  core: Address,
  directory: Address,
  gate: Address,
  token: Address,
  data: Address,
  access: Address,
  /** The curator's account: owner of the data set. */
  curator: Address,
  dataset: Type.Integer({ minimum: 1 }),
});
export type Deployment = Static<typeof Deployment>;

export const parseDeployment = (value: unknown): Deployment => check(Deployment, value, "deployment file");
