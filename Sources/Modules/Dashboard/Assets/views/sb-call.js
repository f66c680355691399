import { sinceMs, stage, talkedSec, transcript } from "../slices/calls.js";
import { h, setAttribute, setText } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { duration, timeOfDay } from "../core/format.js";
import { icon } from "../core/icons.js";
import { readable, say } from "../core/words.js";
import { agentName, lineName, partyAddress, partyName, reasonWords, statusWord, tone } from "../slices/wording.js";
import "../parts/sb-timer.js";

const tagsShown = 3;

/** One call as a card: how it stands and how long, who, where, and what was said last. */
class Call extends HubElement {
    constructor() {
        super();
        this.status = h("span", { class: "call-status" });
        this.reason = h("span", { class: "call-reason" });
        this.time = h("sb-timer");
        this.ended = h("span", { class: "call-ended" });
        this.button = h("button", { type: "button", class: "call-open", onclick: () => this.open() });
        this.name = h("bdi");
        this.button.append(this.name);
        this.address = h("bdi", { class: "call-address" });
        this.line = h("span", { class: "call-line" });
        this.way = h("span", { class: "call-way" });
        this.agent = h("span", { class: "call-agent" });
        this.talked = h("span", { class: "call-talked" });
        this.tags = h("ul", { class: "tags" });
        this.said = h("p", { class: "call-said" });
        this.speaker = h("span", { class: "speaker" });
        this.words = h("span");
        this.said.append(this.speaker, " ", this.words);
    }

    build() {
        this.append(h("article", { class: "call" },
            h("p", { class: "call-top" },
                h("span", { class: "lamp" }), this.status, this.reason, this.ended, this.time),
            h("h3", { class: "call-name" }, this.button, this.tags),
            h("p", { class: "call-detail" }, this.way, this.address, this.line, this.agent, this.talked),
            this.said));
    }

    /** Draws the call; `frame` is what the lookup knows of its number, once it is here. */
    show(call, frame, selected) {
        if (this.call === call && this.frame === frame && this.selected === selected) return;
        Object.assign(this, { call, frame, selected });
        this.dataset.stage = stage(call);
        this.dataset.tone = tone(call);
        this.toggleAttribute("data-selected", selected);
        setText(this.status, statusWord(call));
        setText(this.reason, reasonWords(call) ?? "");
        setText(this.name, partyName(call));
        setAttribute(this.button, "aria-pressed", String(selected));
        setAttribute(this.button, "aria-label", say("call.open", {
            name: partyName(call), status: statusWord(call), direction: say(`direction.${call.direction ?? "inbound"}`),
        }));
        const address = partyAddress(call);
        setText(this.address, address === partyName(call) ? "" : address);
        setText(this.line, lineName(call));
        const agent = agentName(this.hub, call);
        setText(this.agent, agent ? say("call.agent", { agent }) : "");
        const talked = talkedSec(call);
        setText(this.talked, talked === undefined ? "" : say("call.talked", { time: duration(talked) }));
        this.showWay();
        this.showTime();
        this.showTags();
        this.showSaid();
    }

    showWay() {
        const direction = this.call.direction === "outbound" ? "outbound" : "inbound";
        if (this.way.dataset.direction === direction) return;
        this.way.dataset.direction = direction;
        this.way.title = say(`direction.${direction}`);
        this.way.replaceChildren(icon(direction));
    }

    showTime() {
        const { call } = this;
        if (stage(call) !== "ended") {
            setText(this.ended, "");
            return this.time.runFrom(sinceMs(call));
        }
        setText(this.ended, timeOfDay(call.endedMs));
        this.time.stand(undefined);
    }

    showTags() {
        const { contact } = this.call;
        const all = [
            contact?.match === "many" && ["match", say("call.many")],
            contact?.created && ["match", say("call.new")],
            !contact && this.call.fromKind !== "anonymous" && ["match", say("call.unknown")],
            ...(this.call.triggers ?? []).map(({ kind, severity }) => [`trigger ${severity}`, readable(kind)]),
            ...(contact?.tags ?? this.frame?.contact?.tags ?? []).map((tag) => ["tag", tag]),
        ].filter(Boolean);
        const text = JSON.stringify(all);
        if (text === this.tagText) return;
        this.tagText = text;
        const rest = all.length - tagsShown;
        if (rest > 0) all.splice(tagsShown, rest, ["tag", `+${rest}`]);
        this.tags.replaceChildren(...all.map(([kind, word]) => h("li", { class: kind }, word)));
        this.tags.hidden = all.length === 0;
    }

    showSaid() {
        const last = stage(this.call) === "ended" ? undefined : transcript(this.call).at(-1);
        this.said.hidden = !last;
        if (!last) return;
        setText(this.speaker, say(`speaker.${last.speaker}`));
        setText(this.words, last.text);
        this.said.toggleAttribute("data-partial", last.partial === true);
    }

    open() {
        this.hub.router.go(this.selected ? "/" : `/live/${this.call.call}`);
    }

    focusCard() {
        this.button.focus();
        this.scrollIntoView({ block: "nearest" });
    }
}

customElements.define("sb-call", Call);
