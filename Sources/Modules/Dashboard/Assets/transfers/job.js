// A job of the hub, import or export alike: how far it is, in a line.

import { arrange, fillParts, h, setAttribute } from "../core/dom.js";
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

/**
 * Fills `list` with a row for each job: what, how far, when, and what can be done with it.
 *
 * `actions(job)` makes the buttons, which stay the same while only its progress changes; `href(job)` is where it leads.
 */
export function fillJobs(list, jobs, { nameOf, href, actions }) {
    const rows = new Map([...list.children].map((row) => [row.dataset.id, row]));
    arrange(list, jobs.map((job) => {
        const row = rows.get(job.id) ?? h("li", { class: "job", "data-id": job.id });
        const { id, state, done, total, createdAt, bytes, error } = job;
        const name = nameOf(job);
        setAttribute(row, "data-state", state);
        fillParts(row, [
            ["name", [name, createdAt, bytes], () => h("div", { class: "job-name" },
                href ? h("a", { href: href(job) }, name) : h("strong", {}, name),
                h("span", { class: "quiet" }, time(createdAt), bytes !== undefined && ` · ${size(bytes)}`))],
            ["state", state, () => stateBadge(job)],
            ["progress", [state, done, total, name], () => progress({ ...job, name }) || h("span")],
            error && ["error", error, () => h("p", { class: "field-problem" }, typeof error === "string" ? error : error.detail)],
            ["actions", [id, state, done > 0], () => h("span", { class: "row push" }, actions(job))],
        ]);
        return row;
    }));
}
