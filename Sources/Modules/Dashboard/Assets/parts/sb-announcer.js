import { stage } from "../slices/calls.js";
import { setText } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { say } from "../core/words.js";
import { lineName, partyName } from "../slices/wording.js";

const gatherMs = 800;

/** Tells screen readers of new and missed calls, a few words at a time, and the tab's title how many wait. */
class Announcer extends HubElement {
    build() {
        this.setAttribute("aria-live", "polite");
        this.className = "unseen";
    }

    connected() {
        this.known = undefined;
        this.ringing = [];
        this.missed = [];
        this.watch(["calls"], () => this.look());
        this.watch(["route"], () => this.title());
        this.everySecond(() => this.title());
        this.listen(document, "visibilitychange", () => this.title());
    }

    disconnectedCallback() {
        super.disconnectedCallback();
        clearTimeout(this.timer);
        document.title = say("app.name");
    }

    look() {
        const calls = this.hub.store.slice("calls");
        if (!calls.ready) return;
        const before = this.known;
        this.known = new Map([...calls.byId.values()].map((call) => [call.call, call.missed === true]));
        // What was there when we came is on the board; it is not news.
        if (!before || this.hub.store.get("link").phase !== "live") return;
        for (const call of calls.byId.values()) {
            if (!before.has(call.call) && stage(call) === "ringing") this.ringing.push(call);
            if (call.missed && before.get(call.call) === false) this.missed.push(call);
        }
        if (this.ringing.length + this.missed.length > 0) this.timer ??= setTimeout(() => this.speak(), gatherMs);
    }

    speak() {
        this.timer = undefined;
        const { ringing, missed } = this;
        const spoken = ringing.length > 2
            ? [say("announce.ringingMany", { count: ringing.length })]
            : ringing.map((call) => say("announce.ringing", {
                name: partyName(call), line: say("call.onLine", { line: lineName(call) }),
            }));
        for (const call of missed.slice(0, 2)) spoken.push(say("announce.missed", { name: partyName(call) }));
        this.ringing = [];
        this.missed = [];
        setText(this, spoken.join(". "));
    }

    title() {
        const waiting = this.hub.store.slice("calls").inStage("ringing").length;
        const view = this.hub.store.get("route")?.entry?.name;
        const title = view ? `${say(`view.${view}`)} · ${say("app.name")}` : say("app.name");
        const text = waiting > 0 ? `(${waiting}) ${title}` : title;
        if (document.title !== text) document.title = text;
    }
}

customElements.define("sb-announcer", Announcer);
