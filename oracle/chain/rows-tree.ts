import { AbiCoder, concat, keccak256 } from "ethers";

const leaf = (index: number, row: { period: string; diagnosis: string }): string =>
  keccak256(
    keccak256(AbiCoder.defaultAbiCoder().encode(["uint256", "string", "string"], [index, row.period, row.diagnosis])),
  );
const node = (a: string, b: string): string => keccak256(a < b ? concat([a, b]) : concat([b, a]));

/**
 * Merkle root of a batch's rows, in their published order: leaves are hashed twice, siblings in sorted order, an odd one
 * out moves up as it is. A buyer recomputes it from the downloaded file.
 */
export function rowsRoot(rows: readonly { period: string; diagnosis: string }[]): string {
  let level = rows.map((row, index) => leaf(index, row));
  while (level.length > 1) {
    level = Array.from({ length: Math.ceil(level.length / 2) }, (_, i) =>
      2 * i + 1 < level.length ? node(level[2 * i]!, level[2 * i + 1]!) : level[2 * i]!,
    );
  }
  return level[0]!;
}
