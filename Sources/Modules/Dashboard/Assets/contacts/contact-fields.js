// What a contact has: how each member is shown in a list, asked for in a form, and filtered by.

import { h } from "../core/dom.js";
import { phone } from "../core/format.js";
import { readable, say } from "../core/words.js";
import { amount, avatar, badge, number, time } from "../parts/small.js";

export const statuses = ["new", "lead", "customer", "former", "blocked"];

const tones = { lead: "warn", customer: "good", blocked: "bad" };

/** The status as a small word. */
export const statusBadge = (status) => badge(say(`contact.status.${status}`), tones[status]);

/** How a contact without a name is called. */
export const nameOf = (contact) => contact.name || phone(contact.numbers?.[0]?.number) || contact.email || say("contact.unnamed");

/** Tags in a row. */
export const tagList = (tags = []) => h("span", { class: "tags" }, tags.map((tag) => h("span", { class: "tag" }, tag)));

/** Words between commas as a list without repeats. */
export const listOf = (text) => [...new Set((text ?? "").split(",").map((one) => one.trim()).filter(Boolean))];

/** All columns a list of contacts can have, in their usual order; `usual` ones are shown unless the reader chose. */
export function columns(custom, names) {
    return [
        {
            key: "name", label: say("contact.name"), width: "minmax(12rem, 2fr)", sort: "name", usual: true, fixed: true,
            cell: (row) => h("span", { class: "who-cell" }, avatar(nameOf(row)),
                h("span", {}, nameOf(row), row.business && h("span", { class: "second" }, row.business.name))),
        },
        { key: "number", label: say("contact.number"), usual: true, width: "minmax(9rem, 1fr)", narrow: false, cell: (row) => number(row.numbers?.[0]?.number) },
        { key: "email", label: say("contact.email"), width: "minmax(10rem, 1.3fr)", narrow: false, cell: (row) => row.email },
        { key: "status", label: say("contact.status"), usual: true, width: "7rem", cell: (row) => statusBadge(row.status) },
        { key: "tags", label: say("contact.tags"), usual: true, width: "minmax(7rem, 1fr)", narrow: false, cell: (row) => tagList(row.tags) },
        { key: "owner", label: say("contact.owner"), usual: true, width: "minmax(6rem, .8fr)", narrow: false, cell: (row) => names.get(row.owner) },
        {
            key: "estimatedValue", label: say("contact.estimatedValue"), usual: true, width: "7.5rem", align: "end", sort: "value", narrow: false,
            cell: (row) => amount(row.value?.estimated),
        },
        { key: "actualValue", label: say("contact.actualValue"), width: "7.5rem", align: "end", narrow: false, cell: (row) => amount(row.value?.actual) },
        {
            key: "lastContactAt", label: say("contact.lastContactAt"), usual: true, width: "8.5rem", sort: "lastContact", narrow: false,
            cell: (row) => time(row.lastContactAt),
        },
        { key: "createdAt", label: say("contact.createdAt"), width: "8.5rem", sort: "newest", narrow: false, cell: (row) => time(row.createdAt) },
        { key: "updatedAt", label: say("contact.updatedAt"), width: "8.5rem", sort: "updated", narrow: false, cell: (row) => time(row.updatedAt) },
        { key: "source", label: say("contact.source"), width: "minmax(6rem, .8fr)", narrow: false, cell: (row) => readable(row.source) },
        ...custom.map(({ key, label, type }) => ({
            key: `fields.${key}`, label, width: "minmax(7rem, 1fr)", narrow: false, cell: (row) => customText(row.fields?.[key], type),
        })),
    ];
}

/** A custom field's value as it is read. */
export function customText(value, type) {
    if (value === undefined || value === null) return "";
    if (type === "boolean") return say(value ? "yes" : "no");
    if (type === "url") return h("a", { href: value, target: "_blank", rel: "noreferrer" }, value);
    return String(value);
}

/** What a list can be filtered by: `type` says which words and which control. */
export function filterable(custom, owners) {
    return [
        { field: "status", label: say("contact.status"), type: "choice", options: statuses.map((one) => [one, say(`contact.status.${one}`)]) },
        { field: "owner", label: say("contact.owner"), type: "choice", options: owners },
        ...["tag", "business", "source", "stage", "name", "email", "number", "externalId"].map((field) =>
            ({ field, label: say(`contact.${field}`), type: field === "tag" || field === "stage" ? "word" : "text" })),
        ...["estimatedValue", "actualValue"].map((field) => ({ field, label: say(`contact.${field}`), type: "number", scale: 100 })),
        ...["createdAt", "updatedAt", "lastContactAt"].map((field) => ({ field, label: say(`contact.${field}`), type: "date" })),
        ...custom.map(({ key, label, type, choices }) => ({
            field: `fields.${key}`, label,
            type: type === "choice" || type === "boolean" ? "choice" : type === "url" ? "text" : type,
            options: type === "boolean" ? [["true", say("yes")], ["false", say("no")]] : (choices ?? []).map((one) => [one, one]),
        })),
    ];
}

/** The comparisons of each type of field, the usual one first. */
export const comparisons = {
    choice: ["is", "isNot", "empty"], word: ["is", "isNot", "empty"], text: ["contains", "startsWith", "is", "empty"],
    number: ["above", "below", "is", "empty"], date: ["from", "to", "empty"],
};
