import { h } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { duration, phone } from "../core/format.js";
import { icon } from "../core/icons.js";
import { readable, say } from "../core/words.js";
import { button, linkButton } from "../parts/button.js";
import { badge, empty, mood, time } from "../parts/small.js";
import { agentName, lineName, partyAddress, partyName, statusWord, tone } from "../slices/wording.js";
import { logCall } from "./log-call.js";
import "../parts/sb-filters.js";
import "../parts/sb-table.js";

const filters = ["q", "direction", "status", "line", "agent", "outcome", "from", "to"];
const statuses = ["missed", "completed", "in-progress", "ringing", "no-answer", "busy", "failed"];
const restMs = 1_000;

/** The history of calls: past and present, newest first, filtered by what the address says. */
export default class CallsView extends HubElement {
    build() {
        this.className = "full";
        this.filters = h("sb-filters", { hub: this.hub, fields: this.fields() });
        this.table = h("sb-table", {
            hub: this.hub, label: say("view.calls"), columns: columns(this.hub), href: ({ call }) => `/calls/${call}`,
            id: ({ call }) => call,
            load: (page) => this.hub.api.page("/api/crm/call-history",
                { ...this.query, after: page.after, limit: page.limit }),
            empty: () => this.nothing(),
        });
        this.append(
            h("header", { class: "view-head" }, h("h1", {}, say("view.calls")),
                button(say("calls.log"), {
                    icon: "plus", onclick: () => logCall(this.hub, () => this.table.reload()),
                })),
            this.filters, this.table);
    }

    connected() {
        this.hear(["call.", "insights.updated"], (event) => this.heard(event));
        this.learn();
        this.watch(["agents", "desk"], () => this.drawFilters());
        this.key("/", say("calls.search"), () => this.filters.focus());
    }

    show({ query }) {
        const wanted = Object.fromEntries(filters.filter((name) => query[name]).map((name) => [name, query[name]]));
        // A day is chosen; the hub wants moments, and the last day counts whole.
        if (wanted.from) wanted.from = new Date(`${wanted.from}T00:00`).toISOString();
        if (wanted.to) wanted.to = new Date(new Date(`${wanted.to}T00:00`).getTime() + 86_400_000).toISOString();
        if (query.contact) wanted.contact = query.contact;
        if (wanted.status === "missed") Object.assign(wanted, { status: undefined, missed: true });
        const before = JSON.stringify(this.query);
        this.query = wanted;
        this.filters.values = query;
        if (before !== undefined && before !== JSON.stringify(wanted)) this.table.reload();
    }

    /** A change of a call that is shown is drawn at once; whether a new one belongs here, the hub decides. */
    heard(event) {
        if (event?.data.status && this.table.rows.some(({ call }) => call === event.data.call)) {
            const row = this.table.rows.find(({ call }) => call === event.data.call);
            return this.table.change({ ...row, ...event.data });
        }
        if (event && event.type !== "call.ringing") return;
        this.timer ??= setTimeout(() => {
            this.timer = undefined;
            // Who has scrolled down reads, and the list must not move under them.
            if (this.isConnected && this.table.scroller.scrollTop < 10) this.table.reload({ keepPlace: true });
        }, restMs);
    }

    /** What there is to choose from; without it the other filters still work. */
    async learn() {
        const [lines, outcomes] = await Promise.allSettled(["/api/lines", "/api/dispositions"].map((path) => this.hub.api.get(path)));
        Object.assign(this, { lines: lines.value, outcomes: outcomes.value?.tree });
        this.drawFilters();
    }

    /** Drawn anew only where there is something else to choose: somebody may be typing. */
    drawFilters() {
        const fields = this.fields();
        const text = JSON.stringify(fields);
        if (text === this.filterText) return;
        this.filterText = text;
        this.filters.fields = fields;
    }

    fields() {
        const outcomes = leaves(this.outcomes);
        const words = (prefix, list) => list.map((one) => [one, say(`${prefix}.${one}`)]);
        return [
            { name: "q", type: "search", label: say("calls.search") },
            { name: "direction", label: say("calls.direction"), options: words("direction", ["inbound", "outbound"]) },
            {
                name: "status", label: say("calls.status"),
                options: words("status", statuses),
            },
            {
                name: "line", label: say("frame.line"),
                options: (this.lines ?? []).map(({ id, name, number }) => [id, name ?? phone(number)]),
            },
            { name: "agent", label: say("frame.agent"), options: this.agents() },
            { name: "outcome", label: say("frame.disposition"), ...(outcomes.length > 0 ? { options: outcomes } : { type: "text" }) },
            { name: "from", type: "date", label: say("calls.from") },
            { name: "to", type: "date", label: say("calls.to") },
        ];
    }

    agents() {
        const { agent: me } = this.hub.store.slice("desk").presence ?? {};
        const others = this.hub.store.slice("agents").list.filter(({ agent }) => agent !== me);
        return [["me", say("calls.me")], ...others.map(({ agent, name }) => [agent, name])];
    }

    nothing() {
        if (Object.keys(this.query ?? {}).length > 0) {
            return empty({
                icon: "search", title: say("calls.noMatch"), text: say("calls.noMatch.text"),
                actions: [button(say("calls.clear"), { onclick: () => this.hub.router.go("/calls") })],
            });
        }
        return empty({
            icon: "phone", title: say("live.none"), text: say("live.none.text"),
            actions: [linkButton(say("live.begin"), "/start", { kind: "primary" })],
        });
    }
}

/** The outcomes of a tree as `[path, words]`. */
function leaves(tree = [], before = [], words = []) {
    return tree.flatMap(({ key, label, children }) => (children?.length > 0
        ? leaves(children, [...before, key], [...words, label])
        : [[[...before, key].join("/"), [...words, label].join(" – ")]]));
}

/** What a row shows. */
const columns = (hub) => [
    {
        key: "who", label: say("calls.who"), width: "minmax(11rem, 2fr)", narrow: "minmax(8rem, 1fr)",
        cell: (call) => {
            const name = partyName(call);
            const address = partyAddress(call);
            return h("span", {}, icon(call.direction === "outbound" ? "outbound" : "inbound"), " ", h("bdi", {}, name),
                address !== name && h("span", { class: "second" }, address));
        },
    },
    {
        key: "status", label: say("calls.status"), width: "8rem", narrow: "7rem",
        cell: (call) => badge(statusWord(call), tone(call)),
    },
    { key: "line", label: say("frame.line"), width: "minmax(7rem, 1fr)", narrow: false, cell: lineName },
    {
        key: "agent", label: say("frame.agent"), width: "minmax(7rem, 1fr)", narrow: false,
        cell: (call) => agentName(hub, call),
    },
    {
        key: "outcome", label: say("frame.disposition"), width: "minmax(8rem, 1.5fr)", narrow: false,
        cell: (call) => h("span", {},
            call.disposition ? readable(call.disposition.split("/").at(-1)) : h("span", { class: "quiet" }, "–"),
            call.summary && h("span", { class: "second" }, call.summary)),
    },
    {
        key: "mood", label: say("calls.mood"), width: "6.5rem", narrow: false,
        cell: ({ sentiment }) => sentiment && mood(sentiment),
    },
    {
        key: "length", label: say("calls.length"), width: "4.5rem", align: "end", narrow: false,
        cell: ({ durationSec }) => (durationSec === undefined ? "" : duration(durationSec)),
    },
    {
        key: "at", label: say("frame.started"), width: "8rem", narrow: "4rem", align: "end",
        cell: (call) => time(call.startedAt),
    },
];

customElements.define("sb-calls", CallsView);
