import { fillParts, h } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { duration } from "../core/format.js";
import { icon } from "../core/icons.js";
import { readable, say } from "../core/words.js";
import { button, linkButton } from "../parts/button.js";
import { badge, facts, failure, loading, mood, section, time } from "../parts/small.js";
import { lookupNumber, stage } from "../slices/calls.js";
import { agentName, lineName, partyAddress, partyName, reasonWords, statusWord, tone } from "../slices/wording.js";
import { callActions } from "./call-actions.js";
import { askWhose } from "./call-contact.js";
import { audit, costs, legs } from "./call-parts.js";
import "./sb-note.js";
import "./sb-outcome.js";
import "./sb-player.js";

const restMs = 500;
/** The events that change what the page shows. */
const shown = [
    "call.", "transcript.segment", "transcript.version", "transcript.redacted", "recording.", "insights.updated",
];

/** A call as a record: heard, read, and what came of it. */
export default class CallPage extends HubElement {
    build() {
        this.className = "call-page";
        this.append(loading());
    }

    connected() {
        this.hear(shown, (event) => {
            if (!event || event.data.call === this.record?.call.call) this.soon();
        });
    }

    show({ params }) {
        if (params.id === this.callId) return;
        this.callId = params.id;
        this.record = undefined;
        this.replaceChildren(loading());
        this.ask();
    }

    soon() {
        this.timer ??= setTimeout(() => {
            this.timer = undefined;
            if (this.isConnected) this.ask();
        }, restMs);
    }

    async ask() {
        const { callId } = this;
        try {
            const [record, analysis] = await Promise.all([
                this.hub.api.get(`/api/crm/calls/${callId}`),
                this.hub.api.get(`/api/crm/calls/${callId}/analysis`).catch(() => undefined),
            ]);
            if (callId !== this.callId) return;
            const opened = this.record === undefined;
            Object.assign(this, { record, analysis });
            if (opened) this.open();
            this.draw();
        } catch (problem) {
            if (callId === this.callId && !this.record) this.replaceChildren(failure(problem, () => this.ask()));
        }
    }

    /** Makes the parts that live on while the record changes: the player plays, and the note is being written. */
    open() {
        const { hub } = this;
        this.head = h("header", { class: "call-page-head" });
        this.player = h("sb-player", { hub });
        this.outcome = h("sb-outcome", { hub });
        this.note = h("sb-note", { hub });
        this.aside = h("div", { class: "stack" });
        this.replaceChildren(this.head, h("div", { class: "call-page-body" },
            h("div", { class: "stack" }, this.player),
            h("div", { class: "stack" },
                h("div", { class: "panel outcome-panel" }, this.outcome),
                section(say("frame.note"), this.note), this.aside)));
    }

    draw() {
        const { record, analysis } = this;
        const call = { ...record.call, note: record.note?.text };
        const dated = { ...call, answeredMs: call.answeredAt && Date.parse(call.answeredAt) };
        this.dataset.tone = tone(call);
        this.drawHead(dated);
        this.player.show({ call, record, analysis });
        this.outcome.show(dated);
        this.note.show(call);
        fillParts(this.aside, [
            ["about", [call, analysis], () => this.about(call, analysis)],
            hasFound(analysis) && ["found", analysis, () => this.found(analysis)],
            record.legs?.length > 1 && ["legs", record.legs, legs],
            record.costs?.length > 0 && ["costs", record.costs, costs],
            record.audit?.length > 0 && ["audit", record.audit, audit],
        ]);
    }

    drawHead(call) {
        const name = partyName(call);
        const address = partyAddress(call);
        const { direction, contact, missed, status, startedAt, durationSec } = call;
        fillParts(this.head, [
            ["top", [statusWord(call), tone(call), missed], () => h("p", { class: "row" },
                linkButton(say("view.calls"), "/calls", { icon: "back" }), badge(statusWord(call), tone(call)),
                missed && status === "completed" && badge(say("status.completed")))],
            ["name", [contact?.id, name], () => h("h1", {}, contact?.id
                ? h("a", { href: `/contacts/${contact.id}` }, h("bdi", {}, name)) : h("bdi", {}, name))],
            ["address", [direction, address, name, lineName(call), startedAt, durationSec], () =>
                h("p", { class: "desk-address" },
                    h("span", { class: "row" }, icon(direction === "outbound" ? "outbound" : "inbound"),
                        say(`direction.${direction}`), address !== name && h("bdi", {}, address)),
                    h("span", {}, lineName(call)), time(startedAt),
                    durationSec !== undefined && h("span", { class: "number" }, duration(durationSec)))],
            ["actions", [call.call, stage(call), status], () => h("div", { class: "row" },
                callActions(this.hub, call).filter(({ href }) => !href?.endsWith(call.call)),
                button(say("frame.whose"), {
                    icon: "person", onclick: () => askWhose(this.hub, this.record.call, lookupNumber(this.record.call)),
                }))],
        ]);
    }

    about(call, analysis) {
        const { city, region, country } = call.geo ?? {};
        const verdict = (one) => one && h("span",
            { title: `${one.method} · ${Math.round((one.confidence ?? 1) * 100)} %` }, readable(one.label));
        return section(say("callPage.about"), facts([
            [say("frame.agent"), agentName(this.hub, call)],
            [say("callPage.summary"), call.summary],
            [say("calls.mood"), analysis?.sentiment && mood(analysis.sentiment.label)],
            [say("callPage.intent"), verdict(analysis?.intent) ?? (call.intent && readable(call.intent))],
            [say("callPage.language"), analysis?.language?.label],
            [say("callPage.keywords"), analysis?.keywords?.slice(0, 8).map(({ text }) => text).join(", ")],
            [say("callPage.reason"), reasonWords(call)],
            [say("callPage.from"), [city, region, country].filter(Boolean).join(", ")],
        ]));
    }

    found({ promises = [], triggers = [], questions }) {
        const open = questions?.unanswered ?? [];
        return section(say("callPage.found"), h("ol", { class: "rows" },
            triggers.map(({ kind, severity, text }) => h("li", {}, h("span", { class: "row-main" },
                h("span", { class: `trigger ${severity}` }, readable(kind)), h("q", {}, text)))),
            promises.map(({ text, speaker, dueAt }) =>
                h("li", {}, h("span", { class: "row-main" }, icon("flag"), h("q", {}, text), dueAt && time(dueAt)),
                h("span", { class: "quiet" }, say("promise.by", { who: say(`speaker.${speaker}`) })))),
            open.map((one) => h("li", {}, h("span", { class: "row-main" }, badge(say("callPage.unanswered"), "warn"),
                h("q", {}, one.text ?? one))))));
    }
}

const hasFound = ({ promises = [], triggers = [], questions } = {}) =>
    promises.length + triggers.length + (questions?.unanswered?.length ?? 0) > 0;

customElements.define("sb-call-page", CallPage);
