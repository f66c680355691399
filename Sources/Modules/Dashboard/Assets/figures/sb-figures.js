import { fillParts, h } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { count, duration, money, phone } from "../core/format.js";
import { addWords, locale, readable, say, sayOr } from "../core/words.js";
import { people } from "../contacts/people.js";
import { failure, loading } from "../parts/small.js";
import { bars, figure, heatMap, lines } from "./charts.js";

await addWords("figures");

const spans = { today: 0, week: 6, month: 29, quarter: 89 };
const parts = ["days", "hours", "lines", "agents", "sentiment", "intents"];
const dayName = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" });
const shortDay = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });

/** How the company does: numbers that each lead to their rows, and pictures of days, hours, lines and agents. */
export default class Figures extends HubElement {
    build() {
        this.tools = h("div", { class: "view-tools" });
        this.body = h("div", { class: "figures" }, loading());
        this.append(h("div", { class: "view-head" }, h("h1", {}, say("view.figures"))), this.tools, this.body);
    }

    connected() {
        this.hear(["figures.changed", "pipeline.changed"], () => this.#soon());
        this.#learn();
    }

    show({ query }) {
        this.query = query;
        this.drawTools();
        this.load();
    }

    async #learn() {
        const [lines, users] = await Promise.allSettled([this.hub.api.get("/api/lines", { limit: 200 }), people(this.hub)]);
        this.lines = lines.value ?? [];
        this.users = users.value ?? [];
        this.drawTools();
    }

    drawTools() {
        const { range = "month", line = "", agent = "", from, to } = this.query ?? {};
        const choice = (name, label, options) => [name, options, () => h("select", {
            name, "aria-label": label, oninput: (event) => this.hub.router.setQuery({ [name]: event.target.value, ...(name === "range" ? { from: undefined, to: undefined } : {}) }),
        }, options.map(([key, text]) => h("option", { value: key }, text)))];
        const day = (name) => range === "own" && [name, true, () => h("input", {
            type: "date", name, "aria-label": say(`figures.${name}`),
            onchange: (event) => this.hub.router.setQuery({ range: "own", [name]: event.target.value }),
        })];
        fillParts(this.tools, [
            choice("range", say("figures.range"), [...Object.keys(spans), "own"].map((key) => [key, say(`figures.range.${key}`)])),
            day("from"), day("to"),
            choice("line", say("figures.line"), [["", say("figures.allLines")], ...(this.lines ?? []).map(({ id, name, number }) => [id, name ?? phone(number)])]),
            choice("agent", say("figures.agent"), [["", say("figures.allAgents")], ...(this.users ?? []).map(({ id, name, email }) => [id, name || email])]),
        ]);
        // What is being chosen just now is left alone.
        const values = { range, line, agent, from: from?.slice(0, 10), to: to?.slice(0, 10) };
        for (const control of this.tools.children) if (control !== document.activeElement) control.value = values[control.name] ?? "";
    }

    /** What every request asks by: days on the company's clock. */
    get asked() {
        const { range = "month", line, agent, from, to } = this.query;
        if (range === "own") return { from, to, line, agent };
        return { from: date(new Date(Date.now() - (spans[range] ?? 29) * dayMs)), to: date(new Date()), line, agent };
    }

