import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import type { DoctorError } from "#errors";
import type { CaseDictionary, Dictionary, Key } from "./en.ts";
import { type Errors, explained } from "./explained.ts";
import { fill } from "./fill.ts";

export const LANGUAGES = { en: "English", de: "Deutsch", fr: "Français" } as const;
type Language = keyof typeof LANGUAGES;

export type Translate = (key: Key, values?: Record<string, string | number>) => string;
interface Spoken {
  readonly language: Language;
  readonly setLanguage: (language: Language) => void;
  readonly t: Translate;
  readonly date: (seconds: number) => string;
  /** What happened and what to do about it, in the person's language where it has words for the error. */
  readonly explain: (error: DoctorError) => { readonly message: string; readonly hint: string };
  readonly number: (value: number, digits?: number) => string;
  /** Whether the words of a case's page are there, and how they come. */
  readonly ofCase: boolean;
  readonly wantCase: () => void;
}

const Context = createContext<Spoken | undefined>(undefined);
const STORED = "language";

/** What every page speaks with: of three languages one is loaded. */
const load: Record<Language, () => Promise<Dictionary>> = {
  en: async () => (await import("./en.ts")).en,
  de: async () => (await import("./de.ts")).de,
  fr: async () => (await import("./fr.ts")).fr,
};

/** What a case's own page adds. */
const loadCase: Record<Language, () => Promise<CaseDictionary>> = {
  en: async () => (await import("./en.case.ts")).enCase,
  de: async () => (await import("./de.case.ts")).deCase,
  fr: async () => (await import("./fr.case.ts")).frCase,
};

/** Errors are written in English; other words for them come when the page stands. */
const loadErrors: Record<Language, () => Promise<Errors>> = {
  en: async () => ({}),
  de: async () => (await import("./errors.de.ts")).errors,
  fr: async () => (await import("./errors.fr.ts")).errors,
};

interface Loaded {
  readonly words: Dictionary & Partial<CaseDictionary>;
  readonly ofCase: boolean;
  readonly errors?: Errors;
}

async function loaded(language: Language, ofCase: boolean): Promise<Loaded> {
  const [words, more] = await Promise.all([load[language](), ofCase ? loadCase[language]() : undefined]);
  return { words: { ...words, ...more }, ofCase };
}

function first(): Language {
  const wanted = [localStorage.getItem(STORED), ...navigator.languages.map((code) => code.slice(0, 2))];
  return wanted.find((code): code is Language => code !== null && code in LANGUAGES) ?? "en";
}

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(first);
  const [ofCase, setOfCase] = useState(false);
  const [spokenNow, setSpoken] = useState<Loaded>();
  useEffect(() => {
    let current = true;
    void (async () => {
      const words = await loaded(language, ofCase);
      if (current) setSpoken(words);
      const errors = await loadErrors[language]();
      if (current) setSpoken({ ...words, errors });
    })();
    document.documentElement.lang = language;
    localStorage.setItem(STORED, language);
    return () => {
      current = false;
    };
  }, [language, ofCase]);
  const wantCase = useCallback(() => setOfCase(true), []);
  const spoken = useMemo<Spoken | undefined>(
    () =>
      spokenNow && {
        language,
        setLanguage,
        t: (key, values) => fill(spokenNow.words[key] ?? key, values),
        ofCase: spokenNow.ofCase,
        wantCase,
        date: (seconds) =>
          new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(seconds * 1000),
        explain: (error) => explained(error, spokenNow.errors),
        number: (value, digits = 0) =>
          new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
            value,
          ),
      },
    [language, spokenNow, wantCase],
  );
  return spoken && <Context value={spoken}>{children}</Context>;
}

export function useLanguage(): Spoken {
  const spoken = useContext(Context);
  if (!spoken) throw new Error("no language around this component");
  return spoken;
}

/** Draws its children when the words of a case's page are there: other pages do without them. */
export function WithCaseWords({ children }: { children: ReactNode }) {
  const { ofCase, wantCase } = useLanguage();
  useEffect(wantCase, [wantCase]);
  return ofCase && children;
}
