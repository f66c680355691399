// The table of views: to add one, write a module in this folder whose default export is its custom element, and a row.
//
// `path` is where it is (its first segment also stands in DashboardRoutes.swift, so that a reload finds the page);
// `name` is its word `view.<name>` in words/*.js; `icon` and `key` put it into the navigation, which is in this order;
// `load` fetches it when it is first shown. Its element gets `hub`, and `show({ params, query })` after each move.

const live = () => import("./sb-live.js");
/** One element for all parts of the settings, so that it stays while one goes from part to part. */
const settings = () => import("../settings/sb-settings.js");

/** All views; of two paths that fit, the first counts. */
export const views = [
    { name: "live", path: "/", icon: "phone", key: "g l", load: live },
    { name: "live", path: "/live/:id", load: live },
    { name: "today", path: "/today", icon: "check", key: "g t", load: () => import("./sb-today.js") },
    { name: "calls", path: "/calls", icon: "list", key: "g h", load: () => import("./sb-calls.js") },
    { name: "calls", path: "/calls/:id", load: () => import("./sb-call-page.js") },
    { name: "contacts", path: "/contacts", icon: "people", key: "g c", load: () => import("../contacts/sb-contacts.js") },
    { name: "contacts", path: "/contacts/duplicates", load: () => import("../contacts/sb-duplicates.js") },
    { name: "contacts", path: "/contacts/:id", load: () => import("../contacts/sb-contact-page.js") },
    { name: "pipeline", path: "/pipeline", icon: "columns", key: "g p", load: () => import("../pipeline/sb-pipeline.js") },
    { name: "figures", path: "/figures", icon: "chart", key: "g f", load: () => import("../figures/sb-figures.js") },
    { name: "transfers", path: "/exports", icon: "swap", key: "g e", load: () => import("../transfers/sb-exports.js") },
    { name: "transfers", path: "/imports", load: () => import("../transfers/sb-imports.js") },
    { name: "transfers", path: "/imports/:id", load: () => import("../transfers/sb-import.js") },
    { name: "settings", path: "/settings", icon: "gear", key: "g s", load: settings },
    { name: "settings", path: "/settings/:part", load: settings },
    { name: "settings", path: "/settings/:part/:id", load: settings },
    { name: "start", path: "/start", load: () => import("./sb-start.js") },
];

/** Those that the navigation shows. */
export const navigation = views.filter((view) => view.icon);
