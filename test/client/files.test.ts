import { expect } from "chai";
import { diagnosticReport } from "#client/fhir";
import { parseLicence } from "#client/register-flow";

describe("a licence file", () => {
  const doctor = `0x${"Ab".repeat(20)}`;
  const file = { format: "crypto-doctor/licence@1", doctor, licence: "0x1234" };

  it("is taken for the account that it names, and for no other", () => {
    expect(parseLicence(JSON.stringify(file), doctor.toLowerCase())).to.equal("0x1234");
    for (const [text, account] of [
      [JSON.stringify(file), `0x${"cd".repeat(20)}`],
      [JSON.stringify({ ...file, licence: "1234" }), doctor],
      [JSON.stringify({ ...file, format: "other" }), doctor],
      ["{", doctor],
    ] as const)
      expect(() => parseLicence(text, account), text)
        .to.throw()
        .with.property("code", "E114_LICENCE");
  });
});

describe("a FHIR report", () => {
  it("says what the panel said, what the model is, and what the whole is not", () => {
    const view = {
      caseId: "3",
      state: "Settled" as const,
      wave: 1,
      steps: [],
      prediction: { label: "no", confidence: 0.8 },
      bounty: { max: "0", current: "0", paid: "0", refunded: "0", token: "tUSD", decimals: 6 },
      diagnosis: { label: "yes", agreeing: 2, seats: 3 },
      rejection: null,
    };
    const report = diagnosticReport(view, "2026-11-23T12:00:00Z");
    expect(report.resourceType).to.equal("DiagnosticReport");
    expect(report.status).to.equal("preliminary");
    expect(report.conclusion).to.contain("2 of 3 doctors agreed on: yes").and.to.contain("Not for diagnosis");
    expect(diagnosticReport({ ...view, diagnosis: null }, "").status).to.equal("registered");
  });
});
