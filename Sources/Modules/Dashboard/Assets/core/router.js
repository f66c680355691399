// Which view the address shows. Paths are real ones, so that a link can be sent and a reload stays where it was.

/**
 * Follows the address: `onChange` hears `{ entry, params, query, path }` at the start and after each move.
 *
 * `entries` are rows with a `path` such as "/contacts/:id"; the first that fits counts.
 */
export class Router {
    constructor(entries, onChange) {
        this.entries = entries.map((entry) => ({ ...entry, pattern: pattern(entry.path) }));
        this.onChange = onChange;
    }

    start() {
        window.addEventListener("popstate", () => this.#follow());
        document.addEventListener("click", (event) => this.#clicked(event));
        this.#follow();
    }

    /** Goes to a path of the page, with its query. */
    go(path, { replace = false } = {}) {
        if (path === location.pathname + location.search) return;
        history[replace ? "replaceState" : "pushState"](null, "", path);
        this.#follow();
    }

    /** Changes members of the address's query; undefined and "" take one away. A filter is no step back. */
    setQuery(changes) {
        const query = new URLSearchParams(location.search);
        for (const [name, value] of Object.entries(changes)) {
            if (value === undefined || value === null || value === "") query.delete(name);
            else query.set(name, value);
        }
        this.go(location.pathname + (query.size > 0 ? `?${query}` : ""), { replace: true });
    }

    /** The row that a path belongs to, and what its names stand for; undefined when there is none. */
    match(path) {
        for (const entry of this.entries) {
            const found = entry.pattern.exec(path);
            if (found) return { entry, params: { ...found.groups }, path };
        }
        return undefined;
    }

    #follow() {
        const query = Object.fromEntries(new URLSearchParams(location.search));
        this.onChange({ ...this.match(location.pathname), path: location.pathname, query });
    }

    /** A plain click on a link of the page stays in the page; everything else is the browser's. */
    #clicked(event) {
        if (event.defaultPrevented || event.button !== 0) return;
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        const link = event.target.closest?.("a[href]");
        if (!link || link.target || link.hasAttribute("download")) return;
        const url = new URL(link.href, location.href);
        if (url.origin !== location.origin || !this.match(url.pathname)) return;
        event.preventDefault();
        this.go(url.pathname + url.search);
    }
}

const pattern = (path) =>
    new RegExp(`^${path.replace(/\/$/, "").replace(/:(\w+)/g, "(?<$1>[^/]+)")}/?$`);
