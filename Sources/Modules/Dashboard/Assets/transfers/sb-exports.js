import { once } from "../core/api.js";
import { h } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { addWords, say } from "../core/words.js";
import { button } from "../parts/button.js";
import { field } from "../parts/sb-field.js";
import { form } from "../parts/sb-form.js";
import { empty, failure, loading, section, tabs } from "../parts/small.js";
import { toast } from "../parts/sb-toasts.js";
import { fillJobs, isUnderWay } from "./job.js";

await addWords("transfers");

const kinds = ["contacts", "interactions", "calls", "transcripts", "salesforce", "hubspot", "vcard", "ndjson", "archive"];
const endings = { salesforce: "json", vcard: "vcf", ndjson: "ndjson", archive: "tar" };

/** What leaves: a new export, and those there are, with how far they are and their files. */
export default class Exports extends HubElement {
    build() {
        this.place = h("div", {});
        this.list = h("ul", { class: "jobs" });
        this.foot = h("div", {}, loading());
        this.append(
            h("div", { class: "view-head" }, h("h1", {}, say("view.transfers"))),
            tabs([{ key: "exports", label: say("transfers.exports"), href: "/exports" }, { key: "imports", label: say("transfers.imports"), href: "/imports" }], "exports"),
            h("div", { class: "transfers" }, section(say("exports.new"), this.place), section(say("exports.jobs"), this.list, this.foot)));
    }

    connected() {
        this.hear(["export."], () => this.load());
        this.load();
    }

    show({ query }) {
        if (this.place.childElementCount > 0) return;
        this.place.replaceChildren(form({
            submit: say("exports.start"),
            fields: [
                field("what", say("exports.what"), { type: "select", initial: query.what, options: kinds.map((kind) => [kind, say(`exports.what.${kind}`)]) }),
                field("mode", say("exports.mode"), { type: "select", hint: say("exports.mode.hint"), options: ["exact", "spreadsheet"].map((mode) => [mode, say(`exports.mode.${mode}`)]) }),
                field("from", say("exports.from"), { type: "date" }), field("to", say("exports.to"), { type: "date" }),
            ],
            send: async ({ what, mode, from, to }) => {
                const isCSV = kinds.indexOf(what) < 4;
                await this.hub.api.post("/api/crm/exports", {
                    what, mode: isCSV ? mode : undefined, from: from && new Date(`${from}T00:00:00`).toISOString(),
                    to: to && new Date(`${to}T23:59:59.999`).toISOString(),
                }, { once: once() });
                toast(say("exports.started"));
                await this.load();
            },
        }));
    }

    async load() {
        try {
            const jobs = await this.hub.api.get("/api/crm/exports", { limit: 50 });
            fillJobs(this.list, jobs, { nameOf: ({ what, kind }) => say(`exports.what.${what ?? kind}`), actions: (job) => this.actions(job) });
            this.foot.replaceChildren(jobs.length ? "" : empty({ icon: "download", title: say("exports.none"), text: say("exports.none.text") }));
        } catch (problem) {
            this.foot.replaceChildren(failure(problem, () => this.load()));
        }
    }

    actions(job) {
        const path = `/api/crm/exports/${job.id}`;
        const what = job.what ?? job.kind;
        const then = (work) => async () => {
            await work();
            await this.load();
        };
        return [
            job.state === "done" && button(say("exports.download"), {
                icon: "download", kind: "primary", onclick: () => this.hub.api.download(`${path}/file`, `${what}-${job.createdAt.slice(0, 10)}.${endings[what] ?? "csv"}`),
            }),
            isUnderWay(job) && button(say("cancel"), { onclick: then(() => this.hub.api.post(`${path}/cancel`)) }),
            !isUnderWay(job) && button(say("delete"), { kind: "quiet", icon: "trash", onclick: then(() => this.hub.api.delete(path)) }),
        ].filter(Boolean);
    }
}

customElements.define("sb-exports", Exports);
