import { now } from "../core/clock.js";
import { setText } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { duration } from "../core/format.js";

/** Time running since a moment, or a length that stands still. */
class Timer extends HubElement {
    #since;
    #seconds;

    /** The moment it runs from, in milliseconds since 1970. */
    runFrom(since) {
        this.#since = since;
        this.#seconds = undefined;
        this.draw();
    }

    /** A finished length, in seconds; undefined shows nothing. */
    stand(seconds) {
        this.#since = undefined;
        this.#seconds = seconds;
        this.draw();
    }

    connected() {
        this.everySecond(() => this.#since !== undefined && this.draw());
        this.draw();
    }

    draw() {
        const seconds = this.#since === undefined ? this.#seconds : (now() - this.#since) / 1_000;
        setText(this, seconds === undefined ? "" : duration(seconds));
    }
}

customElements.define("sb-timer", Timer);
