// The form for somebody who is not in the contacts yet, or only as a number, with what the call tells already in it.

import { say } from "../core/words.js";
import { field } from "../parts/sb-field.js";
import { form } from "../parts/sb-form.js";
import { toast } from "../parts/sb-toasts.js";

/** A form that makes a contact of a number, or gives the one of that id a name; `made(contact)` hears of it. */
export function contactForm(hub, { number, name, contact: id, made }) {
    return form({
        fields: [
            field("name", say("contact.name"), { initial: name, rules: { required: true, maxlength: 200 } }),
            !id && field("number", say("frame.number"), { initial: number, type: "tel" }),
            field("email", say("contact.email"), { type: "email" }),
            field("business", say("frame.business")),
            field("notes", say("frame.notes"), { type: "textarea" }),
        ].filter(Boolean),
        submit: say(id ? "save" : "contact.create"),
        draftName: `contact.${id ?? number}`,
        send: async ({ number: own, ...values }) => {
            const contact = id ? await change(hub, id, values) : await hub.api.post("/api/crm/contacts", {
                ...values, numbers: own ? [{ number: own }] : [], source: "call",
            });
            toast(say("contact.created", { name: contact.name }),
                { undo: id ? undefined : () => hub.api.delete(`/api/crm/contacts/${contact.id}`) });
            made(contact);
        },
    });
}

async function change(hub, id, values) {
    const { etag } = await hub.api.load(`/api/crm/contacts/${id}`);
    return hub.api.patch(`/api/crm/contacts/${id}`, values, { etag });
}
