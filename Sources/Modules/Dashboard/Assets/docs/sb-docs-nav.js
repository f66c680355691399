import { h, setAttribute, setText } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { say } from "../core/words.js";

const subjects = ["start", "live", "events", "problems"];

/** Contents by group, and a search that narrows them as one types; `/` reaches it, arrows move in it. */
class DocsNav extends HubElement {
    build() {
        this.input = h("input", {
            type: "search", autocomplete: "off", spellcheck: "false", "aria-label": say("docs.search"),
            placeholder: say("docs.search"), "aria-controls": "docs-contents", oninput: () => this.narrow(),
        });
        this.found = h("p", { class: "unseen", role: "status" });
        this.list = h("div", { id: "docs-contents" });
        this.sheet = h("details", { class: "docs-sheet", open: true }, h("summary", {}, say("docs.contents")), this.list);
        this.append(h("nav", { "aria-label": say("docs.contents") },
            h("div", { class: "docs-search" }, this.input, h("kbd", { "aria-hidden": "true" }, "/")), this.found, this.sheet));
    }

    connected() {
        this.listen(document, "keydown", (event) => this.reach(event));
        this.listen(this, "keydown", (event) => this.move(event));
        const wide = window.matchMedia("(min-width: 60em)");
        this.sheet.open = wide.matches;
        this.listen(wide, "change", () => (this.sheet.open = wide.matches));
        this.listen(window, "hashchange", () => wide.matches || this.input.value || (this.sheet.open = false));
    }

    /** Takes the API whose contents these are. */
    show(api) {
        this.api = api;
        this.narrow();
    }

    /** Marks the subject that is read now. */
    mark(id) {
        this.current = id;
        for (const link of this.links()) {
            setAttribute(link, "aria-current", link.hash === `#${id}` && "page");
            if (link.hash !== `#${id}`) continue;
            const group = link.closest("details:not(.docs-sheet)");
            if (group) group.open = true;
            link.scrollIntoView({ block: "nearest" });
        }
    }

    narrow() {
        const text = this.input.value.trim();
        if (text) {
            const found = this.api.search(text);
            this.sheet.open = true;
            setText(this.found, say("docs.found", { count: found.length }));
            this.list.replaceChildren(found.length
                ? h("ul", {}, found.slice(0, 80).map((operation) => this.row(operation)))
                : h("p", { class: "quiet" }, say("docs.nothing", { text })));
        } else {
            setText(this.found, "");
            this.list.replaceChildren(
                h("ul", {}, subjects.map((id) => h("li", {}, h("a", { href: `#${id}` }, say(`docs.subject.${id}`))))),
                ...this.api.groups.map(({ name, operations }) => h("details", {},
                    h("summary", {}, name, h("span", { class: "quiet" }, String(operations.length))),
                    h("ul", {}, operations.map((operation) => this.row(operation))))));
        }
        this.mark(this.current);
    }

    row({ id, method, path, summary }) {
        return h("li", {}, h("a", { href: `#${id}`, title: `${method} ${path}` },
            h("span", { class: "method", "data-method": method }, method), h("span", {}, summary.replaceAll("`", ""))));
    }

    links() {
        return [...this.list.querySelectorAll("a")];
    }

    /** `/` from anywhere but a field. */
    reach(event) {
        if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.target.closest("input, textarea, select")) return;
        event.preventDefault();
        this.input.focus();
        this.input.select();
    }

    move(event) {
        if (event.key === "Escape" && this.input.value) {
            this.input.value = "";
            this.narrow();
            return this.input.focus();
        }
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        const inSearch = event.target === this.input;
        if (inSearch && event.key === "Enter") return this.links()[0]?.click();
        if (!step || !(inSearch || event.target.closest("a"))) return;
        event.preventDefault();
        const links = this.links().filter((link) => link.checkVisibility());
        const next = links.indexOf(event.target) + step;
        (links[next] ?? (next < 0 ? this.input : links.at(-1)))?.focus();
    }
}

customElements.define("sb-docs-nav", DocsNav);
