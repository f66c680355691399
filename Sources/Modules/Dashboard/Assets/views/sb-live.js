import { h, matches, narrow, whenIdle } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { say } from "../core/words.js";
import { toastProblem } from "../parts/sb-toasts.js";
import "./sb-board.js";
import "./sb-counters.js";

/** Every call of the company as it happens, and beside it the one that the reader works on. */
export default class LiveView extends HubElement {
    build() {
        this.className = "live";
        this.board = h("sb-board", { hub: this.hub });
        this.list = h("div", { class: "live-board" }, h("sb-counters", { hub: this.hub }), this.board);
        this.append(h("h1", { class: "unseen" }, say("view.live")), this.list);
    }

    connected() {
        this.listen(window.matchMedia(narrow), "change", () => this.cover());
        this.key("Escape", undefined, () => this.closed(), () => this.desk?.call !== undefined);
        this.watch(["link"], () => {
            if (this.prepared || this.hub.store.get("link").phase !== "live") return;
            // Whoever sees calls will open one.
            this.prepared = true;
            // One that cannot be had now is asked for again when it is needed.
            whenIdle(() => this.withDesk().catch(() => {}));
        });
    }

    show({ params }) {
        const { id } = params ?? {};
        this.callId = id;
        this.toggleAttribute("data-open", id !== undefined);
        this.board.select(id);
        if (id !== undefined || this.desk) this.withDesk().catch(() => toastProblem(new Error(say("app.renewed"))));
        this.cover();
    }

    /** Fetches the desk once, and opens the call of the address on it. */
    async withDesk() {
        if (this.desk) return this.desk.open(this.callId);
        await import("./sb-desk.js");
        if (!this.desk) {
            this.desk = h("sb-desk", { hub: this.hub, onclose: () => this.closed() });
            this.append(this.desk);
        }
        this.desk.open(this.callId);
    }

    /** Where the desk lies over the board, the board is out of reach. */
    cover() {
        this.list.inert = this.hasAttribute("data-open") && matches(narrow);
    }

    closed() {
        const id = this.callId;
        this.hub.router.go("/");
        this.board.focusCall(id);
    }
}

customElements.define("sb-live", LiveView);
