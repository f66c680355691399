// The table of views: to add one, write a module in this folder whose default export is its custom element, and a row.
//
// `path` is where it is (its first segment also stands in DashboardRoutes.swift, so that a reload finds the page);
// `name` is its word `view.<name>` in words/*.js; `icon` and `key` put it into the navigation, which is in this order;
// `load` fetches it when it is first shown. Its element gets `hub`, and `show({ params, query })` after each move.

const live = () => import("./sb-live.js");

/** All views; of two paths that fit, the first counts. */
export const views = [
    { name: "live", path: "/", icon: "phone", key: "g l", load: live },
    { name: "live", path: "/live/:id", load: live },
    { name: "today", path: "/today", icon: "check", key: "g t", load: () => import("./sb-today.js") },
    { name: "calls", path: "/calls", icon: "list", key: "g h", load: () => import("./sb-calls.js") },
    { name: "calls", path: "/calls/:id", load: () => import("./sb-call-page.js") },
    { name: "start", path: "/start", load: () => import("./sb-start.js") },
];

/** Those that the navigation shows. */
export const navigation = views.filter((view) => view.icon);
