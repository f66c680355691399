// What can be done with several contacts at once: with those that are marked, or with all that the list would find.

import { once } from "../core/api.js";
import { h, setText } from "../core/dom.js";
import { count } from "../core/format.js";
import { say, sayCount } from "../core/words.js";
import { button, iconButton } from "../parts/button.js";
import { confirm, dialog } from "../parts/dialog.js";
import { field } from "../parts/sb-field.js";
import { form } from "../parts/sb-form.js";
import { toast } from "../parts/sb-toasts.js";
import { listOf, statuses } from "./contact-fields.js";
import { merge } from "./merge-dialog.js";
import { peopleOptions } from "./people.js";

/** The hub takes so many ids at once. */
const mostIds = 5_000;
/** A filter that every contact passes: without one the hub would not know that all are meant. */
const everybody = { field: "createdAt", above: "1970-01-01T00:00:00Z" };

/**
 * The buttons for the marked contacts of the list `view`; `found` says how many the list finds in all, and what it asks
 * for, where more are marked than are here: `{ count, orMore, q, filter, deleted, except }`.
 */
export function bulkBar(view, ids, found) {
    const { table, hub } = view;
    const number = found ? found.count - found.except.length : ids.length;
    const many = `${count(number)}${found?.orMore ? "+" : ""}`;
    const deleted = found ? Boolean(found.deleted) : rowsOf(table, ids).every((row) => row.deletedAt);
    const told = h("strong", {}, sayCount("bulk.selected", number, { count: many }));
    const run = (action) => change(hub, found, ids, action, (done) =>
        done < number && setText(told, say("bulk.progress", { done: count(done), count: many })));
    const finish = async (outcome, said, undo) => {
        table.select("*", false);
        await table.reload({ keepPlace: true });
        toast(sayCount(said, outcome.changed, { count: count(outcome.changed) }), { undo });
        if (outcome.skipped.length > 0) {
            toast(sayCount("bulk.skipped", outcome.skipped.length, { why: outcome.skipped[0].why }), { kind: "problem" });
        }
    };
    /** Asks what is to be done, unless that is clear; does it, and says what came of it. */
    const acting = (label, action, said, more) => button(label, {
        ...more,
        onclick: async () => {
            const wanted = await action();
            if (wanted) await finish(await run(wanted), said);
        },
    });
    if (deleted) {
        return bar(table, told, [acting(say("contacts.restore"), () => ({ restore: true }), "bulk.restored", { icon: "undo" })]);
    }
    const tags = (label) => ask(label, [field("tags", say("bulk.tags"), { hint: say("contact.tags.hint"), rules: { required: true } })]);
    return bar(table, told, [
        acting(say("bulk.tag"), async () => listed("addTags", await tags(say("bulk.tag"))), "bulk.changed"),
        acting(say("bulk.untag"), async () => listed("removeTags", await tags(say("bulk.untag"))), "bulk.changed"),
        acting(say("bulk.status"), async () => {
            const options = statuses.map((one) => [one, say(`contact.status.${one}`)]);
            const set = await ask(say("bulk.status"), [field("status", say("contact.status"), { type: "select", options })]);
            return set && { set };
        }, "bulk.changed"),
        acting(say("bulk.owner"), async () => {
            const options = await peopleOptions(hub, say("contact.nobody"));
            const values = await ask(say("bulk.owner"), [field("owner", say("contact.owner"), { type: "select", options })]);
            return values && { set: { owner: values.owner ?? null } };
        }, "bulk.changed"),
        !found && ids.length === 2 && button(say("merge.button"), { onclick: async () => {
            if (!await merge(hub, ...rowsOf(table, ids))) return;
            table.select("*", false);
            await table.reload({ keepPlace: true });
        } }),
        button(say("delete"), { kind: "danger", icon: "trash", onclick: async () => {
            const title = sayCount("bulk.delete", number, { count: many });
            if (number > 1 && !await confirm({ title, text: say("bulk.delete.text"), action: say("delete") })) return;
            const outcome = await run({ delete: true });
            // Of all that were found only those come back that went just now.
            const filter = { and: [found?.filter ?? everybody, { field: "deletedAt", from: outcome.at }] };
            await finish(outcome, "bulk.deleted", async () => {
                await change(hub, found && { ...found, filter }, ids, { restore: true });
                await table.reload({ keepPlace: true });
            });
        } }),
    ]);
}

const rowsOf = (table, ids) => table.rows.filter((row) => ids.includes(row.id));

const listed = (member, values) => values && { [member]: listOf(values.tags) };

const bar = (table, told, actions) => [told, ...actions.filter(Boolean),
    iconButton("close", say("bulk.none"), () => table.select("*", false))];

/**
 * Has the hub do `action` with the contacts; one request works through so many, and says where the next goes on.
 *
 * Resolves to `{ changed, skipped, at }`; `progress(done)` hears how many there were so far.
 */
async function change(hub, found, ids, action, progress) {
    const sum = { matched: 0, changed: 0, skipped: [] };
    const send = async (which) => {
        const part = await hub.api.post("/api/crm/contacts/bulk", { ...which, ...action }, { once: once() });
        sum.matched += part.matched;
        sum.changed += part.changed;
        sum.skipped.push(...part.skipped);
        sum.at ??= part.at;
        progress?.(sum.matched);
        return part.next;
    };
    if (found) {
        const { q, filter, except } = found;
        const which = { q, filter: filter ?? (q ? undefined : everybody), except: except.length > 0 ? except : undefined };
        for (let after; ;) {
            after = await send({ ...which, after });
            if (after === undefined) return sum;
        }
    }
    for (let at = 0; at < ids.length; at += mostIds) await send({ ids: ids.slice(at, at + mostIds) });
    return sum;
}

/** A small form in a dialog; its values, or undefined. */
function ask(title, fields) {
    return dialog({ title, body: (close) => form({ fields, send: async (values) => close(values), oncancel: () => close() }) });
}
