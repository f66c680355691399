// Sends a request of the reference and tells what came, as text that can be shown.

import { say } from "../core/words.js";

const longestMs = 15_000;
const mostBytes = 200_000;
const shownFields = ["content-type", "etag", "location", "switchboard-offset", "server-timing", "x-request-id", "retry-after"];

/** Status and time in a line, then the fields of interest and the body; a stream is cut after a while. */
export async function answer(path, { method, headers, body }) {
    const begun = performance.now();
    const ending = new AbortController();
    const timer = setTimeout(() => ending.abort(), longestMs);
    try {
        const response = await fetch(path, { method, headers, body, signal: ending.signal, cache: "no-store", credentials: "same-origin" });
        const took = Math.round(performance.now() - begun);
        const text = await read(response);
        const fields = shownFields.filter((name) => response.headers.has(name))
            .map((name) => `${name}: ${response.headers.get(name)}`);
        const line = say("docs.answered", { status: `${response.status} ${response.statusText}`.trim(), took });
        return { line, text: `${fields.join("\n")}\n\n${pretty(text)}`.trim() };
    } catch (error) {
        return { line: error.name === "AbortError" ? say("docs.tooLong") : say("docs.noAnswer"), text: "" };
    } finally {
        clearTimeout(timer);
    }
}

async function read(response) {
    const type = response.headers.get("content-type") ?? "";
    if (!/json|text|csv|xml/.test(type)) return say("docs.bytes", { count: (await response.arrayBuffer()).byteLength, type });
    const reader = response.body?.getReader();
    const decoder = new TextDecoder();
    let text = "";
    while (reader && text.length < mostBytes) {
        const { done, value } = await reader.read();
        if (done) break;
        text += decoder.decode(value, { stream: true });
        if (type.startsWith("text/event-stream")) break;
    }
    await reader?.cancel();
    return text;
}

function pretty(text) {
    try {
        return JSON.stringify(JSON.parse(text), undefined, 2);
    } catch {
        return text;
    }
}
