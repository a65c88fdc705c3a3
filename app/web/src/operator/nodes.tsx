import { useQuery } from "@tanstack/react-query";
import { amountOf } from "#chain/currency";
import { Sparkline } from "../doctor/sparkline.tsx";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/use-session.tsx";
import { size } from "../ui/format.ts";

/** What a node says of itself at /health/ready. */
interface Ready {
  readonly ready: boolean;
  readonly head: number | null;
  readonly cursor: number;
  readonly lag: number | null;
  readonly waiting: number;
  readonly reported: number;
  readonly refused: number;
  readonly rounds: number;
  readonly bytesSent: number;
  readonly models: number;
}
const BLOCKS = 60;
const MILLION = 1e6;

/** The two nodes of this network as an operator looks at them, and what gas costs. */
export function NodesPage() {
  const { t } = useLanguage();
  const { nodes } = useSession().network;
  return (
    <main className="page">
      <h1>{t("operator.title")}</h1>
      <p className="lead">{t("operator.lead")}</p>
      <div className="pair wide-pair">
        {nodes.map((url, party) => (
          <Node key={url} url={url} party={party} />
        ))}
      </div>
      <Gas />
      <Prices />
    </main>
  );
}

function Node({ url, party }: { url: string; party: number }) {
  const { t, number } = useLanguage();
  const { data, error } = useQuery({
    queryKey: ["ready", url],
    refetchInterval: 3_000,
    retry: false,
    queryFn: async () => (await (await fetch(`${url}/health/ready`)).json()) as Ready,
  });
  const state = error ? "away" : data?.ready ? "ready" : data ? "behind" : "asking";
  const facts: [string, string][] = data
    ? [
        [t("operator.lag"), data.lag === null ? "–" : number(data.lag)],
        [t("operator.waiting"), number(data.waiting)],
        [t("operator.reported"), number(data.reported)],
        [t("operator.refused"), number(data.refused)],
        [t("operator.rounds"), number(data.rounds)],
        [t("operator.bytes"), size(data.bytesSent)],
        [t("operator.models"), number(data.models)],
      ]
    : [];
  return (
    <section className="card" aria-labelledby={`node-${party}`}>
      <h2 id={`node-${party}`}>
        {t("operator.node", { n: party })}{" "}
        <span className={`tag ${state === "ready" ? "good" : ""}`} role="status">
          {t(`operator.${state}`)}
        </span>
      </h2>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="row quiet">
        <code>{new URL(url).host}</code>
        {["/health/live", "/health/ready", "/metrics"].map((path) => (
          <a key={path} href={`${url}${path}`} rel="noreferrer">
            <code>{path}</code>
          </a>
        ))}
      </p>
    </section>
  );
}

function Gas() {
  const { t, number } = useLanguage();
  const { provider } = useSession().network.contracts;
  const { data = [] } = useQuery({
    queryKey: ["gas"],
    refetchInterval: 5_000,
    queryFn: async () => {
      const history = await provider.send("eth_feeHistory", [`0x${BLOCKS.toString(16)}`, "latest", []]);
      return (history.baseFeePerGas as string[]).map(Number);
    },
  });
  if (data.length < 2) return null;
  // An idle chain's fee falls to a few wei.
  const small = Math.max(...data) < MILLION;
  const [unit, scale, digits] = small ? ["wei", 1, 0] : [t("operator.gwei"), 1e9, 3];
  return (
    <section className="card" aria-labelledby="gas-title">
      <h2 id="gas-title">{t("operator.gas", { n: data.length })}</h2>
      <Sparkline values={data.map((fee) => fee / scale)} label={unit} digits={digits} />
      <p className="figure">
        {number(data.at(-1)! / scale, digits)} {unit}
      </p>
    </section>
  );
}

const CASES = 60;

/** What cases were worth to their panels: the bounty follows from the model's confidence. */
function Prices() {
  const { t, number } = useLanguage();
  const { core, currency, fromBlock } = useSession().network.contracts;
  const { data = [] } = useQuery({
    queryKey: ["prices"],
    refetchInterval: 10_000,
    queryFn: async () => {
      const drawn = await core.queryFilter(core.filters.PanelDrawn(), fromBlock);
      return drawn.slice(-CASES).map(({ args }) => Number(amountOf(currency, args.bounty)));
    },
  });
  if (data.length === 0) return null;
  return (
    <section className="card" aria-labelledby="prices-title">
      <h2 id="prices-title">{t("operator.prices", { n: data.length })}</h2>
      <Sparkline values={data} label={currency.symbol} digits={2} />
      <p className="figure">
        {number(data.at(-1)!, 2)} {currency.symbol}
      </p>
    </section>
  );
}
