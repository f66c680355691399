import { fill, fillParts, h } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { count } from "../core/format.js";
import { addWords, say } from "../core/words.js";
import { button, iconButton, linkButton } from "../parts/button.js";
import { dialog, confirm } from "../parts/dialog.js";
import { field } from "../parts/sb-field.js";
import { form } from "../parts/sb-form.js";
import { menu } from "../parts/menu.js";
import { empty, tabs } from "../parts/small.js";
import { toast } from "../parts/sb-toasts.js";
import "../parts/sb-table.js";
import { columns, filterable } from "./contact-fields.js";
import { editFilter, parsed, sentence, written } from "./contact-filter.js";
import { bulkBar } from "./contact-bulk.js";
import { people } from "./people.js";

await addWords("contacts");

const columnsName = "switchboard.contacts.columns";

/** The list of contacts: search as one types, filters, saved views, columns, and what can be done with many at once. */
export default class Contacts extends HubElement {
    #timer;
    #query = {};
    #views = [];
    #custom = [];
    #names = new Map();

    build() {
        this.className = "full";
        this.search = h("input", {
            type: "search", class: "view-search", placeholder: say("contacts.search"), "aria-label": say("contacts.search"),
            autocomplete: "off", spellcheck: "false",
            oninput: () => {
                clearTimeout(this.#timer);
                this.#timer = setTimeout(() => this.hub.router.setQuery({ q: this.search.value.trim() }), 120);
            },
        });
        this.tabs = h("div", {});
        this.chips = h("div", { class: "row chips" });
        this.bulk = h("div", { class: "bulk", role: "region", "aria-label": say("contacts.bulk"), hidden: true });
        this.table = h("sb-table", {
            hub: this.hub, label: say("view.contacts"), selectable: true, sort: "newest", columns: this.#shownColumns(),
            href: (row) => `/contacts/${row.id}`, load: (page) => this.load(page), empty: () => this.empty(),
            onselect: (ids) => this.#selected(ids),
        });
        this.append(
            h("div", { class: "view-head" },
                h("h1", {}, say("view.contacts")),
                linkButton(say("contacts.duplicates"), "/contacts/duplicates"),
                linkButton(say("contacts.import"), "/imports"),
                linkButton(say("contacts.new"), "/contacts/new", { icon: "plus", kind: "primary" })),
            this.tabs,
            h("div", { class: "view-tools" }, this.search, this.chips,
                button(say("filter.button"), { icon: "filter", onclick: () => this.filter() }),
                menu(iconButton("columns", say("contacts.columns")), () => this.#columnItems()),
                menu(iconButton("more", say("contacts.viewMenu")), () => this.#viewItems())),
            this.bulk, this.table);
    }

    connected() {
        this.key("/", say("contacts.search"), () => this.search.focus());
        this.key("n", say("contacts.new"), () => this.hub.router.go("/contacts/new"));
        this.key("f", say("filter.button"), () => this.filter());
        this.hear(["contact.", "contacts."], (event) => this.#heard(event));
        this.#learn();
    }

    show({ query }) {
        const changed = JSON.stringify(query) !== JSON.stringify(this.#query);
        this.#query = query;
        if (document.activeElement !== this.search) this.search.value = query.q ?? "";
        this.#drawHead();
        if (changed && this.table.isConnected) this.table.reload();
    }

    load({ after, limit, sort }) {
        const { q, filter, deleted } = this.#asked;
        return this.hub.api.page("/api/crm/contacts", {
            q, filter: filter && JSON.stringify(filter), deleted, sort: sort === "newest" ? undefined : sort, after, limit,
            count: after ? undefined : "true",
        });
    }

    /** What the address and the view in it ask for. */
    get #asked() {
        const { q, filter, view, deleted } = this.#query;
        return { q, deleted, filter: filter ? read(filter) : this.#view?.filter, view };
    }

    get #view() {
        return this.#views.find(({ id }) => id === this.#query.view);
    }

    async #learn() {
        const { api } = this.hub;
        // Each of these makes the list richer; without one of them it is still a list.
        const [users, custom, views] = await Promise.allSettled([people(this.hub), api.get("/api/crm/fields"), api.get("/api/crm/views")]);
        this.#names = new Map((users.value ?? []).map(({ id, name, email }) => [id, name || email]));
        this.#custom = custom.value ?? [];
        this.#views = views.value ?? [];
        this.#drawHead();
        if (this.#query.view) this.table.reload();
        this.#setColumns();
    }

    #drawHead() {
        const { view, deleted } = this.#query;
        const current = deleted ? "deleted" : view ?? "all";
        fillParts(this.tabs, [["tabs", [this.#views, current], () => tabs([
            { key: "all", label: say("contacts.all"), href: "/contacts" },
            ...this.#views.map(({ id, name }) => ({ key: id, label: name, href: `/contacts?view=${id}` })),
            { key: "deleted", label: say("contacts.deleted"), href: "/contacts?deleted=true" },
        ], current)]]);
        const state = parsed(this.#asked.filter);
        const fields = this.#fields;
        const rows = state?.rows.map((row, index) => ({ index, all: state.rows, words: sentence(row, fields) }));
        fill(this.chips, rows ?? [{ index: "complex" }], ({ index, words }) => (words === undefined
            ? h("span", { class: "chip" }, say("filter.complex"))
            : h("button", {
                type: "button", class: "chip", title: say("filter.remove"), onclick: () => this.#apply(written({
                    ...state, rows: state.rows.filter((_, at) => at !== index),
                })),
            }, words, h("span", { "aria-hidden": "true" }, "×"))), ({ index }) => index);
    }

    get #fields() {
        return filterable(this.#custom, [...this.#names]);
    }

    async filter() {
        const answer = await editFilter(this.#asked.filter, this.#fields);
        if (answer) this.#apply(answer.filter);
    }

    #apply(filter) {
        // A view whose filter was taken away whole is no view any more.
        this.hub.router.setQuery({ filter: filter && JSON.stringify(filter), view: filter ? this.#query.view : undefined });
    }

    #shownColumns() {
        const all = columns(this.#custom, this.#names);
        const chosen = this.#view?.columns ?? JSON.parse(localStorage.getItem(columnsName) ?? "null");
        return all.filter(({ key, usual, fixed }) => fixed || (chosen ? chosen.includes(key) : usual));
    }

    #setColumns(keys) {
        if (keys) localStorage.setItem(columnsName, JSON.stringify(keys));
        this.table.show(this.#shownColumns());
    }

    #columnItems() {
        const shown = this.#shownColumns().map(({ key }) => key);
        return columns(this.#custom, this.#names).filter(({ fixed }) => !fixed).map(({ key, label }) => ({
            label, isOneOfMany: true, checked: shown.includes(key),
            run: () => this.#setColumns(shown.includes(key) ? shown.filter((one) => one !== key) : [...shown, key]),
        }));
    }

