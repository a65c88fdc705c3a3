import { createBrowserRouter } from "react-router";
import { Home } from "./home.tsx";
import { PageFailed } from "./page-failed.tsx";
import { Shell } from "./shell.tsx";

/** One chunk of code for each role: a doctor never downloads the patient's pages. */
export const router = createBrowserRouter([
  {
    Component: Shell,
    ErrorBoundary: PageFailed,
    HydrateFallback: () => null,
    children: [
      { index: true, Component: Home },
      {
        lazy: async () => ({ Component: (await import("./session/session.tsx")).Session }),
        children: [
          { path: "patient", lazy: async () => ({ Component: (await import("./patient/cases.tsx")).Cases }) },
          { path: "patient/:id", lazy: async () => ({ Component: (await import("./patient/case.tsx")).CasePage }) },
          { path: "doctor", lazy: async () => ({ Component: (await import("./doctor/practice.tsx")).PracticePage }) },
          { path: "doctor/:caseId", lazy: async () => ({ Component: (await import("./doctor/seat.tsx")).SeatPage }) },
          { path: "data", lazy: async () => ({ Component: (await import("./researcher/asset.tsx")).AssetPage }) },
          { path: "operator", lazy: async () => ({ Component: (await import("./operator/nodes.tsx")).NodesPage }) },
        ],
      },
      { path: "*", Component: Home },
    ],
  },
]);
