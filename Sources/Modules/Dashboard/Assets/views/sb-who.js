import { lookupNumber } from "../slices/calls.js";
import { fill, fillParts, h } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { say } from "../core/words.js";
import { button } from "../parts/button.js";
import { loading } from "../parts/small.js";
import { toast } from "../parts/sb-toasts.js";
import { contactForm } from "./contact-form.js";
import { askWhose, giveCall } from "./call-contact.js";
import { callFacts, frameParts, toDo, toDoRow } from "./frame-parts.js";
import { newTask } from "./task-form.js";

/** Who it is: the context frame of the call's number, what is open with them, and the form for somebody new. */
class Who extends HubElement {
    build() {
        this.frame = h("div", { class: "who-frame" });
        this.toDo = h("ol", { class: "rows" });
        this.nothing = h("p", { class: "quiet" }, say("frame.open.nothing"));
        this.open = h("div", { class: "who-open" }, h("section", {}, h("h3", {}, say("frame.open.todo")),
            this.toDo, this.nothing,
            h("div", { class: "row" }, button(say("task.new"), {
                icon: "plus", kind: "quiet",
                onclick: () => newTask(this.hub, { contact: this.contact, call: this.call.call }),
            }))));
        this.facts = h("div", { class: "who-facts" });
        this.append(this.frame, this.open, this.facts);
    }

    connected() {
        this.watch(["frames"], () => this.call && this.draw());
        this.watch(["waiting"], () => this.drawOpen());
        this.hear(["task.", "insights."], (event) => {
            const contact = event?.data.contact?.id ?? event?.data.contact;
            if (!event || contact === this.contact || event.data.call === this.call?.call) this.ask();
        });
    }

    /** Shows who is at the other end of `call`; `opened` when it was not shown a moment ago. */
    show(call, opened) {
        if (opened) {
            this.contact = this.recent = undefined;
            this.tasks = this.promises = undefined;
        }
        this.call = call;
        const number = lookupNumber(call);
        if (number && opened) this.hub.frames.need(number, call.line);
        fillParts(this.facts, [["facts", [call, this.hub.store.slice("agents").byId.get(call.agent)], () => callFacts(call, this.hub)]]);
        this.draw();
    }

    draw() {
        const { call } = this;
        const number = lookupNumber(call);
        const { data, problem, stale } = (number && this.hub.frames.get(number)) || {};
        if (stale) this.hub.frames.need(number, call.line);
        // Part by part, and only what has changed: somebody may be writing in the form, or pressing a button.
        fillParts(this.frame, !number ? [["none", call.call, () => h("p", { class: "quiet" }, say("frame.noNumber"))]]
            : data ? frameParts(this.own(data, call), call, {
                unknown: () => this.form(number, data),
                give: (contact) => giveCall(this.hub, call.call, contact),
                other: () => askWhose(this.hub, call, number),
            })
            : problem ? [["failure", problem.message, () => this.failure(problem, number)]]
            : [["loading", number, loading]]);
        const contact = call.contact?.id ?? data?.contact?.id;
        if (contact === this.contact) return;
        this.contact = contact;
        this.ask();
    }

    /** A number's frame as it is for this call: whose it is may be another than the number says. */
    own(frame, { contact }) {
        if (!contact || !frame.contact || contact.id === frame.contact.id) return frame;
        const known = frame.candidates?.find((one) => one.contact.id === contact.id)?.contact;
        if (this.recent?.contact !== contact.id) this.recall(contact.id);
        return { ...frame, contact: known ?? contact, recent: this.recent?.list ?? [] };
    }

    /** The last that passed between us and who was chosen. */
    async recall(contact) {
        this.recent = { contact };
        const items = await this.hub.api.get(`/api/crm/contacts/${contact}/timeline`, { limit: 3 }).catch(() => []);
        if (this.recent.contact !== contact) return;
        this.recent = { contact, list: items.map(({ text, title, ...one }) => ({ ...one, summary: text ?? title })) };
        this.draw();
    }

    /** What is to be done for them: tasks, and what was promised in calls. */
    async ask() {
        const { contact } = this;
        if (!contact) return this.drawOpen();
        const list = (path, query) => this.hub.api.get(path, query).catch(() => []);
        const [tasks, promises] = await Promise.all([
            list("/api/tasks", { contact, state: "open", limit: 10 }),
            list("/api/crm/promises", { contact, limit: 10 }),
        ]);
        if (contact !== this.contact) return;
        Object.assign(this, { tasks, promises });
        this.drawOpen();
    }

    drawOpen() {
        if (!this.open || !this.call) return;
        const { contact, tasks = [], promises = [] } = this;
        this.open.hidden = contact === undefined;
        const waiting = [...this.hub.store.slice("waiting").byId.values()].filter((one) => one.contact === contact);
        const rows = contact ? toDo(waiting, tasks, promises) : [];
        fill(this.toDo, rows, (row) => toDoRow(row, { done: (task) => this.done(task), keep: (promise) => this.keep(promise) }));
        this.nothing.hidden = rows.length > 0;
    }

    async done(task) {
        await this.hub.api.post(`/api/tasks/${task.id}/done`);
        toast(say("task.done"), { undo: () => this.hub.api.post(`/api/tasks/${task.id}/reopen`) });
        this.ask();
    }

    async keep(promise) {
        await this.hub.api.post("/api/tasks", { promise: promise.id });
        toast(say("task.added"));
        this.ask();
    }

    form(number, frame) {
        return contactForm(this.hub, {
            number: frame.number?.e164 ?? number, name: this.call.callerName, contact: frame.contact?.id,
            made: () => this.hub.frames.again(number, this.call.line),
        });
    }

    failure(problem, number) {
        return h("p", { class: "quiet", role: "alert" }, say("frame.failed", { reason: problem.message }), " ",
            button(say("retry"), { onclick: () => this.hub.frames.again(number, this.call.line) }));
    }
}

customElements.define("sb-who", Who);
