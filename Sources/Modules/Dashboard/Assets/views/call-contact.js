// Whose call it is, when somebody knows better than the number.

import { say } from "../core/words.js";
import { toast } from "../parts/sb-toasts.js";

/** Gives the call to a contact, with all that hangs on it; what was is put back by one press. */
export async function giveCall(hub, call, { id, name }) {
    const path = `/api/calls/${call}/contact`;
    const { former } = await hub.api.put(path, { contact: id });
    toast(say("frame.moved", { name: name ?? say("party.unknown") }), {
        undo: () => hub.api.put(path, { contact: former ?? null }),
    });
}

/** Asks for the contact: those who share the number first, and all others by a search. */
export async function askWhose(hub, call, number) {
    const { chooseContact } = await import("../contacts/choose-contact.js");
    const likely = async () => {
        if (!number) return [];
        const { candidates, contact } = await hub.api.get(
            `/api/contact-lookup/phone/${encodeURIComponent(number)}`, { line: call.line });
        return candidates ?? (contact ? [{ contact }] : []);
    };
    return chooseContact(hub, say("frame.whose"), (contact) => giveCall(hub, call.call, contact), likely);
}
