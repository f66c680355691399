import { fillParts, h } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { count } from "../core/format.js";
import { addWords, readable, say, sayOr } from "../core/words.js";
import { button, linkButton } from "../parts/button.js";
import { field } from "../parts/sb-field.js";
import { facts, failure, loading, section } from "../parts/small.js";
import { isUnderWay, progress, stateBadge } from "./job.js";
import { undoImport } from "./sb-imports.js";

await addWords("transfers");

const fields = ["name", "firstName", "lastName", "phone", "email", "business", "status", "source", "tags", "notes", "owner", "externalId", "estimatedValue", "actualValue", "currency", "createdAt"];
const results = ["rows", "created", "updated", "unchanged", "skipped", "failed"];

/** One import: which column is what, a rehearsal that changes nothing, the import itself, and the way back. */
export default class Import extends HubElement {
    connected() {
        this.hear(["import.", "contacts.imported"], (event) => {
            const id = event?.data?.import ?? event?.data?.id;
            if (!event || !id || id === this.importId) this.load();
        });
    }

    show({ params }) {
        if (this.importId === params.id) return;
        this.importId = params.id;
        this.rehearsal = undefined;
        this.page = undefined;
        this.replaceChildren(loading());
        this.load();
    }

    get path() {
        return `/api/crm/imports/${this.importId}`;
    }

    async load() {
        try {
            const [job, custom] = await Promise.all([this.hub.api.get(this.path), this.hub.api.get("/api/crm/fields").catch(() => [])]);
            this.job = job;
            this.custom = custom;
            this.draw();
        } catch (problem) {
            this.page = undefined;
            this.replaceChildren(failure(problem, () => this.load()));
        }
    }

    draw() {
        const { job } = this;
        const isOpen = job.state === "new" || job.state === "ready";
        const isOver = ["done", "cancelled", "failed"].includes(job.state) && job.done > 0;
        if (!this.page) this.replaceChildren(this.page = h("div", { class: "stack" }));
        const { id, name, state, columns, sample } = job;
        // While columns are being mapped, no news of the job takes the choices away.
        fillParts(this.page, [
            ["head", [id, name, state, isOver], () => h("div", { class: "view-head" }, h("h1", {}, name ?? say("imports.one")), stateBadge(job),
                isOver ? button(say("undo"), { icon: "undo", onclick: () => undoImport(this.hub, job).then(() => this.load()) }) : "",
                linkButton(say("transfers.imports"), "/imports"))],
            isOpen && ["mapping", [id, columns, sample, this.custom, this.rehearsal !== undefined], () => this.mapping()],
            !isOpen && ["outcome", id, () => section(say("imports.result"), this.result = h("div", { class: "stack" }))],
            this.rehearsal && ["rehearsed", this.rehearsal, () => this.rehearsed()],
        ]);
        if (!isOpen) this.outcome();
    }

    /** Step one: each column with its first values, and what it is. */
    mapping() {
        const { job } = this;
        const own = this.custom.map(({ key, label }) => [`fields.${key}`, label]);
        this.choices = new Map(job.columns.map((column) => [column, job.mapping?.[column] ?? ""]));
        const table = h("table", { class: "mapping" },
            h("thead", {}, h("tr", {}, job.columns.map((column) => h("th", { scope: "col" }, column)))),
            h("tbody", {},
                h("tr", {}, job.columns.map((column) => h("td", {}, h("select", {
                    "aria-label": say("imports.columnIs", { column }), oninput: (event) => this.choices.set(column, event.target.value),
                }, [["", say("imports.leaveOut")], ...this.known(column), ...own].map(([value, label]) =>
                    h("option", { value, selected: value === this.choices.get(column) }, label)))))),
                (job.sample ?? []).slice(0, 5).map((row) => h("tr", { class: "quiet" }, row.map((cell) => h("td", {}, cell))))));
        this.options = [
            field("upsertBy", say("imports.upsertBy"), { type: "select", hint: say("imports.upsertBy.hint"), initial: job.upsertBy ?? "any", options: ["any", "number", "email", "externalId", "none"].map((one) => [one, say(`imports.upsertBy.${one}`)]) }),
            field("region", say("imports.region"), { initial: job.region, hint: say("imports.region.hint"), rules: { maxlength: 2, pattern: "[A-Za-z]{2}" } }),
            field("tags", say("imports.tags"), { initial: (job.tags ?? []).join(", ") }),
            field("source", say("imports.source"), { initial: job.source }),
        ];
        return section(say("imports.mapping"),
            facts([[say("imports.format"), [sayOr(`imports.format.${job.format}`, job.format), job.encoding, job.delimiter && JSON.stringify(job.delimiter)].filter(Boolean).join(", ")]]),
            h("div", { class: "scroll-x", tabindex: "0", role: "region", "aria-label": say("imports.mapping") }, table),
            h("div", { class: "fields" }, this.options),
            h("div", { class: "form-actions" },
                button(say("imports.rehearse"), { kind: this.rehearsal ? "plain" : "primary", onclick: () => this.rehearse() }),
                this.rehearsal && button(say("imports.start"), { kind: "primary", onclick: () => this.start() })));
    }

