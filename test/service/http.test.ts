import { expect } from "chai";
import { httpService } from "#service/http";
import { logger } from "#service/log";
import { Closed, Decimal } from "#wire/schema";

describe("an HTTP service", () => {
  const asked = async (hosts: string[], visitor: string, host = "site.example") => {
    const app = await service(hosts);
    return (await app.inject({ url: "/", headers: { host, "x-forwarded-for": visitor } })).statusCode;
  };
  const services = new Map<string, Awaited<ReturnType<typeof httpService>>>();
  async function service(hosts: string[]) {
    const key = hosts.join();
    if (!services.has(key)) {
      const app = await httpService(logger("test"), "test", { perMinute: 2, hosts });
      app.get("/", async () => ({}));
      services.set(key, app);
    }
    return services.get(key)!;
  }
  after(() => Promise.all([...services.values()].map((app) => app.close())));

  it("behind a proxy counts requests by visitor", async () => {
    const hosts = ["site.example"];
    for (const status of [200, 200, 429]) expect(await asked(hosts, "203.0.113.7")).to.equal(status);
    expect(await asked(hosts, "203.0.113.8")).to.equal(200);
  });

  it("behind a proxy with TLS knows its own pages, and no other site's", async () => {
    const app = await httpService(logger("test"), "test", { hosts: ["site.example"] });
    app.get("/", async () => ({}));
    const status = async (host: string, origin: string) =>
      (await app.inject({ url: "/", headers: { host, origin } })).statusCode;
    expect(await status("site.example", "https://site.example")).to.equal(200);
    expect(await status("site.example", "https://other.example")).to.equal(403);
    expect(await status("other.example", "https://other.example")).to.equal(403);
    expect(await status("localhost", "https://localhost")).to.equal(403);
    expect(await status("localhost", "http://localhost")).to.equal(200);
    // A name that leads here without being ours (DNS rebinding), from a page of that name or from none.
    expect(await status("other.example", "http://other.example")).to.equal(403);
    expect((await app.inject({ url: "/", headers: { host: "other.example" } })).statusCode).to.equal(403);
    await app.close();
  });

  it("describes its routes by the schemas that they are checked by", async () => {
    const app = await httpService(logger("test"), "a service");
    app.get("/cases/:id", { schema: { summary: "A case", params: Closed({ id: Decimal }) } }, async () => ({}));
    const { info, paths } = (await app.inject({ url: "/openapi.json", headers: { host: "localhost" } })).json();
    expect(info).to.include({ title: "a service" });
    expect(Object.keys(paths)).to.deep.equal(["/cases/{id}"]);
    const { summary, parameters } = paths["/cases/{id}"].get;
    expect(summary).to.equal("A case");
    expect(parameters).to.have.lengthOf(1);
    expect(parameters[0]).to.include({ in: "path", name: "id", required: true });
    expect(parameters[0].schema).to.deep.equal(JSON.parse(JSON.stringify(Decimal)));
    await app.close();
  });

  it("without a proxy believes nobody who names another address", async () => {
    for (const [visitor, status] of [
      ["203.0.113.7", 200],
      ["203.0.113.8", 200],
      ["203.0.113.9", 429],
    ] as const)
      expect(await asked([], visitor, "localhost")).to.equal(status);
  });
});
