import { once } from "../core/api.js";
import { fill, h, setAttribute } from "../core/dom.js";
import { draft } from "../core/drafts.js";
import { HubElement } from "../core/element.js";
import { icon } from "../core/icons.js";
import { readable, say, sayOr } from "../core/words.js";
import { button } from "../parts/button.js";
import { field } from "../parts/sb-field.js";
import { form } from "../parts/sb-form.js";
import { badge, composer, empty, failure, loading, time } from "../parts/small.js";
import { toast } from "../parts/sb-toasts.js";

const icons = {
    call: "phone", message: "message", task: "check", obligation: "clock", consent: "flag", note: "note",
    stage: "columns", merge: "people", import: "download", email: "message", appointment: "clock", created: "person",
};
const kinds = ["call", "message", "email", "note", "task", "stage"];
const pageSize = 30;
const atMost = 200;
const written = ["note", "call", "email", "sms", "chat", "appointment"];

/** Everything that has passed between a contact and the company, newest first, and a line to add to it. */
class Timeline extends HubElement {
    contact;
    #kind;
    #items = [];

    build() {
        this.kinds = new Map([undefined, ...kinds].map((kind) => [kind, h("button", {
            type: "button", onclick: () => this.choose(kind),
        }, kind ? sayOr(`timeline.${kind}`, kind) : say("timeline.all"))]));
        const draftName = `contact.${this.contact}.note`;
        this.list = h("ol", { class: "timeline" });
        this.more = h("div", {});
        this.append(
            composer(say("timeline.write"), draft(draftName), form({
                draftName, submit: say("timeline.add"),
                fields: [
                    field("summary", say("timeline.summary"), { type: "textarea", rules: { required: true, rows: 2, maxlength: 10_000 } }),
                    field("kind", say("timeline.kind"), { type: "select", options: written.map((kind) => [kind, sayOr(`kind.${kind}`, kind)]) }),
                    field("outcome", say("timeline.outcome"), { rules: { maxlength: 100 } }),
                ],
                send: (values) => this.add(values),
            })),
            h("div", { class: "segments", role: "group", "aria-label": say("timeline.filter") }, [...this.kinds.values()]),
            this.list, this.more);
        this.drawTools();
    }

    connected() {
        this.hear(["interaction.", "call.ended", "message.", "task.", "contact.", "pipeline."], (event) => {
            const about = event?.data?.contact?.id ?? event?.data?.contact;
            if (!event || about === this.contact) this.load();
        });
        this.load();
    }

    choose(kind) {
        this.#kind = kind;
        this.#items = [];
        this.drawTools();
        this.load();
    }

    drawTools() {
        for (const [kind, button] of this.kinds) setAttribute(button, "aria-pressed", String(kind === this.#kind));
    }

    /** Reads what is shown again, or what comes after it. */
    async load(after) {
        const kind = this.#kind;
        if (!after && this.#items.length === 0) this.more.replaceChildren(loading());
        const limit = after ? pageSize : Math.min(Math.max(pageSize, this.#items.length), atMost);
        try {
            const page = await this.hub.api.page(`/api/crm/contacts/${this.contact}/timeline`, { kinds: kind, after, limit });
            if (kind !== this.#kind) return;
            this.#items = after ? [...this.#items, ...page.data] : page.data;
            fill(this.list, this.#items, (item) => this.row(item), ({ kind: of, id, at }) => [of, id, at].join());
            fill(this.more, [{ next: page.next, none: this.#items.length === 0 }], ({ next, none }) =>
                (next ? button(say("more"), { onclick: () => this.load(next) })
                    : none ? empty({ icon: "note", title: say("timeline.none"), text: say("timeline.none.text") }) : h("span")), () => "more");
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
