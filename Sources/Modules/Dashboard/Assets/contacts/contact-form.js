// The form of a contact, for a new one and for changing one, with what to do when somebody else was faster.

import { h } from "../core/dom.js";
import { minorUnits, money } from "../core/format.js";
import { readable, say } from "../core/words.js";
import { button } from "../parts/button.js";
import { dialog } from "../parts/dialog.js";
import { field } from "../parts/sb-field.js";
import { form } from "../parts/sb-form.js";
import { customText, listOf, nameOf, statuses } from "./contact-fields.js";
import { peopleOptions } from "./people.js";

/** The form; `contact` is the one that is changed, or what a new one begins with. */
export async function contactForm(hub, contact, { draftName, send, oncancel }) {
    const [owners, custom] = await Promise.all([
        peopleOptions(hub, say("contact.nobody")), hub.api.get("/api/crm/fields").catch(() => []),
    ]);
    const value = contact.value ?? {};
    return form({
        draftName, oncancel,
        fields: [
            field("name", say("contact.name"), { initial: contact.name, rules: { maxlength: 200, autocomplete: "off" } }),
            field("numbers", say("contact.numbers"), {
                initial: (contact.numbers ?? []).map(({ number, label }) => (label ? `${number} ${label}` : number)).join("\n"),
                type: "textarea", hint: say("contact.numbers.hint"), rules: { rows: 2, inputmode: "tel" },
            }),
            field("email", say("contact.email"), { type: "email", initial: contact.email, rules: { maxlength: 254 } }),
            field("business", say("contact.business"), { initial: contact.business?.name, rules: { maxlength: 200 } }),
            field("status", say("contact.status"), {
                type: "select", initial: contact.status ?? "new", options: statuses.map((one) => [one, say(`contact.status.${one}`)]),
            }),
            field("owner", say("contact.owner"), { type: "select", initial: contact.owner ?? "", options: owners }),
            field("source", say("contact.source"), { initial: contact.source, rules: { maxlength: 60 } }),
            field("tags", say("contact.tags"), { initial: (contact.tags ?? []).join(", "), hint: say("contact.tags.hint") }),
            ...["estimated", "actual"].map((kind) => field(`${kind}Value`, say(`contact.${kind}Value`), {
                type: "number", initial: value[kind] && value[kind].amount / minorUnits(value[kind].currency), rules: { min: 0, step: "0.01", inputmode: "decimal" },
            })),
            field("currency", say("contact.currency"), {
                initial: (value.estimated ?? value.actual)?.currency ?? hub.session.state.company?.currency ?? "USD",
                rules: { pattern: "[A-Z]{3}", maxlength: 3 },
            }),
            field("notes", say("contact.notes"), { type: "textarea", initial: contact.notes, rules: { rows: 4, maxlength: 20_000 } }),
            ...custom.map((one) => field(`fields.${one.key}`, one.label, customControl(one, contact.fields?.[one.key]))),
        ],
        send: (values) => send(body(values, custom)),
    });
}

function customControl({ type, choices, required }, value) {
    const rules = required ? { required: true } : {};
    switch (type) {
        case "boolean": return { type: "check", initial: value === true };
        case "choice": return { type: "select", initial: value ?? "", rules, options: [["", "–"], ...(choices ?? []).map((one) => [one, one])] };
        case "number": return { type: "number", initial: value, rules: { ...rules, step: "any" } };
        case "date": case "url": return { type, initial: value, rules };
        default: return { initial: value, rules };
    }
}

/** What the hub takes, of what stands in the fields. */
function body(values, custom) {
    const { estimatedValue, actualValue, currency, numbers, tags, ...plain } = values;
    const worth = (amount) => (amount === undefined ? undefined : { amount: Math.round(amount * minorUnits(currency)), currency });
    const own = custom.map(({ key }) => [key, values[`fields.${key}`]]).filter(([, value]) => value !== undefined);
    for (const { key } of custom) delete plain[`fields.${key}`];
    return {
        ...plain, tags: listOf(tags), estimatedValue: worth(estimatedValue), actualValue: worth(actualValue),
        numbers: (numbers ?? "").split("\n").map((line) => line.trim()).filter(Boolean).map(numberOf),
        ...(custom.length > 0 ? { fields: Object.fromEntries(own) } : {}),
    };
}

