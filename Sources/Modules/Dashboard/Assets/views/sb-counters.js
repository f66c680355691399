import { sinceMs } from "../slices/calls.js";
import { now } from "../core/clock.js";
import { h, setText } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { count, duration, timeOfDay } from "../core/format.js";
import { say } from "../core/words.js";

const longWaitSec = 20;

/** How many now, and how many so far. */
class Counters extends HubElement {
    build() {
        this.values = {};
        this.scope = h("span", { class: "counters-scope" });
        this.append(
            this.group("now", ["ringing", "talking", "wait"], h("span", { class: "counters-scope" }, say("count.now"))),
            this.group("day", ["calls", "answered", "missed"], this.scope));
        this.setAttribute("role", "group");
        this.setAttribute("aria-label", say("count.label"));
    }

    group(name, counters, scope) {
        return h("div", { class: `counters-${name}` }, scope,
            h("dl", {}, counters.map((counter) => {
                this.values[counter] = h("dd", {}, say("count.none"));
                return h("div", { class: "counter", "data-counter": counter },
                    h("dt", {}, say(`count.${counter}`)), this.values[counter]);
            })));
    }

    connected() {
        this.watch(["calls"], () => this.draw());
        this.everySecond(() => this.drawWait());
    }

    draw() {
        const calls = this.hub.store.slice("calls");
        if (!calls.ready) return;
        this.ringing = calls.inStage("ringing");
        this.show("ringing", count(this.ringing.length), this.ringing.length > 0);
        const talking = calls.inStage("talking").length;
        this.show("talking", count(talking), talking > 0);
        for (const name of ["calls", "answered", "missed"]) {
            this.show(name, count(calls.total[name]), calls.total[name] > 0);
        }
        const since = calls.wholeDay ? say("count.today") : say("count.since", { time: timeOfDay(calls.countedFrom) });
        setText(this.scope, since);
        this.drawWait();
    }

    drawWait() {
        const waiting = this.ringing?.find((call) => call.direction !== "outbound");
        const seconds = waiting ? (now() - sinceMs(waiting)) / 1_000 : undefined;
        this.show("wait", waiting ? duration(seconds) : say("count.none"), seconds > longWaitSec);
    }

    show(name, text, lit) {
        setText(this.values[name], text);
        this.values[name].parentElement.toggleAttribute("data-lit", lit);
    }
}

customElements.define("sb-counters", Counters);
