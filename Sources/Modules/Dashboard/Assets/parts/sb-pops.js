import { HubElement } from "../core/element.js";

class Pops extends HubElement {}
customElements.define("sb-pops", Pops);
