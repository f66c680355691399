import { fillParts, h } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { phone } from "../core/format.js";
import { addWords, readable, say, sayOr } from "../core/words.js";
import { button, working } from "../parts/button.js";
import { dialog } from "../parts/dialog.js";
import { amount, avatar, facts, failure, loading, number, section, time } from "../parts/small.js";
import { toast } from "../parts/sb-toasts.js";
import { customText, nameOf, statusBadge, tagList } from "./contact-fields.js";
import { contactForm, saveContact } from "./contact-form.js";
import { callContact } from "./call-number.js";
import { merge } from "./merge-dialog.js";
import { people } from "./people.js";
import "./sb-contact-tasks.js";
import "./sb-timeline.js";

await addWords("contacts");

/** One contact: who it is, what is to be done, what has passed, and whom it may be twice. */
export default class ContactPage extends HubElement {
    connected() {
        this.hear(["contact.", "consent.changed", "pipeline."], (event) => {
            const { contact } = event?.data ?? {};
            if (!event || (contact?.id ?? contact) === this.contactId) this.load();
        });
        this.key("e", say("contact.edit"), () => this.edit());
    }

    show({ params, query }) {
        const isNew = params.id === "new";
        if (this.contactId === params.id) return;
        this.contactId = params.id;
        this.parts = undefined;
        this.replaceChildren(loading());
        if (isNew) this.create(query);
        else this.load();
    }

    async create({ name, number: called, call }) {
        const begun = { name, numbers: called ? [{ number: called }] : [] };
        const made = await contactForm(this.hub, begun, {
            draftName: `contact.new.${called ?? ""}`, oncancel: () => this.hub.router.go("/contacts"),
            send: async (body) => {
                const contact = await this.hub.api.post("/api/crm/contacts", { ...body, tags: body.tags });
                toast(say("contact.made", { name: nameOf(contact) }));
                this.hub.router.go(call ? `/calls/${call}` : `/contacts/${contact.id}`);
            },
        });
        this.replaceChildren(h("div", { class: "view-head" }, h("h1", {}, say("contacts.new"))), h("div", { class: "panel narrow" }, made));
        made.querySelector("input")?.focus();
    }

    async load() {
        const id = this.contactId;
        if (!id || id === "new") return;
        const { api } = this.hub;
        const path = `/api/crm/contacts/${id}`;
        try {
            const [{ data: contact }, ...rest] = await Promise.all([
                api.load(path), ...[people(this.hub), api.get("/api/crm/fields"), api.get(`${path}/score`), api.get("/api/crm/duplicates", { contact: id }),
                    api.get(`/api/pipeline/contacts/${id}/moves`, { limit: 1 }), api.get(`${path}/consents`), api.get("/api/pipeline")].map((one) => one.catch(() => undefined)),
            ]);
            if (id !== this.contactId) return;
            this.contact = contact;
            this.draw(...rest);
        } catch (problem) {
            if (id !== this.contactId) return;
            this.parts = undefined;
            this.replaceChildren(failure(problem, () => this.load()));
        }
    }

    /** What stays while the contact changes: somebody may be writing in the midst of it. */
    open(contact) {
        const { hub } = this;
        const timeline = h("sb-timeline", { hub, contact });
        const tasks = h("sb-contact-tasks", { hub, contact });
        const head = h("div", { class: "view-head" });
        const aside = h("div", { class: "stack" });
        this.replaceChildren(head, h("div", { class: "contact-page" },
            h("div", { class: "stack" }, section(say("task.heading"), tasks), section(say("timeline.title"), timeline)), aside));
        return { head, aside };
    }

    draw(users = [], custom = [], score, duplicates = [], moves = [], consents = [], board = undefined) {
        const { contact } = this;
        this.parts ??= this.open(contact.id);
        const owner = users.find(({ id }) => id === contact.owner);
        const stage = board && { stages: board.stages.map(({ key, label }) => [key, label]), current: moves[0]?.to };
        fillParts(this.parts.head, [
            ["who", [contact.name, contact.numbers], () => h("span", { class: "row" }, avatar(nameOf(contact)), h("h1", {}, nameOf(contact)))],
            ["status", contact.status, () => statusBadge(contact.status)],
            ["actions", [contact.deletedAt, contact.numbers], () => h("span", { class: "row push" }, contact.deletedAt
                ? button(say("contacts.restore"), { icon: "undo", kind: "primary", onclick: () => this.restore() }) : this.actions())],
        ]);
        fillParts(this.parts.aside, [
            ["about", [contact, owner, custom], () => section(say("contact.about"), this.about(owner, custom),
                contact.notes && h("p", { class: "note" }, contact.notes))],
            stage && ["stage", stage, () => section(say("contact.stage"), this.stage(stage))],
            score && ["score", score, () => section(say("score.title"), this.score(score))],
            consents.length > 0 && ["consents", consents, () => section(say("consent.title"), facts(consents.map((one) => [
                `${sayOr(`consent.${one.channel}`, one.channel)}, ${sayOr(`consent.${one.purpose}`, one.purpose)}`, say(`consent.${one.state}`),
            ])))],
            duplicates.length > 0 && ["duplicates", duplicates, () => section(say("contacts.duplicates"), this.duplicates(duplicates))],
        ]);
    }

