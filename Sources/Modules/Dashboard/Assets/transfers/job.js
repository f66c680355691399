// A job of the hub, import or export alike: how far it is, in a line.

import { h } from "../core/dom.js";
import { count } from "../core/format.js";
import { say } from "../core/words.js";
import { badge, time } from "../parts/small.js";

const tones = { running: "warn", waiting: "warn", done: "good", failed: "bad" };

/** Whether it goes on by itself. */
export const isUnderWay = ({ state }) => ["running", "waiting", "undoing"].includes(state);

/** Its state as a small word. */
export const stateBadge = ({ state }) => badge(say(`job.${state}`), tones[state]);

/** How far it is: a bar where the whole is known, else what is done. */
export function progress({ state, done = 0, total, name }) {
    if (!isUnderWay({ state })) return done > 0 && h("span", { class: "quiet number" }, say("job.rows", { count: count(done) }));
    return h("span", { class: "row" },
        h("progress", { max: total, value: total ? done : undefined, "aria-label": say("job.progress", { name: name ?? "" }) }),
        h("span", { class: "quiet number" }, total ? say("job.of", { done: count(done), total: count(total) }) : say("job.rows", { count: count(done) })));
}

/** "1.4 MB". */
export function size(bytes) {
    if (bytes === undefined) return "";
    const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), 3);
    return `${(bytes / 1_000 ** power).toFixed(power && bytes / 1_000 ** power < 10 ? 1 : 0)} ${["B", "kB", "MB", "GB"][power]}`;
}

/** A row of a list of jobs: what, how far, when, and what can be done. */
export function jobRow(job, { href, actions = [] }) {
    const name = job.name ?? job.what ?? job.kind;
    return h("li", { class: "job", "data-state": job.state },
        h("div", { class: "job-name" }, href ? h("a", { href }, name) : h("strong", {}, name),
            h("span", { class: "quiet" }, time(job.createdAt), job.bytes !== undefined && ` · ${size(job.bytes)}`)),
        stateBadge(job), progress(job) || "",
        job.error && h("p", { class: "field-problem" }, typeof job.error === "string" ? job.error : job.error.detail),
        h("span", { class: "row push" }, actions));
}
