import type { SeatOnChain } from "#client/seats";

const stamp = (seconds: number): string => `${new Date(seconds * 1000).toISOString().replace(/[-:]|\.\d+/g, "")}`;

/** A calendar entry (RFC 5545) at the time when reveals begin at the latest. It names a case number and nothing else. */
export function reminder({ caseId, commitEnd }: SeatOnChain, words: string): string {
  return [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//crypto-doctor//reveal//EN",
    "BEGIN:VEVENT",
    `UID:reveal-${caseId}@crypto-doctor`,
    `DTSTAMP:${stamp(commitEnd)}`,
    `DTSTART:${stamp(commitEnd)}`,
    "DURATION:PT15M",
    `SUMMARY:${words.replace(/[,;\\]/g, "\\$&")}`,
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ].join("\r\n");
}
