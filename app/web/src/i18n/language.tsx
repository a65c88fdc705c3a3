import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { type Dictionary, en, type Key } from "./en.ts";
import { fill } from "./fill.ts";

export const LANGUAGES = { en: "English", de: "Deutsch", fr: "Français" } as const;
type Language = keyof typeof LANGUAGES;

export type Translate = (key: Key, values?: Record<string, string | number>) => string;
interface Spoken {
  readonly language: Language;
  readonly setLanguage: (language: Language) => void;
  readonly t: Translate;
  readonly date: (seconds: number) => string;
  readonly number: (value: number, digits?: number) => string;
}

const Context = createContext<Spoken | undefined>(undefined);
const STORED = "language";

const load: Record<Language, () => Promise<Dictionary>> = {
  en: async () => en,
  de: async () => (await import("./de.ts")).de,
  fr: async () => (await import("./fr.ts")).fr,
};

function first(): Language {
  const wanted = [localStorage.getItem(STORED), ...navigator.languages.map((code) => code.slice(0, 2))];
  return wanted.find((code): code is Language => code !== null && code in LANGUAGES) ?? "en";
}

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(first);
  const [words, setWords] = useState<Dictionary>();
  useEffect(() => {
    let current = true;
    void load[language]().then((loaded) => current && setWords(loaded));
    document.documentElement.lang = language;
    localStorage.setItem(STORED, language);
    return () => {
      current = false;
    };
  }, [language]);
  const spoken = useMemo<Spoken | undefined>(
    () =>
      words && {
        language,
        setLanguage,
        t: (key, values) => fill(words[key], values),
        date: (seconds) =>
          new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(seconds * 1000),
        number: (value, digits = 0) =>
          new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
            value,
          ),
      },
    [language, words],
  );
  return spoken && <Context value={spoken}>{children}</Context>;
}

export function useLanguage(): Spoken {
  const spoken = useContext(Context);
  if (!spoken) throw new Error("no language around this component");
  return spoken;
}
