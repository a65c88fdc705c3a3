import type { Deployment } from "#chain/addresses";

/** What the web application is told by the server it came from: which chain, and where everything stands. */
export interface WebConfig {
  readonly rpcUrl: string;
  readonly deployment: Deployment;
  /** Number of the node pair and of the model in the Directory. */
  readonly pair: number;
  readonly model: number;
  readonly seats: number;
  /** Bounty at full uncertainty that is proposed, in the token's smallest unit. */
  readonly maximum: string;
  /** Data service. */
  readonly data: string;
  /** Test accounts, faucet and demo licences: on the local network only. */
  readonly local: boolean;
}
