// Requests to the hub: JSON in, the reply's `data` out, problems as errors.

import { calibrate } from "./clock.js";
import { say } from "./strings.js";

/** A refusal, as RFC 9457 tells it; `status` 0 means that nobody answered. */
export class Problem extends Error {
    constructor(status, body = {}, retryAfter = undefined) {
        super(body.detail || body.title || (status === 0 ? say("problem.network") : `${status}`));
        this.status = status;
        this.type = body.type;
        this.field = body.field;
        this.retryAfterSec = retryAfter;
    }
}

/** Sends one request; `token` goes into the Authorization field. */
export async function request(method, path, { body, token, signal } = {}) {
    const headers = { Accept: "application/json" };
    if (token) headers.Authorization = `Bearer ${token}`;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const sentAt = Date.now();
    let response;
    let text;
    try {
        response = await fetch(path, {
            method,
            headers,
            signal,
            body: body === undefined ? undefined : JSON.stringify(body),
            credentials: "same-origin",
            cache: "no-store",
        });
        calibrate(response.headers.get("Date"), sentAt, Date.now());
        text = await response.text();
    } catch (error) {
        if (error.name === "AbortError") throw error;
        throw new Problem(0);
    }
    const reply = parsed(text);
    if (response.ok) return reply?.data;
    throw new Problem(response.status, reply, Number(response.headers.get("Retry-After")) || undefined);
}

function parsed(text) {
    try {
        return text ? JSON.parse(text) : undefined;
    } catch {
        return undefined;
    }
}
