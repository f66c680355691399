// What is to be done: two slices of the store. Who waits is fed by the topic `tasks`; the day is asked for again when an
// event says that it has changed.

/** Between two questions for the day; after one that took long, so many times as long. */
const restMs = 400;
const restsFor = 4;
const atMost = 200;

/** Who waits to be called back or answered. */
export class Waiting {
    constructor() {
        this.clear();
    }

    clear() {
        this.byId = new Map();
    }

    replace({ tasks: { obligations = [] } = {} }) {
        this.byId = new Map(obligations.map((obligation) => [obligation.id, obligation]));
    }

    apply({ type, data }) {
        if (!type.startsWith("obligation.")) return false;
        const obligation = { ...data, id: data.obligation ?? data.id };
        if (data.state === "done" || data.state === "dismissed") return this.byId.delete(obligation.id);
        this.byId.set(obligation.id, { ...this.byId.get(obligation.id), ...obligation });
        return true;
    }
}

/** The day of the reader, as Today lists it and the navigation counts it: duties, tasks and promises by when they are due. */
export class Day {
    #timer;
    #asked;
    #tookMs = 0;

    /** `list({ limit })` asks the hub for a page; `onChange` hears that there is another day. */
    constructor(list) {
        this.list = list;
        this.onChange = () => {};
        this.clear();
    }

    clear() {
        clearTimeout(this.#timer);
        this.#timer = this.#asked = undefined;
        /** Undefined until they are here. */
        this.items = this.problem = undefined;
        this.more = false;
    }

    replace() {
        this.soon();
    }

    apply({ type }) {
        if (/^(obligation|task|insights)\./.test(type)) this.soon();
        return false;
    }

    /** Many events in one moment ask once. */
    soon() {
        this.#timer ??= setTimeout(() => this.ask(), Math.max(restMs, this.#tookMs * restsFor));
    }

    async ask() {
        clearTimeout(this.#timer);
        this.#timer = undefined;
        const asked = (this.#asked = {});
        const begun = performance.now();
        try {
            const { data, next } = await this.list({ limit: atMost });
            if (asked !== this.#asked) return;
            Object.assign(this, { items: data, more: next !== undefined, problem: undefined });
        } catch (problem) {
            if (asked !== this.#asked) return;
            this.problem = problem;
        }
        this.#tookMs = performance.now() - begun;
        this.onChange();
    }

    /** It is done or put off: it goes at once, and what was asked before does not bring it back. */
    gone(id) {
        this.items = this.items?.filter((item) => item.id !== id);
        this.#asked = undefined;
        this.soon();
        this.onChange();
    }

    /** How many there are, as the navigation says it. */
    get count() {
        return `${this.items?.length || ""}${this.more ? "+" : ""}`;
    }
}