    async load() {
        const asked = this.asked;
        this.current = asked;
        const { api } = this.hub;
        const [stats, summary, ...rest] = await Promise.allSettled([
            api.get("/api/crm/dashboard-stats"), api.get("/api/crm/analytics", asked),
            ...parts.map((part) => api.get(`/api/crm/analytics/${part}`, asked)),
        ]);
        if (this.current !== asked) return;
        const [days, hours, ...others] = rest;
        const drawn = {
            stats: [stats, this.#stats], summary: [summary, this.#summary], days: [days, this.#days], hours: [hours, this.#hours],
            statuses: [stats, this.#statuses], lines: [others[0], this.#lines], agents: [others[1], this.#agents],
            sentiment: [others[2], this.#shares("sentiment")], intents: [others[3], this.#shares("intents")],
        };
        // A picture whose numbers are the same stays: its links may be pressed just now.
        fillParts(this.body, Object.entries(drawn).map(([name, [{ value, reason }, draw]]) =>
            [name, [value, reason?.message, this.lines, this.users], () => (reason
                ? h("section", { class: "panel" }, failure(reason, () => this.load())) : draw.call(this, value))]));
    }

    /** Counters are told often; a picture that is drawn each second cannot be read. */
    #soon() {
        this.waiting ??= setTimeout(() => {
            this.waiting = undefined;
            if (this.isConnected) this.load();
        }, 2_000);
    }

    #stats({ contacts, newLeads, activeCustomers, revenue, rows = {}, calls = {} }) {
        return h("section", { class: "panel" }, h("h2", {}, say("figures.now")),
            h("dl", { class: "tiles" }, Object.entries({ contacts, newLeads, activeCustomers, revenue }).map(([name, value]) =>
                tile(say(`stat.${name}`), name === "revenue" ? this.#sums(value) : shown(value), pageOf(rows[name])))),
            h("div", { class: "scroll-x" }, h("table", { class: "plain-table" },
                h("thead", {}, h("tr", {}, h("td", {}), callNumbers.map((name) => h("th", { scope: "col" }, say(`stat.${name}`))))),
                h("tbody", {}, Object.entries(calls).map(([period, numbers]) => h("tr", {}, h("th", { scope: "row" }, say(`stat.${period}`)),
                    callNumbers.map((name) => h("td", {}, linked(name === "talkSec" ? duration(numbers[name]) : count(numbers[name]), pageOf(numbers.rows?.[name]))))))))));
    }

    #statuses({ statusBreakdown = [] }) {
        return h("section", { class: "panel" }, figure(say("figures.statuses"), bars(statusBreakdown.map(({ status, contacts: many, estimated, rows: page }) => ({
            label: sayOr(`contact.status.${status}`, status), parts: [{ value: many, tone: "ink" }], href: pageOf(page),
            text: count(many), title: `${sayOr(`contact.status.${status}`, status)}: ${[count(many), ...estimated.map(money)].join(", ")}`,
        }))), { head: [say("figures.statuses"), say("stat.contacts")], rows: statusBreakdown.map(({ status, contacts: many }) => [status, many]) }));
    }

    /** Sums in several currencies: the company's own first and large. */
    #sums(list) {
        const own = this.hub.session.state.company?.currency;
        const [first, ...rest] = list.toSorted((a, b) => (b.currency === own) - (a.currency === own));
        return first ? h("span", {}, money(first), rest.length > 0 && h("span", { class: "second" }, rest.map(money).join(", "))) : "–";
    }

    #summary(summary) {
        return h("section", { class: "panel" }, h("h2", {}, say("figures.summary")), h("dl", { class: "tiles" },
            Object.entries(summary).filter(([, one]) => one?.unit).map(([name, { value, unit, formula, rows, part }]) =>
                tile(sayOr(`figure.${name}`, name), shown(value, unit), pageOf(rows ?? part?.rows), formula))));
    }

    #days(answer) {
        const list = answer;
        const series = [{ key: "calls", tone: "ink" }, { key: "answered", tone: "good" }, { key: "missed", tone: "bad" }];
        const points = list.map((row) => {
            const at = new Date(`${row.day}T00:00:00`);
            return {
                label: shortDay.format(at), values: row, href: pageOf(row.rows),
                title: `${shortDay.format(at)}: ${series.map(({ key }) => `${row[key] ?? 0} ${say(`figures.${key}`)}`).join(", ")}`,
            };
        });
        return h("section", { class: "panel whole" }, figure(say("figures.days"), lines(points, series, { write: count, width: 1080 }), {
            legend: series.map(({ key, tone }) => ({ label: say(`figures.${key}`), tone })),
            head: [say("figures.day"), ...series.map(({ key }) => say(`figures.${key}`))],
            rows: points.map(({ label, values }) => [label, ...series.map(({ key }) => values[key] ?? 0)]),
        }));
    }

