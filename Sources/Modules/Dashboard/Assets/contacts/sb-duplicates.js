import { h } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { phone } from "../core/format.js";
import { addWords, say } from "../core/words.js";
import { button, linkButton } from "../parts/button.js";
import { badge, empty, failure, loading } from "../parts/small.js";
import { toast } from "../parts/sb-toasts.js";
import { nameOf } from "./contact-fields.js";
import { merge } from "./merge-dialog.js";

await addWords("contacts");

/** Pairs of contacts that may be the same person, the surest first; merged one by one, or the sure ones at once. */
export default class Duplicates extends HubElement {
    #pairs = [];

    build() {
        this.list = h("ul", { class: "stack pairs" });
        this.foot = h("div", {});
        this.sure = button(say("duplicates.mergeSure"), { onclick: () => this.mergeSure(), hidden: true });
        this.append(
            h("div", { class: "view-head" }, h("h1", {}, say("contacts.duplicates")), this.sure, linkButton(say("view.contacts"), "/contacts")),
            this.list, this.foot);
    }

    connected() {
        this.load();
    }

    async load(after) {
        if (!after) this.foot.replaceChildren(loading());
        try {
            const page = await this.hub.api.page("/api/crm/duplicates", { after, limit: 50 });
            this.#pairs = after ? [...this.#pairs, ...page.data] : page.data;
            this.draw(page.next);
        } catch (problem) {
            this.foot.replaceChildren(failure(problem, () => this.load(after)));
        }
    }

    draw(next) {
        this.sure.hidden = !this.#pairs.some(isSure);
        this.list.replaceChildren(...this.#pairs.map((pair) => this.row(pair)));
        this.foot.replaceChildren(next ? button(say("more"), { onclick: () => this.load(next) })
            : this.#pairs.length ? "" : empty({ icon: "people", title: say("duplicates.none"), text: say("duplicates.none.text") }));
    }

    row(pair) {
        const { id, contacts, score, reasons = [] } = pair;
        return h("li", { class: "panel pair" },
            contacts.map((contact) => h("div", {}, h("a", { class: "row-name", href: `/contacts/${contact.id}` }, nameOf(contact)),
                h("span", { class: "quiet" }, [contact.numbers?.[0] && phone(contact.numbers[0].number), contact.email, contact.business?.name].filter(Boolean).join(" · ")))),
            h("div", {}, badge(`${score} %`, isSure(pair) ? "good" : "warn"), h("span", { class: "quiet" }, ` ${reasons.map(({ why }) => why).join(", ")}`)),
            h("div", { class: "row push" },
                button(say("merge.button"), { kind: "primary", onclick: async () => {
                    if (await merge(this.hub, ...contacts)) this.drop([id]);
                } }),
                button(say("duplicates.dismiss"), { kind: "quiet", onclick: async () => {
                    await this.hub.api.post(`/api/crm/duplicates/${id}/dismiss`);
                    this.drop([id]);
                } })));
    }

    async mergeSure() {
        const ids = this.#pairs.filter(isSure).map(({ id }) => id);
        const results = await this.hub.api.post("/api/crm/duplicates/merge", { ids });
        const done = (results.results ?? results).filter((one) => one.merge);
        toast(say("duplicates.merged", { count: done.length }), {
            undo: async () => {
                for (const { merge: id } of done) await this.hub.api.post(`/api/crm/merges/${id}/undo`);
                await this.load();
            },
        });
        await this.load();
    }

    drop(ids) {
        this.#pairs = this.#pairs.filter(({ id }) => !ids.includes(id));
        this.draw();
    }
}

/** The rest is for a person to look at. */
const isSure = ({ score }) => score >= 95;

customElements.define("sb-duplicates", Duplicates);
