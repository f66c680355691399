import { h, matches, narrow } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { say } from "../core/words.js";
import "./sb-board.js";
import "./sb-counters.js";
import "./sb-desk.js";

/** Every call of the company as it happens, and beside it the one that the reader works on. */
export default class LiveView extends HubElement {
    build() {
        this.className = "live";
        this.board = h("sb-board", { hub: this.hub });
        this.list = h("div", { class: "live-board" }, h("sb-counters", { hub: this.hub }), this.board);
        this.desk = h("sb-desk", { hub: this.hub, onclose: () => this.closed() });
        this.append(h("h1", { class: "unseen" }, say("view.live")), this.list, this.desk);
    }

    connected() {
        this.listen(window.matchMedia(narrow), "change", () => this.cover());
        this.key("Escape", undefined, () => this.closed(), () => this.desk.call !== undefined);
    }

    show({ params }) {
        const { id } = params ?? {};
        this.toggleAttribute("data-open", id !== undefined);
        this.board.select(id);
        this.desk.open(id);
        this.cover();
    }

    /** Where the desk lies over the board, the board is out of reach. */
    cover() {
        this.list.inert = this.hasAttribute("data-open") && matches(narrow);
    }

    closed() {
        const id = this.desk.callId;
        this.hub.router.go("/");
        this.board.focusCall(id);
    }
}

customElements.define("sb-live", LiveView);
