// What can be done with several contacts at once: each is changed by itself, with its own version, a few at a time.

import { h } from "../core/dom.js";
import { say, sayCount } from "../core/words.js";
import { button, iconButton } from "../parts/button.js";
import { confirm, dialog } from "../parts/dialog.js";
import { field } from "../parts/sb-field.js";
import { form } from "../parts/sb-form.js";
import { toast } from "../parts/sb-toasts.js";
import { listOf, statuses } from "./contact-fields.js";
import { merge } from "./merge-dialog.js";
import { peopleOptions } from "./people.js";

const atOnce = 4;

/** The buttons for the contacts of these ids, on the list `view`. */
export function bulkBar(view, ids) {
    const { table, hub } = view;
    const chosen = () => table.rows.filter((row) => ids.includes(row.id));
    const deleted = chosen().every((row) => row.deletedAt);
    const done = () => {
        table.select("*", false);
        return table.reload({ keepPlace: true });
    };
    const each = (change, said) => async () => {
        const undo = await change(chosen());
        if (undo === undefined) return;
        await done();
        toast(sayCount(said, ids.length), undo ? { undo: () => undo().then(done) } : {});
    };
    const patch = (rows, members) => inTurn(rows, (row) =>
        hub.api.patch(`/api/crm/contacts/${row.id}`, members(row), { etag: `"${row.version}"` }));
    const actions = deleted ? [
        button(say("contacts.restore"), {
            icon: "undo", onclick: each((rows) => inTurn(rows, (row) => hub.api.post(`/api/crm/contacts/${row.id}/restore`)).then(() => null), "bulk.restored"),
        }),
    ] : [
        button(say("bulk.tag"), { onclick: each(async (rows) => {
            const values = await ask(say("bulk.tag"), [field("tags", say("bulk.tags"), { hint: say("contact.tags.hint"), rules: { required: true } })]);
            if (!values) return undefined;
            await patch(rows, (row) => ({ tags: [...new Set([...row.tags, ...listOf(values.tags)])] }));
            return null;
        }, "bulk.changed") }),
        button(say("bulk.status"), { onclick: each(async (rows) => {
            const options = statuses.map((one) => [one, say(`contact.status.${one}`)]);
            const values = await ask(say("bulk.status"), [field("status", say("contact.status"), { type: "select", options })]);
            if (!values) return undefined;
            await patch(rows, () => values);
            return null;
        }, "bulk.changed") }),
        button(say("bulk.owner"), { onclick: each(async (rows) => {
            const options = await peopleOptions(hub, say("contact.nobody"));
            const values = await ask(say("bulk.owner"), [field("owner", say("contact.owner"), { type: "select", options })]);
            if (!values) return undefined;
            await patch(rows, () => ({ owner: values.owner ?? null }));
            return null;
        }, "bulk.changed") }),
        ids.length === 2 && button(say("merge.button"), { onclick: async () => {
            if (await merge(hub, ...chosen())) await done();
        } }),
        button(say("delete"), { kind: "danger", icon: "trash", onclick: each(async (rows) => {
            if (rows.length > 1 && !await confirm({ title: sayCount("bulk.delete", rows.length), text: say("bulk.delete.text"), action: say("delete") })) return undefined;
            await inTurn(rows, (row) => hub.api.delete(`/api/crm/contacts/${row.id}`));
            return () => inTurn(rows, (row) => hub.api.post(`/api/crm/contacts/${row.id}/restore`));
        }, "bulk.deleted") }),
    ];
    return [h("strong", {}, sayCount("bulk.selected", ids.length)), ...actions.filter(Boolean),
        iconButton("close", say("bulk.none"), () => table.select("*", false))];
}

/** Does `work` for each, a few at a time; the first problem ends it, and says how far it came. */
async function inTurn(rows, work) {
    const waiting = [...rows];
    await Promise.all(Array.from({ length: atOnce }, async () => {
        for (let row = waiting.shift(); row; row = waiting.shift()) await work(row);
    }));
}

/** A small form in a dialog; its values, or undefined. */
function ask(title, fields) {
    return dialog({ title, body: (close) => form({ fields, send: async (values) => close(values), oncancel: () => close() }) });
}