    /** What a column can be; what the hub has guessed is always among it. */
    known(column) {
        const guessed = this.job.mapping?.[column];
        const all = guessed && !fields.includes(guessed) && !guessed.startsWith("fields.") ? [...fields, guessed] : fields;
        return all.map((name) => [name, sayOr(`import.${name}`, name)]);
    }

    async rehearse() {
        const values = Object.fromEntries(this.options.map((one) => [one.name, one.value]));
        this.job = await this.hub.api.put(`${this.path}/mapping`, {
            mapping: Object.fromEntries([...this.choices].map(([column, value]) => [column, value || null])),
            upsertBy: values.upsertBy, region: values.region?.toUpperCase(), source: values.source,
            tags: (values.tags ?? "").split(",").map((tag) => tag.trim()).filter(Boolean),
        });
        this.rehearsal = await this.hub.api.post(`${this.path}/dry-run`);
        this.draw();
        this.querySelector(".rehearsed")?.scrollIntoView({ block: "nearest" });
    }

    async start() {
        await this.hub.api.post(`${this.path}/start`);
        this.rehearsal = undefined;
        await this.load();
    }

    /** What the rehearsal found: nothing has changed yet. */
    rehearsed() {
        const { rehearsal } = this;
        return h("section", { class: "panel rehearsed", role: "status" }, h("h2", {}, say("imports.rehearsed")), this.tiles(rehearsal),
            rehearsal.errors?.length > 0 && this.errors(rehearsal.errors));
    }

    outcome() {
        const { job } = this;
        const isOver = !isUnderWay(job);
        fillParts(this.result, [
            ["progress", [job.state, job.done, job.total], () => progress(job) || h("span")],
            ["numbers", job.result ?? job.counts ?? job, (numbers) => this.tiles(numbers)],
            typeof job.error === "string" && ["error", job.error, (error) => h("p", { class: "field-problem" }, error)],
            ["actions", isOver, () => h("div", { class: "form-actions" },
                isOver ? linkButton(say("imports.seeContacts"), "/contacts", { kind: "primary" }) : button(say("cancel"), { onclick: () => this.hub.api.post(`${this.path}/cancel`).then(() => this.load()) }),
                button(say("imports.errorFile"), { icon: "download", onclick: () => this.hub.api.download(`${this.path}/errors.csv`, "import-errors.csv") }))],
        ]);
    }

    tiles(numbers) {
        return h("dl", { class: "tiles" }, results.filter((name) => typeof numbers[name] === "number").map((name) =>
            h("div", { class: "tile", "data-kind": name }, h("dt", {}, say(`imports.${name}`)), h("dd", {}, count(numbers[name])))));
    }

    errors(list) {
        return h("table", { class: "errors" },
            h("thead", {}, h("tr", {}, ["row", "field", "value", "detail"].map((name) => h("th", { scope: "col" }, say(`imports.error.${name}`))))),
            h("tbody", {}, list.slice(0, 50).map(({ row, field: name, value, detail }) =>
                h("tr", {}, h("td", { class: "number" }, String(row)), h("td", {}, readable(name)), h("td", {}, value ?? ""), h("td", {}, detail)))));
    }
}

customElements.define("sb-import", Import);
