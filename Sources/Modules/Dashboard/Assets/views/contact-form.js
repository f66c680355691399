// The form for somebody who is not in the contacts yet, with what the call tells already in it.

import { say } from "../core/words.js";
import { field } from "../parts/sb-field.js";
import { form } from "../parts/sb-form.js";
import { toast } from "../parts/sb-toasts.js";

/** A form that makes a contact of a number; `made(contact)` hears of it. */
export function contactForm(hub, { number, name, made }) {
    return form({
        fields: [
            field("name", say("contact.name"), { initial: name, rules: { required: true, maxlength: 200 } }),
            field("number", say("frame.number"), { initial: number, type: "tel" }),
            field("email", say("contact.email"), { type: "email" }),
            field("business", say("frame.business")),
            field("notes", say("frame.notes"), { type: "textarea" }),
        ],
        submit: say("contact.create"),
        draftName: `contact.${number}`,
        send: async ({ number: own, ...values }) => {
            const numbers = own ? [{ number: own }] : [];
            const contact = await hub.api.post("/api/crm/contacts", { ...values, numbers, source: "call" });
            toast(say("contact.created", { name: contact.name }), { undo: () => hub.api.delete(`/api/crm/contacts/${contact.id}`) });
            made(contact);
        },
    });
}
