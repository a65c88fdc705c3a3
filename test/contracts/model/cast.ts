import { id, Wallet } from "ethers";

/** Who takes part. Keys are public and worth nothing; they sign, and the chain lets the accounts send. */
const wallet = (name: string): Wallet => new Wallet(id(`crypto-doctor differential ${name}`));
const several = (name: string, count: number): Wallet[] =>
  Array.from({ length: count }, (_, i) => wallet(`${name} ${i}`));

export const CAST = {
  owner: wallet("owner"),
  guardian: wallet("guardian"),
  issuer: wallet("issuer"),
  stranger: wallet("stranger"),
  nodes: several("node", 4),
  patients: several("patient", 3),
  doctors: several("doctor", 13),
};

export const wallets: ReadonlyMap<string, Wallet> = new Map(
  [CAST.owner, CAST.guardian, CAST.issuer, CAST.stranger, ...CAST.nodes, ...CAST.patients, ...CAST.doctors].map((w) => [
    w.address,
    w,
  ]),
);
