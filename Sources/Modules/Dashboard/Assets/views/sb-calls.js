import { h } from "../core/dom.js";
import { HubElement } from "../core/element.js";

export default class Calls extends HubElement {
    build() {
        this.append(h("h1", {}, "Calls"));
    }
}

customElements.define("sb-calls", Calls);
