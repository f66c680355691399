// Examples: a value that a schema takes, and a request as people and programs write it. Pure.

import { choicesOf } from "./types.js";

/** What a field of that name usually holds, where its schema does not say. */
const usual = {
    phone: "+2348021234567", phoneNumber: "+2348021234567", number: "+2348021234567", to: "+12025550143", from: "+12025550177",
    email: "ada@example.com", name: "Ada Obi", text: "A blue van, please", note: "Wants the blue one", title: "Send the offer",
    url: "https://example.com/hook", currency: "NGN", language: "en", region: "NG", timeZone: "Africa/Lagos",
};

/** A value that `schema` takes; of an object what it requires, or all there is when it requires nothing. */
export function exampleOf(schema, api, name = "", depth = 0) {
    const shape = api.resolve(schema);
    if (shape.examples?.length) return shape.examples[0];
    if (shape.default !== undefined) return shape.default;
    if (shape.enum) return shape.enum[0];
    const choice = choicesOf(shape);
    if (choice) return exampleOf(choice[0], api, name, depth);
    switch (shape.type) {
        case "object": return exampleObject(shape, api, depth);
        case "array": return depth > 3 ? [] : [exampleOf(shape.items, api, name.replace(/s$/, ""), depth + 1)];
        case "integer": case "number": return Math.max(shape.minimum > 1 ? shape.minimum : 1, 1);
        case "boolean": return true;
        case "string": return exampleText(shape, name);
        default: return {};
    }
}

function exampleObject(shape, api, depth) {
    if (depth > 3) return {};
    const all = Object.keys(shape.properties ?? {});
    const required = [...(shape.required ?? []), ...(shape.anyOf?.[0].required ?? [])];
    const wanted = required.length ? required : all.slice(0, 6);
    return Object.fromEntries(wanted.map((key) => [key, exampleOf(shape.properties?.[key], api, key, depth + 1)]));
}

function exampleText(shape, name) {
    if (/At$|^(at|from|to|until|since)$/.test(name) && !usual[name]?.startsWith("+")) return "2026-11-21T09:00:00Z";
    const text = usual[name] ?? name ?? "text";
    return text.padEnd(shape.minLength ?? 0, "0").slice(0, shape.maxLength ?? 200);
}

/** A URL path with its captures and query filled in; what is empty stays a capture or is left out. */
export function target(operation, values) {
    const path = operation.path.replace(/\{(\w+)\}/g, (whole, name) =>
        values[name] ? encodeURIComponent(values[name]) : whole);
    const query = operation.parameters.filter((one) => one.in === "query" && values[one.name])
        .map((one) => `${encodeURIComponent(one.name)}=${encodeURIComponent(values[one.name])}`);
    return query.length ? `${path}?${query.join("&")}` : path;
}

/** The header fields of a request beside Authorization. */
export function fields(operation, values, body) {
    const list = operation.parameters.filter((one) => one.in === "header" && values[one.name])
        .map((one) => [one.name, values[one.name]]);
    if (values.accept) list.push(["Accept", values.accept]);
    if (body) list.push(["Content-Type", body.type]);
    return list;
}

/** The languages of the examples, in order. */
export const languages = ["curl", "JavaScript", "Python"];

/** The request in one of `languages`; the token is a variable of that name, never a secret. */
export function written(language, request) {
    return { curl, JavaScript: javaScript, Python: python }[language](request);
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

function curl({ method, url, fields, body, open }) {
    const lines = [`curl ${method === "GET" ? "" : `-X ${method} `}${quoted(url)}`];
    if (!open) lines.push('-H "Authorization: Bearer $TOKEN"');
    for (const [name, value] of fields) lines.push(`-H ${quoted(`${name}: ${value}`)}`);
    if (body?.file) lines.push(`--data-binary @${body.file}`);
    else if (body) lines.push(`--data ${quoted(body.text)}`);
    return lines.join(" \\\n  ");
}

function javaScript({ method, url, fields, body, open }) {
    const headers = (open ? [] : [["Authorization", undefined]]).concat(fields).map(([name, value]) =>
        `        ${JSON.stringify(name)}: ${value === undefined ? "`Bearer ${token}`" : JSON.stringify(value)},`);
    const options = [`    method: "${method}",`];
    if (headers.length) options.push("    headers: {", ...headers, "    },");
    if (body?.file) options.push(`    body: await openAsBlob(${JSON.stringify(body.file)}),`);
    else if (body && isJSON(body)) options.push(`    body: JSON.stringify(${indented(body.text)}),`);
    else if (body) options.push(`    body: ${JSON.stringify(body.text)},`);
    const answer = [`const response = await fetch(${JSON.stringify(url)}, {`, ...options, "});",
        "console.log(response.status, await response.text());"];
    return (body?.file ? ['import { openAsBlob } from "node:fs";', ""] : []).concat(answer).join("\n");
}

const isJSON = ({ type, text }) => /\bjson$/.test(type) && parses(text);

function parses(text) {
    try {
        return JSON.parse(text) !== undefined;
    } catch {
        return false;
    }
}

const indented = (text) => text.replaceAll("\n", "\n    ");

function python({ method, url, fields, body, open }) {
    const headers = (open ? [] : ['"Authorization": f"Bearer {token}"'])
        .concat(fields.map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`));
    const lines = ["import urllib.request", "", "request = urllib.request.Request(", `    ${JSON.stringify(url)},`,
        `    method="${method}",`];
    if (headers.length) lines.push("    headers={", ...headers.map((line) => `        ${line},`), "    },");
    if (body?.file) lines.push(`    data=open(${JSON.stringify(body.file)}, "rb").read(),`);
    else if (body) lines.push(`    data='''${body.text.replaceAll("\\", "\\\\").replaceAll("'''", "\\'\\'\\'")}'''.encode(),`);
    return [...lines, ")", "with urllib.request.urlopen(request) as response:",
        "    print(response.status, response.read().decode())"].join("\n");
}
