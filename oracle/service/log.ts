import pino, { type Logger } from "pino";

export type { Logger };

/**
 * One log line per event on stderr, `[role] message key=value …`; stdout stays free for data.
 * Callers pass names, counts and codes only: never a share, a key, a seed or a pixel.
 */
export function logger(role: string): Logger {
  const line = {
    write(json: string) {
      const { level, msg, err, ...rest } = JSON.parse(json);
      const fields = Object.entries({
        ...(level !== "info" && { level }),
        ...rest,
        ...(err && { error: err.code ?? err.type, reason: err.message }),
      })
        .map(([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`)
        .join(" ");
      process.stderr.write(`[${role}] ${msg ?? ""}${fields && ` ${fields}`}\n`);
    },
  };
  return pino(
    {
      base: null,
      timestamp: false,
      serializers: {
        err: (error: Error & { code?: string }) => ({
          type: error.name,
          code: error.code,
          message: error.message.slice(0, 300),
        }),
      },
      formatters: { level: (level) => ({ level }) },
    },
    line,
  );
}
