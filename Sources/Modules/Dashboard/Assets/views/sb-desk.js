import { lookupNumber, sinceMs, stage, talkedSec } from "../slices/calls.js";
import { fill, fillParts, h, setText } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { phone } from "../core/format.js";
import { icon } from "../core/icons.js";
import { readable, say } from "../core/words.js";
import { iconButton } from "../parts/button.js";
import { badge, mood } from "../parts/small.js";
import { lineName, partyAddress, partyName, reasonWords, statusWord, tone } from "../slices/wording.js";
import { callActions } from "./call-actions.js";
import "../parts/sb-timer.js";
import "../parts/sb-transcript.js";
import "./sb-note.js";
import "./sb-outcome.js";
import "./sb-who.js";

/** The desk: one call, all that an agent needs for it, and all that they do with it. */
class Desk extends HubElement {
    onclose;

    build() {
        const { hub } = this;
        this.heading = h("h2", { tabindex: "-1", id: "desk-name" });
        this.status = h("span", { class: "call-status" });
        this.reason = h("span", { class: "call-reason" });
        this.time = h("sb-timer");
        this.address = h("p", { class: "desk-address" });
        this.actions = h("div", { class: "row desk-actions" });
        this.triggers = h("ul", { class: "desk-triggers", "aria-live": "assertive" });
        this.moods = h("span", { class: "row" });
        this.note = h("sb-note", { hub });
        this.outcome = h("sb-outcome", { hub });
        this.transcript = h("sb-transcript");
        this.quiet = h("p", { class: "quiet" }, say("frame.transcript.empty"));
        this.who = h("sb-who", { hub });
        this.work = h("div", { class: "desk-work" },
            this.outcome,
            h("section", {}, h("h3", {}, say("frame.note")), this.note),
            h("section", { class: "desk-said" },
                h("h3", {}, say("frame.transcript"), this.moods), this.quiet, this.transcript));
        this.append(h("aside", { "aria-labelledby": "desk-name" },
            h("header", { class: "desk-head" },
                h("p", { class: "call-top" }, h("span", { class: "lamp" }), this.status, this.reason, this.time,
                    iconButton("close", say("frame.close"), () => this.onclose(), { class: "icon-only push" })),
                this.heading, this.address, this.actions, this.triggers),
            h("div", { class: "desk-body" }, this.work, this.who)));
        this.hidden = true;
    }

    connected() {
        this.watch(["calls"], () => this.hasChanged() && this.draw());
        this.watch(["desk"], () => this.draw());
        this.key("n", say("desk.key.note"), () => this.note.focus(), () => !this.hidden);
    }

    /** Shows a call; undefined closes the desk. */
    open(id) {
        if (id === this.callId) return;
        this.callId = id;
        this.call = this.asked = undefined;
        this.hidden = id === undefined;
        if (id === undefined) return;
        this.draw();
        this.querySelector(".desk-body").scrollTop = 0;
        this.heading.focus({ preventScroll: true });
    }

    /** The open call as the page knows it; undefined where it is not on the board. */
    known() {
        return this.hub.store.slice("calls").byId.get(this.callId);
    }

    hasChanged() {
        const known = this.known();
        return known ? known !== this.call : this.call === undefined;
    }

    draw() {
        if (this.callId === undefined) return;
        const known = this.known();
        // A call that leaves the board while somebody works on it stays in front of them.
        const call = known ?? (this.call?.call === this.callId ? this.call : undefined);
        if (!call) return this.ask();
        const opened = this.call === undefined;
        this.call = call;
        if (opened) this.recall();
        this.dataset.tone = tone(call);
        setText(this.status, statusWord(call));
        setText(this.reason, reasonWords(call) ?? "");
        if (stage(call) === "ended") this.time.stand(talkedSec(call));
        else this.time.runFrom(sinceMs(call));
        setText(this.heading, partyName(call));
        this.drawAddress(call);
        this.drawActions(call);
        this.drawTriggers(call);
        this.transcript.show(call);
        this.quiet.hidden = this.transcript.childElementCount > 0;
        this.note.show(call);
        this.outcome.show(call);
        this.who.show(call, opened);
        this.work.hidden = this.actions.hidden = false;
    }

    /** Asks for what was said, found and claimed before the page was open. */
    async recall() {
        const { callId } = this;
        const ask = (path) => this.hub.api.get(path).catch(() => ({}));
        const [{ segments, versions = [] }, { triggers, ...insights }, { agent, name, until }] = await Promise.all([
            ask(`/api/crm/call-transcript/${callId}`),
            ask(`/api/crm/calls/${callId}/analysis`),
            ask(`/api/calls/${callId}/targets`),
        ]);
        const source = versions.find(({ shown }) => shown)?.source;
        const claim = agent && { agent, name, until };
        this.hub.store.slice("calls").recall(callId,
            { segments, source, triggers, insights: insights.run && insights, claim });
        this.hub.store.touch("calls");
    }

    drawAddress(call) {
        const number = lookupNumber(call);
        const text = number ? phone(number) : partyAddress(call);
        const way = icon(call.direction === "outbound" ? "outbound" : "inbound");
        fillParts(this.address, [
            ["party", [number, text, partyName(call)], () => (number
                ? h("a", { href: `tel:${number}`, title: say("frame.callBack", { number: text }) }, way, h("bdi", {}, text))
                : h("bdi", {}, text === partyName(call) ? "" : text))],
            ["line", lineName(call), (line) => h("span", { class: "quiet" }, line)],
            call.claim && ["claim", call.claim.name, (agent) => badge(say("call.agent", { agent }), "good")],
        ]);
    }

    /** Drawn only when others are there: a button that is pressed must not go from under the finger. */
    drawActions(call) {
        const state = [call.call, stage(call), call.claim?.agent].join();
        if (state === this.actions.dataset.state) return;
        this.actions.dataset.state = state;
        this.actions.replaceChildren(...callActions(this.hub, call));
    }

    drawTriggers(call) {
        // One that was told once is not told again.
        fill(this.triggers, call.triggers ?? [], ({ kind, severity, text }) =>
            h("li", { "data-severity": severity }, icon("warn"), h("b", {}, readable(kind)), h("q", {}, text)),
        ({ rule }) => rule);
        const { sentiment, intent, language } = call.insights ?? {};
        fillParts(this.moods, [
            sentiment && ["sentiment", sentiment.label, mood],
            intent && ["intent", intent.label, (label) => badge(readable(label))],
            language && language.label !== "en" && ["language", language.label, (label) => badge(label)],
        ]);
    }

    /** The call is not on the board: it ended a while ago, or the address is of no call. */
    async ask() {
        if (this.asked === this.callId || !this.hub.store.slice("calls").ready) return;
        const id = (this.asked = this.callId);
        setText(this.heading, say("loading"));
        this.work.hidden = this.actions.hidden = true;
        try {
            await this.hub.api.get(`/api/calls/${id}`);
            if (this.callId === id) this.hub.router.go(`/calls/${id}`, { replace: true });
        } catch (problem) {
            if (this.callId === id) setText(this.heading, problem.message);
        }
    }
}

customElements.define("sb-desk", Desk);
