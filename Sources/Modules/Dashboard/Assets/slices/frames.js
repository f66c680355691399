// Context frames by number: what the hub knows of who is calling. Looked up ahead, a few at a time.

const atOnce = 3;
const waitingBound = 60;
const keptBound = 300;
/** Between look-ups that are only ahead of need, or so many times what the last took: no flood of questions in a flood. */
const pauseMs = 40;
const pausesFor = 5;

/** A slice of the store: number → `{ data, problem, loading, stale }`, kept for the calls on the board. */
export class Frames {
    #waiting = [];
    #running = 0;

    /** `lookup(number, line)` asks the hub; `onChange` hears that a frame came. */
    constructor(lookup) {
        this.lookup = lookup;
        this.onChange = () => {};
        this.byNumber = new Map();
    }

    replace() {}

    clear() {
        this.byNumber.clear();
        this.#waiting.length = 0;
    }

    /** Marks as stale what an event says has changed. */
    apply({ type, data }) {
        if (!/^(interaction|call\.(ended|updated)|contact|task|obligation|consent|pipeline)/.test(type)) return false;
        let changed = false;
        const contact = data?.contact?.id ?? data?.contact ?? (type.startsWith("contact.") ? data?.id : undefined);
        for (const [number, entry] of this.byNumber) {
            // A new contact may be who was unknown a moment ago.
            const isNew = type === "contact.created" && entry.data && !entry.data.contact;
            if (!isNew && number !== data?.number && (!contact || entry.data?.contact?.id !== contact)) continue;
            entry.stale = true;
            changed = true;
        }
        return changed;
    }

    get(number) {
        return this.byNumber.get(number);
    }

    /** Looks `number` up when nobody has yet; under a flood of calls the oldest wishes are dropped. */
    want(number, line) {
        if (this.byNumber.has(number) || this.#waiting.some((wish) => wish.number === number)) return;
        this.#waiting.push({ number, line });
        if (this.#waiting.length > waitingBound) this.#waiting.shift();
        this.#next();
    }

    /** Looks `number` up now if it is unknown, stale or failed. */
    async need(number, line) {
        const entry = this.byNumber.get(number);
        if (entry && (entry.loading || (entry.data && !entry.stale))) return;
        await this.#load(number, line);
    }

    /** Looks `number` up whatever is known of it. */
    again(number, line) {
        return this.#load(number, line);
    }

    async #next() {
        if (this.#running >= atOnce) return;
        const wish = this.#waiting.pop();
        if (!wish) return;
        this.#running += 1;
        const begun = performance.now();
        try {
            await this.#load(wish.number, wish.line);
        } finally {
            setTimeout(() => {
                this.#running -= 1;
                this.#next();
            }, Math.max(pauseMs, (performance.now() - begun) * pausesFor));
        }
    }

    async #load(number, line) {
        const entry = { data: this.byNumber.get(number)?.data, loading: true };
        this.byNumber.delete(number);
        this.byNumber.set(number, entry);
        if (this.byNumber.size > keptBound) this.byNumber.delete(this.byNumber.keys().next().value);
        try {
            entry.data = await this.lookup(number, line);
        } catch (problem) {
            entry.problem = problem;
        }
        entry.loading = false;
        this.onChange();
    }
}
