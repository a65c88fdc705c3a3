import "./base.css";
import "./parts.css";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router/dom";
import { LanguageProvider } from "./i18n/language.tsx";
import { router } from "./routes.tsx";

const queries = new QueryClient({
  // Reading goes on without the open network: chain and nodes may be on this very machine.
  defaultOptions: { queries: { networkMode: "always", retry: 1, refetchOnWindowFocus: false } },
});

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <LanguageProvider>
        <RouterProvider router={router} />
      </LanguageProvider>
    </QueryClientProvider>
  </StrictMode>,
);