    about(owner, custom) {
        const { contact } = this;
        return facts([
            [say("contact.numbers"), contact.numbers?.length > 0 && h("span", { class: "stack tight" }, contact.numbers.map((one) =>
                h("span", {}, number(one.number), one.label && h("span", { class: "quiet" }, ` ${one.label}`))))],
            [say("contact.email"), contact.email && h("a", { href: `mailto:${contact.email}` }, contact.email)],
            [say("contact.business"), contact.business?.name],
            [say("contact.owner"), owner && (owner.name || owner.email)],
            [say("contact.estimatedValue"), contact.value?.estimated && amount(contact.value.estimated)],
            [say("contact.actualValue"), contact.value?.actual && amount(contact.value.actual)],
            [say("contact.source"), readable(contact.source)],
            ...custom.map(({ key, label, type }) => [label, customText(contact.fields?.[key], type)]),
            [say("contact.lastContactAt"), contact.lastContactAt && time(contact.lastContactAt)],
            [say("contact.createdAt"), time(contact.createdAt)],
            [say("contact.tags"), contact.tags?.length > 0 && tagList(contact.tags)],
        ]);
    }

    actions() {
        const { contact, hub } = this;
        const first = contact.numbers?.[0]?.number;
        return [
            first && button(say("contact.call"), { icon: "phone", kind: "primary", title: phone(first), onclick: () => callContact(hub, first) }),
            button(say("contact.edit"), { icon: "edit", onclick: () => this.edit() }),
            button(say("delete"), { icon: "trash", kind: "quiet", onclick: () => this.remove() }),
        ];
    }

    /** Where it is in the pipeline, and the way elsewhere. */
    stage({ stages, current }) {
        const path = `/api/pipeline/contacts/${this.contactId}`;
        return h("select", {
            class: "short", "aria-label": say("contact.stage"),
            onchange: (event) => working(event.target, () => event.target.value ? this.hub.api.put(path, { stage: event.target.value }) : this.hub.api.delete(path)),
        }, [["", say("contact.noStage")], ...stages].map(([key, label]) =>
            h("option", { value: key, selected: key === (current ?? "") }, label)));
    }

    score({ score, reasons = [] }) {
        return h("div", { class: "stack tight" },
            h("p", { class: "score" }, h("strong", {}, String(score)), h("meter", { min: 0, max: 100, value: score, "aria-label": say("score.title") })),
            h("ul", { class: "reasons" }, reasons.map(({ points, why, rule }) =>
                h("li", {}, h("span", { class: "number" }, points > 0 ? `+${points}` : String(points)), h("span", {}, why ?? readable(rule))))));
    }

    duplicates(list) {
        return h("ul", { class: "stack tight" }, list.map(({ id, contacts, reasons = [] }) => {
            const other = contacts.find((one) => one.id !== this.contactId);
            return h("li", { class: "row" },
                h("a", { href: `/contacts/${other.id}` }, nameOf(other)), h("span", { class: "quiet" }, reasons.map(({ why }) => why).join(", ")),
                button(say("merge.button"), { onclick: async () => {
                    if (await merge(this.hub, this.contact, other)) this.load();
                } }),
                button(say("duplicates.dismiss"), { kind: "quiet", onclick: async () => {
                    await this.hub.api.post(`/api/crm/duplicates/${id}/dismiss`);
                    this.load();
                } }));
        }));
    }

    edit() {
        const { contact } = this;
        if (!contact || contact.deletedAt) return undefined;
        return dialog({
            title: say("contact.edit"), kind: "wide",
            body: (close) => {
                const place = h("div", {}, loading());
                contactForm(this.hub, contact, {
                    draftName: `contact.${contact.id}.v${contact.version}`, oncancel: () => close(),
                    send: async (wanted) => {
                        const saved = await saveContact(this.hub, contact, wanted);
                        if (!saved) return;
                        close();
                        toast(say("saved"));
                        this.load();
                    },
                }).then((made) => place.replaceChildren(made));
                return place;
            },
        });
    }

    async remove() {
        const { id } = this.contact;
        await this.hub.api.delete(`/api/crm/contacts/${id}`);
        toast(say("contact.deleted", { name: nameOf(this.contact) }), { undo: () => this.restore(id) });
        this.hub.router.go("/contacts");
    }

    async restore(id = this.contact.id) {
        await this.hub.api.post(`/api/crm/contacts/${id}/restore`);
        if (id === this.contactId && this.isConnected) return this.load();
        this.hub.router.go(`/contacts/${id}`);
    }
}

customElements.define("sb-contact-page", ContactPage);
