import { fillParts, h } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { money, phone } from "../core/format.js";
import { icon } from "../core/icons.js";
import { say, sayCount } from "../core/words.js";
import { iconButton } from "../parts/button.js";
import { dialog } from "../parts/dialog.js";
import { field } from "../parts/sb-field.js";
import { form } from "../parts/sb-form.js";
import { badge, number as numberLink, time } from "../parts/small.js";
import { toast, toastProblem } from "../parts/sb-toasts.js";
import { callNumber } from "./call-number.js";
import { soonTimes } from "./task-form.js";

const actions = [["callBack", "phone", "C"], ["textBack", "message", "M"], ["done", "check", "E"],
    ["snooze", "clock", "S"]];

/** One thing to do: who, why, when, and the four things that are done with it. */
class TodayRow extends HubElement {
    #item;
    /** Hears the id of what is done or put off. */
    ongone;

    get item() {
        return this.#item;
    }

    set item(item) {
        this.#item = item;
        this.draw();
    }

    draw() {
        const { item } = this;
        const { kind, dueAt } = item;
        const can = actions.filter(([action]) => item.can(action));
        fillParts(this, [
            ["icon", kind, () => h("span", { class: "today-icon", "data-kind": kind },
                icon({ obligation: "inbound", task: "check", promise: "flag" }[kind]))],
            ["what", item, () => this.what()],
            ["due", dueAt, () => h("span", { class: "today-due" }, dueAt ? time(dueAt) : "")],
            ["actions", can, () => h("span", { class: "today-actions" }, can.map(([action, name, key]) =>
                iconButton(name, say(`today.key.${action}`), () => this.act(action),
                    { "aria-keyshortcuts": key, "data-action": action })))],
        ]);
    }

    what() {
        const { contact, number, kind, calls, messages, value, call, lineName, snoozedUntil, ...item } = this.item;
        const name = contact?.name ?? (number && phone(number));
        const title = kind === "obligation" ? name : item.title ?? item.text;
        const href = contact?.id ? `/contacts/${contact.id}` : call && `/calls/${call}`;
        return h("div", { class: "today-what" },
            h("p", { class: "today-title" }, href ? h("a", { href }, title) : h("span", {}, title),
                this.why(), value?.amount > 0 && badge(money(value))),
            h("p", { class: "quiet row" },
                name !== title && name && h("span", {}, name),
                number && name !== phone(number) && numberLink(number),
                calls > 1 && h("span", {}, sayCount("today.calls", calls)),
                messages > 0 && h("span", {}, sayCount("today.messages", messages)),
                lineName && h("span", {}, lineName),
                snoozedUntil && h("span", {}, say("today.snoozed"), " ", time(snoozedUntil))));
    }

    why() {
        const { kind, cause, overdue, overdueAt } = this.item;
        return kind === "obligation" && cause
            && badge(say(`waiting.${cause}`), overdue || overdueAt ? "missed" : "warn");
    }

    focusRow() {
        (this.querySelector("a, button") ?? this).focus();
        this.scrollIntoView({ block: "nearest" });
    }

    /** Does one of the four; a problem is told, and what was done can be taken back. */
    act(action) {
        if (!this.item.can(action)) return;
        return this[action]().catch(toastProblem);
    }

    async callBack() {
        const { item, hub } = this;
        const place = item.kind === "obligation"
            && ((agent) => hub.api.post(`${item.path}/call-back`, { agent }, { once: `${item.id}-${Date.now()}` }));
        const lines = place ? [] : await hub.api.get("/api/lines");
        await callNumber(hub, { number: item.number, line: item.line ?? lines[0]?.id, place: place || undefined });
    }

    async textBack() {
        const { item, hub } = this;
        await dialog({
            title: say("today.textTo", { name: item.contact?.name ?? phone(item.number) }),
            body: (close) => form({
                fields: [field("text", say("today.text"),
                    { type: "textarea", rules: { required: true, maxlength: 1600, rows: 5 } })],
                submit: say("today.send"),
                draftName: `text.${item.id}`,
                send: async ({ text }) => {
                    await hub.api.post(`${item.path}/text-back`, { text }, { once: `${item.id}-${Date.now()}` });
                    close();
                    toast(say("today.sent"));
                },
            }),
        });
    }

    async done() {
        const { item, hub } = this;
        if (item.kind === "promise") {
            // A promise is kept as a task that is done.
            const task = await hub.api.post("/api/tasks", { promise: item.id });
            await hub.api.post(`/api/tasks/${task.id}/done`);
            return this.leave(say("task.done"), () => hub.api.post(`/api/tasks/${task.id}/reopen`));
        }
        await hub.api.post(`${item.path}/done`, item.kind === "obligation" ? { outcome: say("today.byHand") } : {});
        this.leave(say("task.done"), () => hub.api.post(`${item.path}/reopen`));
    }

    async snooze() {
        const { item, hub } = this;
        const until = await dialog({
            title: say("today.key.snooze"),
            body: (close) => h("div", { class: "stack today-times" }, soonTimes().map(([label, at]) =>
                h("button", { type: "button", class: "plain", onclick: () => close(at) }, label))),
        });
        if (until === undefined) return;
        await hub.api.post(`${item.path}/snooze`, { until: new Date(until).toISOString() });
        this.leave(say("today.putOff"), item.kind === "task" ? () => hub.api.post(`${item.path}/reopen`) : undefined);
    }

    leave(text, undo) {
        this.ongone(this.item.id);
        toast(text, { undo });
    }
}

customElements.define("sb-today-row", TodayRow);
