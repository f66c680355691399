import { h } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { addWords, say } from "../core/words.js";
import { button, working } from "../parts/button.js";
import { confirm } from "../parts/dialog.js";
import { empty, failure, loading, section, tabs } from "../parts/small.js";
import { toast } from "../parts/sb-toasts.js";
import { fillJobs, isUnderWay } from "./job.js";

await addWords("transfers");

/** What comes in: a place to drop a file, and the imports there are, each of which can be taken back whole. */
export default class Imports extends HubElement {
    build() {
        this.input = h("input", { type: "file", class: "unseen", accept: ".csv,.tsv,.txt,.vcf,text/csv,text/vcard", "aria-label": say("imports.choose"), onchange: () => this.take(this.input.files[0]) });
        this.drop = h("label", {
            class: "drop",
            ondragover: (event) => event.preventDefault(),
            ondrop: (event) => {
                event.preventDefault();
                this.take(event.dataTransfer.files[0]);
            },
        }, this.input, h("strong", {}, say("imports.drop")), h("span", { class: "quiet" }, say("imports.drop.text")));
        this.list = h("ul", { class: "jobs" });
        this.foot = h("div", {}, loading());
        this.append(
            h("div", { class: "view-head" }, h("h1", {}, say("view.transfers"))),
            tabs([{ key: "exports", label: say("transfers.exports"), href: "/exports" }, { key: "imports", label: say("transfers.imports"), href: "/imports" }], "imports"),
            h("div", { class: "transfers" }, section(say("imports.new"), this.drop), section(say("imports.jobs"), this.list, this.foot)));
    }

    connected() {
        this.hear(["import.", "contacts.imported"], () => this.load());
        this.load();
    }

    async take(file) {
        if (!file) return;
        await working(this.drop, async () => {
            const job = await this.hub.api.post(`/api/crm/imports?name=${encodeURIComponent(file.name)}`, file, {
                headers: { "Content-Type": file.type || (file.name.endsWith(".vcf") ? "text/vcard" : "text/csv") },
            });
            this.hub.router.go(`/imports/${job.id}`);
        });
    }

    async load() {
        try {
            const jobs = await this.hub.api.get("/api/crm/imports", { limit: 50 });
            fillJobs(this.list, jobs, {
                nameOf: ({ name, kind }) => name ?? kind, href: ({ id }) => `/imports/${id}`, actions: (job) => this.actions(job),
            });
            this.foot.replaceChildren(jobs.length ? "" : empty({ icon: "people", title: say("imports.none"), text: say("imports.none.text") }));
        } catch (problem) {
            this.foot.replaceChildren(failure(problem, () => this.load()));
        }
    }

    actions(job) {
        return [
            isUnderWay(job) && button(say("cancel"), { onclick: () => this.hub.api.post(`/api/crm/imports/${job.id}/cancel`).then(() => this.load()) }),
            ["done", "cancelled", "failed"].includes(job.state) && job.done > 0 && button(say("undo"), { icon: "undo", onclick: () => undoImport(this.hub, job).then(() => this.load()) }),
        ].filter(Boolean);
    }
}

/** Takes a whole import back, after asking. */
export async function undoImport(hub, { id, name }) {
    if (!await confirm({ title: say("imports.undo", { name }), text: say("imports.undo.text"), action: say("undo") })) return;
    await hub.api.post(`/api/crm/imports/${id}/undo`);
    toast(say("imports.undoing"));
}

customElements.define("sb-imports", Imports);
