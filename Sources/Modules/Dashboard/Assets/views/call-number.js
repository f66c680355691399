// Calls somebody: the agent's own telephone rings first, and is then connected.

import { draft, keepDraft } from "../core/drafts.js";
import { phone } from "../core/format.js";
import { say } from "../core/words.js";
import { dialog } from "../parts/dialog.js";
import { field } from "../parts/sb-field.js";
import { form } from "../parts/sb-form.js";
import { toast } from "../parts/sb-toasts.js";

/**
 * Calls `number` from `line`, or what `place(agent)` calls; the telephone that rings first is asked for once, and
 * remembered.
 */
export async function callNumber(hub, { number, line, place }) {
    const agent = hub.store.slice("desk").presence?.phone ?? draft("phone");
    const call = place ?? ((from) =>
        hub.api.post("/api/calls", { line, to: number, agent: from },
            { once: crypto.randomUUID?.() ?? `${Date.now()}` }));
    const done = () => toast(say("desk.calling", { number: phone(number) }));
    if (agent) {
        await call(agent);
        return done();
    }
    return dialog({
        title: say("desk.callFrom"),
        body: (close) => form({
            fields: [field("agent", say("desk.callFrom.phone"), {
                type: "tel", rules: { required: true }, hint: say("desk.callFrom.hint"),
            })],
            submit: say("frame.callBack", { number: phone(number) }),
            send: async ({ agent: from }) => {
                await call(from);
                keepDraft("phone", from);
                close();
                done();
            },
        }),
    });
}
