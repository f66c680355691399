import { h, setAttribute, setText } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { readable, say, sayOr } from "../core/words.js";
import { menu } from "./menu.js";
import { toastProblem } from "./sb-toasts.js";

const repeatMs = 45_000;

/** Whether the reader can take calls: said here, and shown as the hub has it. */
class Presence extends HubElement {
    reasons = [];

    build() {
        this.word = h("span", { class: "presence-word" });
        this.opener = h("button", { type: "button", class: "presence" }, h("span", { class: "lamp" }), this.word);
        this.append(menu(this.opener, () => this.items()));
    }

    connected() {
        this.watch(["desk"], () => this.draw());
        for (const state of ["available", "away", "offline"]) {
            this.command({
                id: `presence.${state}`, label: say("presence.become", { state: say(`presence.${state}`) }),
                icon: "person",
                run: () => this.set(state),
            });
        }
        this.hub.api.get("/api/presence/reasons").then(({ reasons }) => (this.reasons = reasons), () => {});
        // The socket shows that somebody is there; where there is none, this does.
        const timer = setInterval(() => this.repeat(), repeatMs);
        this.listen(window, "pagehide", () => clearInterval(timer));
    }

    draw() {
        const presence = this.hub.store.slice("desk").presence;
        const state = presence?.state ?? "offline";
        this.dataset.state = state;
        const words = presence?.reason ? readable(presence.reason) : sayOr(`presence.${state}`, state);
        setText(this.word, words);
        setAttribute(this.opener, "aria-label", say("presence.label", { state: words }));
    }

    items() {
        const { state, reason } = this.hub.store.slice("desk").presence ?? {};
        return [
            { label: say(state === "wrap-up" ? "presence.ready" : "presence.available"), checked: state === "available", run: () => this.set("available") },
            ...(this.reasons.length > 0 ? this.reasons : [undefined]).map((one) => ({
                label: one ? `${say("presence.away")}: ${readable(one)}` : say("presence.away"),
                checked: state === "away" && reason === one, run: () => this.set("away", one),
            })),
            { label: say("presence.offline"), checked: state === "offline", run: () => this.set("offline") },
            state === "wrap-up" && { label: say("presence.longer"), run: () => this.longer() },
        ];
    }

    async set(state, reason) {
        try {
            this.keep(await this.hub.api.put("/api/presence/me", { state, reason }));
        } catch (problem) {
            toastProblem(problem);
        }
    }

    async longer() {
        await this.hub.api.post("/api/presence/me/wrap-up", { seconds: 60 }).catch(toastProblem);
    }

    /** The answer may come before its event. */
    keep(presence) {
        this.hub.store.slice("desk").presence = presence;
        this.hub.store.touch("desk");
    }

    repeat() {
        const { state, reason } = this.hub.store.slice("desk").presence ?? {};
        if (this.hub.store.get("link").phase === "live" || (state !== "available" && state !== "away")) return;
        this.hub.api.put("/api/presence/me", { state, reason }).catch(() => {});
    }
}

customElements.define("sb-presence", Presence);
