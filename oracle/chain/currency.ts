import type { TestUSD } from "#contracts";

/** The pay token as people read it. */
export interface Currency {
  readonly symbol: string;
  /** Its smallest unit is 10^-decimals. */
  readonly decimals: number;
}

export async function currencyOf(token: Pick<TestUSD, "symbol" | "decimals">): Promise<Currency> {
  const [symbol, decimals] = await Promise.all([token.symbol(), token.decimals()]);
  return { symbol, decimals: Number(decimals) };
}

/** An amount of the smallest unit with two digits: 91.00. */
export const amountOf = ({ decimals }: Currency, amount: bigint | string): string =>
  (Number(amount) / 10 ** decimals).toFixed(2);

/** The same with the token's symbol: 91.00 tUSD. */
export const moneyOf = (currency: Currency, amount: bigint | string): string =>
  `${amountOf(currency, amount)} ${currency.symbol}`;

/** So many whole tokens in the smallest unit. */
export const whole = ({ decimals }: Currency, tokens: number): bigint => BigInt(tokens) * 10n ** BigInt(decimals);
