/** The data service's description of the data set. */
export interface AssetCard {
  readonly rows: number;
  /** Rows of each diagnosis. */
  readonly balance: Readonly<Record<string, number>>;
  readonly batches: readonly { batch: number; rows: number; root: string; cid: string }[];
  readonly price: { readonly amount: string };
}
