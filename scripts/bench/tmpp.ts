import { fork } from "node:child_process";
import { lenet } from "#models/graph/lenet";
import { planOf } from "#mpc/plan/plan";
import { certificateHash, createIdentity } from "#node/link/identity";
import { connect, listen } from "#node/link/link";

const plan = planOf(lenet({ size: 64, classes: 2 }));
const sizes: number[] = [];
for (const d of plan.demands) {
  if (d.kind === "linear") sizes.push(d.fields[0].bytes);
  else if (d.kind === "compare") sizes.push(4 * d.count, (9 * d.count) / 8, (2 * d.count) / 8, d.count / 8);
  else sizes.push(8, 8, 8);
}
async function run(s: any, tag: string) {
  const bufs = sizes.map((n) => new Uint8Array(n)),
    into = sizes.map((n) => new Uint8Array(n));
  const ts = [],
    cs = [];
  for (let r = 0; r < 150; r++) {
    await s.channel.exchange(new Uint8Array(1), new Uint8Array(1));
    const c = process.cpuUsage();
    const t = performance.now();
    for (let i = 0; i < sizes.length; i++) await s.channel.exchange(bufs[i], into[i]);
    ts.push(performance.now() - t);
    const d = process.cpuUsage(c);
    cs.push((d.user + d.system) / 1000);
  }
  ts.sort((a, b) => a - b);
  cs.sort((a, b) => a - b);
  console.log(
    tag,
    "rounds",
    sizes.length,
    "min",
    ts[0].toFixed(2),
    "med",
    ts[75].toFixed(2),
    "cpu med",
    cs[75].toFixed(2),
  );
}
if (process.argv[2]) {
  const o = JSON.parse(process.argv[2]);
  const s = await connect(o);
  await run(s, "client");
  s.close();
} else {
  const a = createIdentity(),
    b = createIdentity();
  const srv = await listen(
    { identity: a, peerHash: certificateHash(b.certificate), host: "127.0.0.1", port: 0 },
    async (s) => {
      await run(s, "server");
      s.close();
      srv.close();
    },
  );
  fork(
    "scripts/bench/tmpp.ts",
    [JSON.stringify({ identity: b, peerHash: certificateHash(a.certificate), host: "127.0.0.1", port: srv.port })],
    { execArgv: ["--import", "tsx"] },
  );
}
