// The form for something to be done, with the days that people mean most.

import { now } from "../core/clock.js";
import { h } from "../core/dom.js";
import { say } from "../core/words.js";
import { button } from "../parts/button.js";
import { dialog } from "../parts/dialog.js";
import { field } from "../parts/sb-field.js";
import { form } from "../parts/sb-form.js";
import { toast } from "../parts/sb-toasts.js";

/** The moments that a task or a reminder is put off to most often, as `[label, milliseconds since 1970]`. */
export function soonTimes() {
    const at = (days, hour) => new Date(now()).setHours(hour, 0, 0, 0) + days * 86_400_000;
    return [
        [say("soon.hour"), now() + 3_600_000],
        now() < at(0, 16) && [say("soon.evening"), at(0, 17)],
        [say("soon.tomorrow"), at(1, 9)],
        [say("soon.week"), at(7, 9)],
    ].filter(Boolean);
}

/** Asks for a task about a contact or a call, and makes it; resolves to it, or to undefined. */
export function newTask(hub, { contact, call, title } = {}) {
    return dialog({
        title: say("task.new"),
        body: (close) => {
            const due = field("dueAt", say("task.due"), { type: "datetime-local" });
            const set = (at) => {
                due.value = localTime(at);
                due.dispatchEvent(new Event("input", { bubbles: true }));
            };
            return form({
                fields: [
                    field("title", say("task.title"), {
                        initial: title, rules: { required: true, maxlength: 200, autofocus: true },
                    }),
                    due,
                    h("div", { class: "row wide" }, soonTimes().map(([label, at]) =>
                        button(label, { kind: "quiet", onclick: () => set(at) }))),
                    field("note", say("frame.note"), { type: "textarea" }),
                ],
                submit: say("task.add"),
                draftName: `task.${call ?? contact ?? ""}`,
                send: async ({ dueAt, ...values }) => {
                    const body = { ...values, contact, call, dueAt: dueAt && new Date(dueAt).toISOString() };
                    const task = await hub.api.post("/api/tasks", body);
                    close(task);
                    toast(say("task.added"), { undo: () => hub.api.delete(`/api/tasks/${task.id}`) });
                },
            });
        },
    });
}

/** As `datetime-local` writes it: the reader's own clock, to the minute. */
function localTime(at) {
    const date = new Date(at);
    return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
