import { useQuery } from "@tanstack/react-query";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/use-session.tsx";

/** When this account bought access, as the chain has it. */
export function Purchases({ account, until }: { account: string; until: number }) {
  const { t, date } = useLanguage();
  const { access, fromBlock } = useSession().network.contracts;
  const { data: bought = [] } = useQuery({
    queryKey: ["purchases", account, until],
    queryFn: async () => {
      const orders = await access.queryFilter(access.filters.OrderStarted(account), fromBlock);
      return orders.map(({ args, transactionHash }) => ({ at: Number(args.timestamp), transaction: transactionHash }));
    },
  });
  if (bought.length === 0) return null;
  return (
    <dl className="facts" data-testid="purchases">
      {bought.map(({ at, transaction }) => (
        <div key={transaction}>
          <dt>{t("data.bought", { date: date(at) })}</dt>
          <dd>
            <code title={transaction}>{`${transaction.slice(0, 10)}…`}</code>
          </dd>
        </div>
      ))}
    </dl>
  );
}
