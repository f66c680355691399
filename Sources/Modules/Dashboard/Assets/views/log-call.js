// Writes down a call that no provider reported: a visit to a neighbour's desk, a private telephone.

import { say } from "../core/words.js";
import { dialog } from "../parts/dialog.js";
import { field } from "../parts/sb-field.js";
import { form } from "../parts/sb-form.js";
import { toast } from "../parts/sb-toasts.js";

/** Asks for the call; `made()` hears when it is there. */
export function logCall(hub, made) {
    return dialog({
        title: say("calls.log"),
        body: (close) => form({
            fields: [
                field("direction", say("calls.direction"), {
                    type: "select", options: [["outbound", say("direction.outbound")],
                        ["inbound", say("direction.inbound")]],
                }),
                field("number", say("frame.number"), { type: "tel", rules: { required: true } }),
                field("at", say("frame.started"), { type: "datetime-local", rules: { required: true } }),
                field("minutes", say("calls.minutes"), { type: "number", rules: { min: 0, max: 1440, step: "any" } }),
                field("note", say("frame.note"), { type: "textarea" }),
            ],
            submit: say("calls.log"),
            draftName: "log-call",
            send: async ({ at, minutes, ...values }) => {
                const durationSec = minutes === undefined ? undefined : Math.round(minutes * 60);
                const call = await hub.api.post("/api/crm/calls",
                    { ...values, at: new Date(at).toISOString(), durationSec });
                close();
                toast(say("calls.logged"), { undo: () => hub.api.delete(`/api/crm/calls/${call.call}`).then(made) });
                made();
            },
        }),
    });
}
