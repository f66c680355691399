import { h } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import "./sb-board.js";
import "./sb-counters.js";

/** Every call of the company as it happens. */
export default class LiveView extends HubElement {
    build() {
        this.append(h("sb-counters", { hub: this.hub }), h("sb-board", { hub: this.hub }));
    }
}

customElements.define("sb-live", LiveView);
