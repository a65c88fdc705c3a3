import { useEffect, useState } from "react";
import { useLanguage } from "../i18n/language.tsx";

const HOUR = 3600;

/** Time left until a date in words of the person's language, with the date itself. @param until seconds */
export function Countdown({ until }: { until: number }) {
  const { t, date, language } = useLanguage();
  const [now, setNow] = useState(() => Date.now() / 1000);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now() / 1000), 1000);
    return () => clearInterval(timer);
  }, []);
  const left = until - now;
  const format = new Intl.RelativeTimeFormat(language, { numeric: "always", style: "short" });
  const words =
    left > 48 * HOUR
      ? format.format(Math.floor(left / (24 * HOUR)), "day")
      : left > 2 * HOUR
        ? format.format(Math.floor(left / HOUR), "hour")
        : left > 120
          ? format.format(Math.floor(left / 60), "minute")
          : format.format(Math.floor(left), "second");
  return (
    <time dateTime={new Date(until * 1000).toISOString()} className={left < 60 ? "soon" : ""}>
      {left > 0 ? `${words} · ${date(until)}` : t("time.over")}
    </time>
  );
}
