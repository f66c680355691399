// What all elements of the page share.

import { onTick } from "./clock.js";
import { addKey } from "./keys.js";
import { palette } from "./palette.js";

/**
 * A custom element in the page's own tree: `build()` runs once, `connected()` each time it enters the page.
 *
 * Its `hub` is what app.js has made: `{ store, api, session, live, router, frames }`.
 */
export class HubElement extends HTMLElement {
    hub;
    #stops = [];
    #built = false;

    connectedCallback() {
        if (!this.#built) this.build?.();
        this.#built = true;
        this.connected?.();
    }

    disconnectedCallback() {
        for (const stop of this.#stops) stop();
        this.#stops = [];
    }

    /** Calls `listener` now and after each change of `names`, while the element is on the page. */
    watch(names, listener) {
        this.#stops.push(this.hub.store.watch(names, listener));
    }

    /** Calls `listener` with events of these types while the element is on the page; see ``Store.hear``. */
    hear(types, listener) {
        this.#stops.push(this.hub.store.hear(types, listener));
    }

    /** Has a shortcut while the element is on the page. */
    key(keys, label, run, when) {
        this.#stops.push(addKey({ keys, label, run, when }));
    }

    /** Has a command in the palette while the element is on the page. */
    command(command) {
        this.#stops.push(palette.add(command));
    }

    /** Calls `listener` once a second while the element is on the page. */
    everySecond(listener) {
        this.#stops.push(onTick(listener));
    }

    /** Listens to something outside the element while it is on the page. */
    listen(target, name, listener, options) {
        target.addEventListener(name, listener, options);
        this.#stops.push(() => target.removeEventListener(name, listener, options));
    }
}
