import { once } from "../core/api.js";
import { h } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { icon } from "../core/icons.js";
import { readable, say, sayOr } from "../core/words.js";
import { button } from "../parts/button.js";
import { field } from "../parts/sb-field.js";
import { form } from "../parts/sb-form.js";
import { badge, empty, failure, loading, time } from "../parts/small.js";
import { toast } from "../parts/sb-toasts.js";

const icons = {
    call: "phone", message: "message", task: "check", obligation: "clock", consent: "flag", note: "note",
    stage: "columns", merge: "people", import: "download", email: "message", appointment: "clock", created: "person",
};
const kinds = ["call", "message", "email", "note", "task", "stage"];
const written = ["note", "call", "email", "sms", "chat", "appointment"];

/** Everything that has passed between a contact and the company, newest first, and a line to add to it. */
class Timeline extends HubElement {
    contact;
    #kind;
    #items = [];

    build() {
        this.tools = h("div", { class: "segments", role: "group", "aria-label": say("timeline.filter") });
        this.list = h("ol", { class: "timeline" });
        this.more = h("div", {});
        this.append(
            form({
                draftName: `contact.${this.contact}.note`, submit: say("timeline.add"),
                fields: [
                    field("summary", say("timeline.summary"), { type: "textarea", rules: { required: true, rows: 2, maxlength: 10_000 } }),
                    field("kind", say("timeline.kind"), { type: "select", options: written.map((kind) => [kind, sayOr(`kind.${kind}`, kind)]) }),
                    field("outcome", say("timeline.outcome"), { rules: { maxlength: 100 } }),
                ],
                send: (values) => this.add(values),
            }),
            this.tools, this.list, this.more);
        this.drawTools();
    }

    connected() {
        this.hear(["interaction.", "call.ended", "message.", "task.", "contact.", "pipeline."], (event) => {
            const about = event?.data?.contact?.id ?? event?.data?.contact;
            if (!event || about === this.contact) this.load();
        });
        this.load();
    }

    drawTools() {
        this.tools.replaceChildren(...[undefined, ...kinds].map((kind) => h("button", {
            type: "button", "aria-pressed": String(kind === this.#kind), onclick: () => {
                this.#kind = kind;
                this.drawTools();
                this.load();
            },
        }, kind ? sayOr(`timeline.${kind}`, kind) : say("timeline.all"))));
    }

    async load(after) {
        if (!after && this.#items.length === 0) this.more.replaceChildren(loading());
        try {
            const page = await this.hub.api.page(`/api/crm/contacts/${this.contact}/timeline`, { kinds: this.#kind, after, limit: 30 });
            this.#items = after ? [...this.#items, ...page.data] : page.data;
            this.list.replaceChildren(...this.#items.map((item) => this.row(item)));
            this.more.replaceChildren(page.next ? button(say("more"), { onclick: () => this.load(page.next) })
                : this.#items.length ? "" : empty({ icon: "note", title: say("timeline.none"), text: say("timeline.none.text") }));
        } catch (problem) {
            this.more.replaceChildren(failure(problem, () => this.load(after)));
        }
    }

    row({ at, kind, id, title, text, by, call, data = {} }) {
        const heading = title || sayOr(`kind.${data.kind ?? kind}`, data.kind ?? kind);
        const link = call ? h("a", { href: `/calls/${call}` }, heading) : heading;
        const outcome = data.outcome ?? data.disposition;
        return h("li", { "data-kind": kind },
            h("span", { class: "timeline-icon" }, icon(icons[kind] ?? "note")),
            h("div", {},
                h("p", { class: "timeline-head" }, h("strong", {}, link), outcome && badge(readable(outcome)),
                    by && h("span", { class: "quiet" }, typeof by === "string" ? by : by.name), time(at)),
                text && h("p", { class: "timeline-text" }, text),
                written.includes(kind) && !call && id?.startsWith("int_") && button(say("delete"), {
                    kind: "quiet", onclick: async () => {
                        await this.hub.api.delete(`/api/crm/interactions/${id}`);
                        toast(say("timeline.deleted"));
                        this.load();
                    },
                })));
    }

    async add(values) {
        await this.hub.api.post(`/api/crm/contacts/${this.contact}/interactions`, values, { once: once() });
        const composer = this.querySelector("sb-form");
        for (const one of composer.named) if (one.name !== "kind") one.value = "";
        await this.load();
    }
}

customElements.define("sb-timeline", Timeline);
