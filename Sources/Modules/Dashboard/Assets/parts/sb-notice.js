import { h, setText } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { timeOfDay } from "../core/format.js";
import { say } from "../core/words.js";

/** A strip under the header while the board is not live: as of when it is true, and what happens next. */
class Notice extends HubElement {
    build() {
        this.text = h("p");
        this.button = h("button", {
            type: "button", class: "plain", onclick: () => this.hub.live.retryNow(),
        }, say("link.retryNow"));
        this.append(this.text, this.button);
    }

    connected() {
        this.watch(["link"], () => this.draw());
        this.everySecond(() => this.draw());
    }

    draw() {
        const { phase, since, retryAt, reason } = this.hub.store.get("link");
        // A drop of a second or two mends itself, and the header says it meanwhile.
        this.hidden = !(phase === "refused" || (phase === "offline" && Date.now() - since > 2_000));
        if (this.hidden) return;
        const seconds = retryAt === undefined ? 0 : Math.ceil((retryAt - Date.now()) / 1_000);
        const next = seconds > 0 ? say("link.retryIn", { seconds }) : say("link.retrying");
        const stood = say("link.stale", { time: timeOfDay(since) });
        const parts = [reason && say(`link.${reason}`), stood, phase !== "refused" && next];
        setText(this.text, parts.filter(Boolean).join(" "));
        this.button.hidden = phase === "refused";
    }
}

customElements.define("sb-notice", Notice);
