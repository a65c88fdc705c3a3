import type { PatientView } from "./patient.ts";

const NOTICE = "Research software. Not cleared or CE-marked. Not for diagnosis.";

/** The result as a FHIR R4 DiagnosticReport without a subject: who it is about is for the patient to say. */
export function diagnosticReport({ caseId, prediction, diagnosis }: PatientView, issued: string) {
  const panel = diagnosis && `${diagnosis.agreeing} of ${diagnosis.seats} doctors agreed on: ${diagnosis.label}.`;
  const model =
    prediction &&
    `An automatic model, for research only, said: ${prediction.label}, calibrated probability ${prediction.confidence}.`;
  return {
    resourceType: "DiagnosticReport",
    status: diagnosis ? "preliminary" : "registered",
    identifier: [{ system: "urn:crypto-doctor:case", value: caseId }],
    category: [{ coding: [{ system: "http://terminology.hl7.org/CodeSystem/v2-0074", code: "RAD" }] }],
    code: { text: "Second opinion on one slice of a brain MRI" },
    issued,
    conclusion: [panel, model, NOTICE].filter(Boolean).join(" "),
  };
}
