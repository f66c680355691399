import { lookupNumber, sinceMs, stage, talkedSec } from "../slices/calls.js";
import { h, setText } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { phone } from "../core/format.js";
import { callFacts, frameBody } from "./frame-parts.js";
import { icon } from "../core/icons.js";
import { say } from "../core/words.js";
import { partyAddress, partyName, reasonWords, statusWord, tone } from "../slices/wording.js";
import "../parts/sb-timer.js";
import "../parts/sb-transcript.js";

/** The context frame: who is calling, all that an agent needs before saying hello. */
class Frame extends HubElement {
    build() {
        this.heading = h("h2", { tabindex: "-1", id: "frame-name" });
        this.status = h("span", { class: "call-status" });
        this.reason = h("span", { class: "call-reason" });
        this.time = h("sb-timer");
        this.top = h("p", { class: "call-top" }, h("span", { class: "lamp" }), this.status, this.reason, this.time);
        this.address = h("p", { class: "frame-address" });
        this.facts = h("div", { class: "frame-facts" });
        this.transcript = h("sb-transcript");
        this.spoken = h("section", {}, h("h3", {}, say("frame.transcript")), this.transcript);
        this.who = h("div", { class: "frame-who" });
        this.append(h("aside", { "aria-labelledby": "frame-name" },
            h("div", { class: "frame-head" },
                this.top,
                h("button", {
                    type: "button", class: "close", title: say("frame.close"), "aria-label": say("frame.close"),
                    onclick: () => this.close(),
                }, icon("close")),
                this.heading, this.address),
            h("div", { class: "frame-scroll" }, this.spoken, this.who, this.facts)));
        this.hidden = true;
    }

    connected() {
        this.watch(["selected", "calls", "frames"], () => this.draw());
        this.listen(document, "keydown", (event) => {
            if (event.key === "Escape" && !this.hidden && !event.defaultPrevented) this.close();
        });
    }

    draw() {
        const { store } = this.hub;
        const id = store.get("selected");
        const opened = id !== this.id;
        this.id = id;
        this.hidden = id === undefined;
        if (id === undefined) return;
        // A call that leaves the board while somebody reads about it stays in front of them.
        const known = store.slice("calls").byId.get(id);
        const call = known ?? (this.call?.call === id ? this.call : undefined);
        if (call === this.call && !opened && !this.frameChanged(call)) return;
        this.call = call;
        if (call) this.show(call, opened);
        else this.showGone();
        if (opened) {
            this.querySelector(".frame-scroll").scrollTop = 0;
            this.heading.focus({ preventScroll: true });
        }
    }

    frameChanged(call) {
        const number = call && lookupNumber(call);
        const entry = number && this.hub.frames.get(number);
        if (entry !== this.entry || entry?.stale) return true;
        return entry?.data !== this.data || entry?.problem !== this.problem;
    }

    show(call, opened) {
        this.dataset.tone = tone(call);
        this.top.hidden = this.spoken.hidden = this.facts.hidden = false;
        setText(this.status, statusWord(call));
        setText(this.reason, reasonWords(call) ?? "");
        if (stage(call) === "ended") this.time.stand(talkedSec(call));
        else this.time.runFrom(sinceMs(call));
        setText(this.heading, partyName(call));
        this.showAddress(call);
        this.transcript.show(call);
        this.spoken.hidden = this.transcript.childElementCount === 0;
        this.facts.replaceChildren(callFacts(call));
        this.showWho(call, opened);
    }

    showAddress(call) {
        const number = lookupNumber(call);
        const told = number && this.hub.frames.get(number)?.data?.number;
        const text = number ? phone(told?.e164 ?? number) : partyAddress(call);
        const national = told?.national !== told?.raw && told?.national;
        const words = [national, told?.region, told?.type].filter(Boolean).join(" · ");
        this.address.replaceChildren(
            number ? h("a", { href: `tel:${told?.e164 ?? number}`, title: say("frame.callBack", { number: text }) },
                icon("phone"), h("bdi", {}, text)) : h("bdi", {}, text === partyName(call) ? "" : text),
            words && h("span", { class: "quiet" }, words));
    }

    showWho(call, opened) {
        const number = lookupNumber(call);
        if (!number) return void this.who.replaceChildren(h("p", { class: "quiet" }, say("frame.noNumber")));
        const before = this.hub.frames.get(number);
        if (opened || before?.stale) this.hub.frames.need(number, call.line);
        const entry = this.hub.frames.get(number);
        Object.assign(this, { entry, data: entry?.data, problem: entry?.problem });
        if (entry?.data) this.who.replaceChildren(...frameBody(entry.data, call));
        else if (entry?.problem) this.who.replaceChildren(this.failure(entry.problem, number, call.line));
        else this.who.replaceChildren(h("p", { class: "quiet", role: "status" }, say("frame.loading")));
        const name = entry?.data?.contact?.name;
        if (name && !call.contact?.name) setText(this.heading, name);
    }

    failure(problem, number, line) {
        return h("p", { class: "quiet", role: "alert" }, say("frame.failed", { reason: problem.message }), " ",
            h("button", {
                type: "button", class: "plain", onclick: () => this.hub.frames.need(number, line),
            }, say("frame.retry")));
    }

    showGone() {
        delete this.dataset.tone;
        this.top.hidden = this.spoken.hidden = this.facts.hidden = true;
        setText(this.heading, say("frame.label"));
        this.address.replaceChildren();
        this.who.replaceChildren(h("p", { class: "quiet" }, say("frame.gone")));
    }

    close() {
        const { id } = this;
        location.hash = "#/";
        const card = [...document.querySelectorAll("sb-call")].find((element) => element.call?.call === id);
        // The board is reachable again only after the address has been followed.
        requestAnimationFrame(() => requestAnimationFrame(() => card?.isConnected && card.focusCard()));
    }
}

customElements.define("sb-frame", Frame);