/** "+234 802 123 4567 mobile" → number and label. */
function numberOf(line) {
    const [, number, label] = /^([^\p{L}]*)(.*)$/u.exec(line);
    return label ? { number: number.trim(), label: label.trim() } : { number: number.trim() };
}

/** The members of `wanted` that differ from the contact as it was, as a merge patch: what is gone is null. */
export function changes(before, wanted) {
    const was = entry(before);
    const patch = {};
    for (const key of new Set([...Object.keys(was), ...Object.keys(wanted)])) {
        if (JSON.stringify(was[key]) !== JSON.stringify(wanted[key])) patch[key] = wanted[key] ?? null;
    }
    return patch;
}

/** A contact in the form in which it is sent. */
function entry(contact) {
    return {
        name: contact.name, email: contact.email, business: contact.business?.name, status: contact.status, owner: contact.owner,
        source: contact.source, tags: contact.tags ?? [], notes: contact.notes, estimatedValue: contact.value?.estimated,
        actualValue: contact.value?.actual, numbers: contact.numbers ?? [], ...(contact.fields ? { fields: contact.fields } : {}),
    };
}

/**
 * Saves changes of a contact. When somebody else has changed it in between, theirs and ours are both kept where they touch
 * different members; where they touch the same, the reader is asked. Resolves to the contact, or to undefined.
 */
export async function saveContact(hub, before, wanted) {
    const path = `/api/crm/contacts/${before.id}`;
    let patch = changes(before, wanted);
    let base = before;
    for (;;) {
        if (Object.keys(patch).length === 0) return base;
        try {
            return await hub.api.patch(path, patch, { etag: `"${base.version}"` });
        } catch (problem) {
            if (problem.status !== 412) throw problem;
            const fresh = (await hub.api.load(path)).data;
            const theirs = changes(base, entry(fresh));
            const both = Object.keys(patch).filter((key) => key in theirs && JSON.stringify(theirs[key]) !== JSON.stringify(patch[key]));
            const keep = both.length === 0 ? {} : await settle(fresh, both, theirs, patch);
            if (!keep) return undefined;
            patch = Object.fromEntries(Object.entries(patch).filter(([key]) => keep[key] !== "theirs"));
            base = fresh;
        }
    }
}

/** Asks which of two changes of the same member counts. */
function settle(contact, keys, theirs, ours) {
    const keep = Object.fromEntries(keys.map((key) => [key, "ours"]));
    const option = (key, which, value) => h("label", { class: "merge-value" },
        h("input", { type: "radio", name: `keep-${key}`, checked: which === "ours", onchange: () => (keep[key] = which) }),
        h("span", {}, shown(value)));
    return dialog({
        title: say("conflict.title"), kind: "wide",
        body: (close) => h("div", { class: "stack" },
            h("p", {}, say("conflict.text", { name: nameOf(contact) })),
            h("div", { class: "merge" },
                h("span", {}), h("strong", {}, say("conflict.theirs")), h("strong", {}, say("conflict.ours")),
                keys.flatMap((key) => [
                    h("span", { class: "merge-label" }, say(`contact.${key}`)), option(key, "theirs", theirs[key]), option(key, "ours", ours[key]),
                ])),
            h("div", { class: "form-actions" },
                button(say("save"), { kind: "primary", onclick: () => close(keep) }),
                button(say("cancel"), { kind: "quiet", onclick: () => close() }))),
    });
}

function shown(value) {
    if (value === null || value === undefined || value === "") return say("merge.nothing");
    if (Array.isArray(value)) return value.map((one) => one.number ?? one).join(", ") || say("merge.nothing");
    if (value.currency) return money(value);
    if (typeof value === "object") return Object.entries(value).map(([key, one]) => `${readable(key)}: ${customText(one)}`).join(", ");
    return String(value);
}
