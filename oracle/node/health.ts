import type { httpService } from "#service/http";
import type { NodeContext } from "./context.ts";

const LAGGING = 20;

/** Whether the process lives, whether it can work, and counts for Prometheus. None of it is about a case. */
export function healthRoutes(app: Awaited<ReturnType<typeof httpService>>, context: NodeContext): void {
  const { party, store, contracts, models } = context;
  const started = process.uptime();

  async function facts() {
    const head = await contracts.provider.getBlockNumber().catch(() => undefined);
    const cursor = store.cursor() ?? contracts.fromBlock;
    const lag = head === undefined ? null : Math.max(0, head - cursor);
    return { party, head: head ?? null, cursor, lag, ...store.counts(), models: models.size };
  }

  app.get("/health/live", { schema: { summary: "Whether the process lives" } }, async () => ({
    party,
    waiting: store.waiting().length,
  }));

  app.get(
    "/health/ready",
    { schema: { summary: "Whether the node can work, with counts" } },
    async (_request, reply) => {
      const now = await facts();
      const ready = now.lag !== null && now.lag < LAGGING && now.models > 0;
      return reply.status(ready ? 200 : 503).send({ ready, ...now });
    },
  );

  app.get("/metrics", { schema: { summary: "Counts for Prometheus" } }, async (_request, reply) => {
    const now = await facts();
    const { rss } = process.memoryUsage();
    const gauges: [string, string, number][] = [
      ["crypto_doctor_chain_lag_blocks", "Blocks between the chain's head and this node's cursor.", now.lag ?? -1],
      ["crypto_doctor_cases_waiting", "Cases that wait to be read.", now.waiting],
      ["crypto_doctor_cases_reported", "Cases that were read and attested.", now.reported],
      ["crypto_doctor_cases_refused", "Cases that were refused.", now.refused],
      ["crypto_doctor_models", "Models that this node holds a share of.", now.models],
      ["crypto_doctor_rounds_total", "Rounds of the protocol, over all cases read.", now.rounds],
      ["crypto_doctor_sent_bytes_total", "Bytes of the protocol sent to the peer, over all cases read.", now.bytesSent],
      ["process_resident_memory_bytes", "Memory of this process.", rss],
      ["process_uptime_seconds", "Seconds since this node answered first.", process.uptime() - started],
    ];
    const lines = gauges.flatMap(([name, help, value]) => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} gauge`,
      `${name}{party="${party}"} ${value}`,
    ]);
    return reply.type("text/plain; version=0.0.4").send(`${lines.join("\n")}\n`);
  });
}
