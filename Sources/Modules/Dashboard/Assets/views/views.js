// The table of views: to add one, write a module whose default export is its custom element, and a row.
//
// `path` is where it is; `name` is its word `view.<name>` in words/*.js; `icon` and `key` put it into the navigation,
// which is in this order; `module` is fetched when it is first shown, and stays while one goes from row to row with the
// same. Its element gets `hub`, and `show({ params, query })` after each move.
//
// The program reads these rows too, one a line: what the address that is opened needs stands in the page itself.

/** All views; of two paths that fit, the first counts. */
export const views = [
    { name: "live", path: "/", icon: "phone", key: "g l", module: "../views/sb-live.js" },
    { name: "live", path: "/live/:id", module: "../views/sb-live.js" },
    { name: "today", path: "/today", icon: "check", key: "g t", module: "../views/sb-today.js" },
    { name: "calls", path: "/calls", icon: "list", key: "g h", module: "../views/sb-calls.js" },
    { name: "calls", path: "/calls/:id", module: "../views/sb-call-page.js" },
    { name: "contacts", path: "/contacts", icon: "people", key: "g c", module: "../contacts/sb-contacts.js" },
    { name: "contacts", path: "/contacts/duplicates", module: "../contacts/sb-duplicates.js" },
    { name: "contacts", path: "/contacts/:id", module: "../contacts/sb-contact-page.js" },
    { name: "pipeline", path: "/pipeline", icon: "columns", key: "g p", module: "../pipeline/sb-pipeline.js" },
    { name: "figures", path: "/figures", icon: "chart", key: "g f", module: "../figures/sb-figures.js" },
    { name: "transfers", path: "/exports", icon: "swap", key: "g e", module: "../transfers/sb-exports.js" },
    { name: "transfers", path: "/imports", module: "../transfers/sb-imports.js" },
    { name: "transfers", path: "/imports/:id", module: "../transfers/sb-import.js" },
    { name: "settings", path: "/settings", icon: "gear", key: "g s", module: "../settings/sb-settings.js" },
    { name: "settings", path: "/settings/:part", module: "../settings/sb-settings.js" },
    { name: "settings", path: "/settings/:part/:id", module: "../settings/sb-settings.js" },
    { name: "start", path: "/start", module: "../views/sb-start.js" },
];

/** Fetches a view's element. */
export const load = ({ module }) => import(module).then((loaded) => loaded.default);

/** Those that the navigation shows. */
export const navigation = views.filter((view) => view.icon);
