import { h, matches, narrow } from "./dom.js";
import { HubElement } from "./element.js";
import { say } from "./strings.js";
import "./sb-announcer.js";
import "./sb-board.js";
import "./sb-counters.js";
import "./sb-frame.js";
import "./sb-header.js";
import "./sb-notice.js";
import "./sb-sign-in.js";

/** The whole page: the sign-in form, or header, counters, board and the frame of the chosen call. */
class App extends HubElement {
    connected() {
        this.watch(["session"], () => this.draw());
        this.watch(["selected", "session"], () => this.cover());
        this.watch(["link"], () => this.toggleAttribute("data-stale", this.hub.store.get("link").since !== undefined));
        this.listen(window.matchMedia(narrow), "change", () => this.cover());
    }

    draw() {
        const { phase } = this.hub.store.get("session");
        if (this.dataset.phase === phase) return;
        this.dataset.phase = phase;
        this.replaceChildren(...(phase === "in" ? this.board() : [h("sb-sign-in", { hub: this.hub })]));
    }

    board() {
        const { hub } = this;
        return [
            h("a", { class: "skip", href: "#board", onclick: (event) => this.skip(event) }, say("app.skip")),
            h("sb-header", { hub }),
            h("sb-notice", { hub }),
            h("div", { class: "work" },
                h("main", { id: "board", tabindex: "-1", "aria-label": say("board.label") },
                    h("sb-counters", { hub }),
                    h("sb-board", { hub })),
                h("sb-frame", { hub })),
            h("sb-announcer", { hub }),
        ];
    }

    /** Where the frame lies over the board, the board is out of reach. */
    cover() {
        const covered = this.hub.store.get("selected") !== undefined && matches(narrow);
        for (const part of this.querySelectorAll("main, sb-header, sb-notice, .skip")) part.inert = covered;
    }

    skip(event) {
        event.preventDefault();
        const first = this.querySelector("sb-call button") ?? this.querySelector("main");
        first.focus();
    }
}

customElements.define("sb-app", App);