    #hours(answer) {
        const cells = new Map(answer.map((row) => [`${row.weekday}.${row.hour}`, row]));
        // Weekdays are 1, Monday, to 7; 5 January 1970 was a Monday.
        const days = Array.from({ length: 7 }, (_, day) => dayName.format((4 + day) * 86_400_000));
        const at = (day, hour) => cells.get(`${day + 1}.${hour}`);
        const value = (day, hour) => at(day, hour)?.calls ?? 0;
        return h("section", { class: "panel" }, figure(say("figures.hours"), heatMap(days, {
            value, title: (day, hour) => `${days[day]} ${hour}:00: ${value(day, hour)}`, href: (day, hour) => pageOf(at(day, hour)?.rows),
        }), {
            head: [say("figures.hour"), ...days],
            rows: Array.from({ length: 24 }, (_, hour) => [`${hour}:00`, ...days.map((_, day) => value(day, hour))]),
        }));
    }

    #lines(answer) {
        return this.#people("lines", answer, ({ line }) => {
            const known = this.lines?.find(({ id }) => id === line);
            return known?.name ?? (known ? phone(known.number) : line);
        });
    }

    #agents(answer) {
        return this.#people("agents", answer, ({ name, agent }) => name ?? this.users?.find(({ id }) => id === agent)?.name ?? (agent ? phone(agent) : say("figures.nobody")));
    }

    #people(part, rows, nameOf) {
        const list = rows.slice(0, 15).map((row) => {
            const { calls, answered, missed, connected, rows: page } = row;
            const good = answered + connected;
            return {
                label: nameOf(row) ?? "–", text: count(calls), href: pageOf(page),
                parts: [{ value: good, tone: "good" }, { value: missed, tone: "bad" }, { value: Math.max(0, calls - good - missed), tone: "ink" }],
            };
        });
        return h("section", { class: "panel" }, figure(say(`figures.${part}`), list.length ? bars(list) : h("p", { class: "quiet" }, say("figures.none")), {
            head: [say(`figures.${part}`), say("figures.calls")], rows: list.map(({ label, text }) => [label, text]),
        }));
    }

    #shares(part) {
        return (answer) => {
            const totals = new Map();
            for (const row of answer) {
                const name = row[part === "intents" ? "intent" : "sentiment"];
                totals.set(name, (totals.get(name) ?? 0) + row.calls);
            }
            const tones = { positive: "good", negative: "bad" };
            const list = [...totals].toSorted((a, b) => b[1] - a[1]).slice(0, 10).map(([name, value]) =>
                ({ label: readable(name), parts: [{ value, tone: tones[name] ?? "ink" }], text: count(value) }));
            return h("section", { class: "panel" }, figure(say(`figures.${part}`), list.length ? bars(list) : h("p", { class: "quiet" }, say("figures.none")), {
                head: [say(`figures.${part}`), say("figures.calls")], rows: list.map(({ label, text }) => [label, text]),
            }));
        };
    }
}

const callNumbers = ["calls", "answered", "missed", "recovered", "talkSec"];
const dayMs = 86_400_000;

/** "2026-11-21" in the reader's zone. */
const date = (at) => `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, "0")}-${String(at.getDate()).padStart(2, "0")}`;

const linked = (text, href) => (href ? h("a", { href }, text) : text);

/** A list of the API as the page that shows it. */
function pageOf(rows) {
    const [path, search] = (rows ?? "").split("?");
    const page = { "/api/crm/call-history": "/calls", "/api/crm/contacts": "/contacts", "/api/obligations": "/today" }[path];
    return page && (search ? `${page}?${search}` : page);
}

function shown(value, unit) {
    if (value === undefined || value === null) return "–";
    if (Array.isArray(value)) return value.map((one) => shown(one)).join(", ") || "–";
    if (value.amountMillionths !== undefined) {
        return new Intl.NumberFormat(locale, { style: "currency", currency: value.currency }).format(value.amountMillionths / 1_000_000);
    }
    if (typeof value === "object") return money(value);
    if (unit === "ratio") return `${count(Math.round(value * 1_000) / 10)} %`;
    return unit === "seconds" ? duration(value) : count(value);
}

function tile(label, value, href, formula) {
    return h("div", { class: "tile", title: formula }, h("dt", {}, label), h("dd", {}, linked(value, href)));
}

customElements.define("sb-figures", Figures);
