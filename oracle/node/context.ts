import type { Wallet } from "ethers";
import type { Contracts } from "#chain/contracts";
import type { Kernels } from "#mpc/ring/kernels";
import type { Logger } from "#service/log";
import type { BlobStore } from "#storage/blobs";
import type { Identities } from "./keys.ts";
import type { ModelShelf } from "./model-shelf.ts";
import type { Progress } from "./progress.ts";
import type { SetShelf } from "./set-shelf.ts";
import type { NodeStore } from "./store.ts";

/** What one node is: its party in the pair, its keys, and what it talks to. */
export interface NodeContext {
  readonly party: 0 | 1;
  readonly pair: number;
  readonly wallet: Wallet;
  /** Lets one transaction of the wallet go out at a time. */
  readonly posting: <T>(work: () => Promise<T>) => Promise<T>;
  readonly identities: Identities;
  readonly peerSigner: string;
  readonly contracts: Contracts;
  readonly blobs: BlobStore;
  readonly kernels: Kernels;
  readonly models: ModelShelf;
  readonly sets: SetShelf;
  readonly store: NodeStore;
  readonly progress: Progress;
  readonly log: Logger;
}