    #viewItems() {
        const view = this.#view;
        return [
            { label: say("views.save"), icon: "plus", run: () => this.saveView() },
            view && { label: say("views.update", { name: view.name }), icon: "check", run: () => this.#putView(view) },
            view && { label: say("views.delete", { name: view.name }), icon: "trash", kind: "danger", run: () => this.#deleteView(view) },
            { label: say("contacts.export"), icon: "download", run: () => this.hub.router.go("/exports?what=contacts") },
        ];
    }

    get #viewBody() {
        return { filter: this.#asked.filter ?? {}, sort: this.table.sort, columns: this.#shownColumns().map(({ key }) => key) };
    }

    saveView() {
        return dialog({
            title: say("views.save"),
            body: (close) => form({
                fields: [
                    field("name", say("views.name"), { rules: { required: true, maxlength: 100 } }),
                    field("shared", say("views.shared"), { type: "check", initial: true }),
                ],
                oncancel: () => close(),
                send: async (values) => {
                    const made = await this.hub.api.post("/api/crm/views", { ...this.#viewBody, ...values });
                    this.#views.push(made);
                    close();
                    this.hub.router.go(`/contacts?view=${made.id}`);
                },
            }),
        });
    }

    async #putView({ id, name, shared }) {
        const changed = await this.hub.api.put(`/api/crm/views/${id}`, { ...this.#viewBody, name, shared });
        this.#views = this.#views.map((view) => (view.id === id ? changed : view));
        toast(say("views.updated", { name }));
        this.hub.router.setQuery({ filter: undefined });
    }

    async #deleteView({ id, name }) {
        if (!await confirm({ title: say("views.delete", { name }), text: say("views.delete.text"), action: say("delete") })) return;
        await this.hub.api.delete(`/api/crm/views/${id}`);
        this.#views = this.#views.filter((view) => view.id !== id);
        this.hub.router.go("/contacts");
        this.#drawHead();
    }

    #selected(ids) {
        this.bulk.hidden = ids.size === 0;
        if (ids.size === 0) return;
        const { rows, everything, count: found } = this.table;
        const total = found?.atLeast ?? found ?? 0;
        // What is not marked though all are meant is left out; rows that are not here yet cannot be.
        const except = rows.filter((row) => !ids.has(row.id)).map((row) => row.id);
        const all = everything ? { ...this.#asked, count: total, orMore: found.atLeast !== undefined, except } : undefined;
        const more = !all && rows.length > 0 && except.length === 0 && total > rows.length
            && button(say(found.atLeast ? "bulk.allOfMore" : "bulk.all", { count: count(total) }), {
                kind: "quiet", onclick: () => this.table.selectEverything(),
            });
        this.bulk.replaceChildren(...bulkBar(this, [...ids], all), more || "");
    }

    /** What changed somewhere is asked again once, soon: an import tells of thousands. */
    #heard() {
        this.waiting ??= setTimeout(() => {
            this.waiting = undefined;
            if (this.isConnected) this.table.reload({ keepPlace: true });
        }, 1_000);
    }

    empty() {
        const { q, filter, deleted } = this.#asked;
        if (deleted) return empty({ icon: "trash", title: say("contacts.noneDeleted") });
        if (q || filter) {
            return empty({
                icon: "search", title: say("contacts.notFound"), text: say("contacts.notFound.text"),
                actions: [linkButton(say("contacts.showAll"), "/contacts"), linkButton(say("contacts.new"), `/contacts/new?name=${encodeURIComponent(q ?? "")}`)],
            });
        }
        return empty({
            icon: "people", title: say("contacts.none"), text: say("contacts.none.text"),
            actions: [linkButton(say("contacts.import"), "/imports", { kind: "primary" }), linkButton(say("contacts.new"), "/contacts/new")],
        });
    }
}

function read(text) {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}

customElements.define("sb-contacts", Contacts);
