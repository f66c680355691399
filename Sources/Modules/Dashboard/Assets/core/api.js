// Requests to the hub: JSON in, the reply out, problems as errors.

import { calibrate } from "./clock.js";
import { say } from "./words.js";

/**
 * A refusal, as RFC 9457 tells it; `status` 0 means that nobody answered.
 *
 * `errors` is a list of `{ field, detail }`: what was wrong with which member of the body.
 */
export class Problem extends Error {
    constructor(status, body = {}, retryAfter = undefined) {
        super(body.detail || body.title || (status === 0 ? say("problem.network") : `${status}`));
        this.status = status;
        this.type = body.type;
        this.body = body;
        this.errors = body.errors ?? (body.field ? [{ field: body.field, detail: body.detail }] : []);
        this.retryAfterSec = retryAfter;
    }
}

/**
 * Sends one request; gives the reply's document (`data`, and `next`, `count`… of a page), with its `etag`.
 *
 * `begun` is the answer to come where core/first.js has sent it already.
 */
export async function request(method, path, { body, token, signal, begun, headers = {} } = {}) {
    const fields = { Accept: "application/json", ...headers };
    if (token) fields.Authorization = `Bearer ${token}`;
    const isFile = body instanceof Blob;
    if (isFile) fields["Content-Type"] ??= body.type || "application/octet-stream";
    else if (body !== undefined) fields["Content-Type"] = "application/json";
    const sentAt = Date.now();
    let response;
    let text;
    try {
        response = begun ? await begun : await fetch(path, {
            method,
            headers: fields,
            signal,
            body: body === undefined || isFile ? body : JSON.stringify(body),
            credentials: "same-origin",
            cache: "no-store",
        });
        // When an answer came that was not waited for here, nobody knows.
        if (!begun) calibrate(response.headers.get("Date"), sentAt, Date.now());
        text = await response.text();
    } catch (error) {
        if (error.name === "AbortError") throw error;
        throw new Problem(0);
    }
    const reply = parsed(text);
    if (response.ok) return { ...reply, etag: response.headers.get("ETag") ?? undefined };
    throw new Problem(response.status, reply, Number(response.headers.get("Retry-After")) || undefined);
}

/** "/api/x" and { after: "…", limit: 50, state: undefined } → "/api/x?after=…&limit=50". */
export function withQuery(path, query = {}) {
    const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
    if (pairs.length === 0) return path;
    return `${path}?${new URLSearchParams(pairs)}`;
}

/** A new Idempotency-Key: what is sent again under it is done once. (Plain HTTP on a network has no randomUUID.) */
export const once = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;

/**
 * The hub as views see it, signed in as the reader.
 *
 * `etag` of a change is sent as If-Match: somebody else's change in between is answered 412, and nothing is lost.
 */
export class Api {
    constructor(session) {
        this.session = session;
    }

    /** The `data` of a reply. */
    async get(path, query, options) {
        return (await this.session.request("GET", withQuery(path, query), options)).data;
    }

    /** A page of a list: `{ data, next, count, … }`; the next one is asked with `{ after: next }`. */
    async page(path, query, options) {
        return this.session.request("GET", withQuery(path, query), options);
    }

    /** A thing with its version: `{ data, etag }`. */
    async load(path, options) {
        return this.session.request("GET", path, options);
    }

    post(path, body = {}, options) { return this.#change("POST", path, body, options); }
    put(path, body, options) { return this.#change("PUT", path, body, options); }
    patch(path, body, options) { return this.#change("PATCH", path, body, options); }
    delete(path, options) { return this.#change("DELETE", path, undefined, options); }

    /** Saves a file that only somebody signed in may have. */
    async download(path, name) {
        const response = await fetch(path, { headers: { Authorization: `Bearer ${await this.session.token()}` } });
        if (!response.ok) throw new Problem(response.status, parsed(await response.text()));
        const address = URL.createObjectURL(await response.blob());
        const link = Object.assign(document.createElement("a"), { href: address, download: name });
        link.click();
        setTimeout(() => URL.revokeObjectURL(address), 60_000);
    }

    /** Sends a change once: a repeat under the same Idempotency-Key, after a cut, changes nothing again. */
    async #change(method, path, body, { etag, once, headers, ...rest } = {}) {
        const fields = { ...headers };
        if (etag) fields["If-Match"] = etag;
        if (once) fields["Idempotency-Key"] = once;
        return (await this.session.request(method, path, { body, headers: fields, ...rest })).data;
    }
}

function parsed(text) {
    try {
        return text ? JSON.parse(text) : undefined;
    } catch {
        return undefined;
    }
}
