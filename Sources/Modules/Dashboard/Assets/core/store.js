// What the page knows. Slices are fed by snapshots and events; elements watch them and draw.

/** After a drawing, so many times as long belongs to everything else: the page stays quick to the touch in any flood. */
const restsFor = 2;
/** What is drawn as quickly as this never has to rest. */
const quickMs = 8;
/** So many events for one drawing are a flood: nobody reads the next change sooner than this. */
const flood = 20;
const readMs = 120;

/**
 * The page's state: slices that live on the event log, and single values.
 *
 * A slice has `replace(state)`, with the snapshot of every topic, `apply(event, replayed)`, which returns whether
 * anything changed, and `clear()`.
 */
export class Store {
    #watchers = new Set();
    #ears = new Set();
    #changed = new Set();
    #scheduled = false;
    /** Events since the last drawing. */
    #heard = 0;

    constructor(slices, values = {}) {
        this.slices = slices;
        this.values = values;
    }

    /** The slice of that name, to read. */
    slice(name) {
        return this.slices[name];
    }

    /** The single value of that name. */
    get(name) {
        return this.values[name];
    }

    set(name, value) {
        if (this.values[name] === value) return;
        this.values[name] = value;
        this.touch(name);
    }

    /** Takes the state of all topics as it was at one offset: whatever was known before may be old. */
    snapshot(state) {
        for (const [name, slice] of Object.entries(this.slices)) {
            slice.replace(state);
            this.touch(name);
        }
        for (const { listener } of [...this.#ears]) listener(undefined);
        // The first sight does not wait for a frame; whoever tells of the snapshot says first that it is live.
        queueMicrotask(() => this.#draw());
    }

    /** Gives an event to each slice, and to whoever hears its type. */
    event(event, replayed) {
        this.#heard += 1;
        for (const [name, slice] of Object.entries(this.slices)) {
            if (slice.apply(event, replayed)) this.touch(name);
        }
        for (const { types, listener } of [...this.#ears]) {
            if (types.some((type) => event.type.startsWith(type))) listener(event);
        }
    }

    /**
     * Calls `listener(event)` for each event whose type begins with one of `types`, and `listener(undefined)` when
     * events may have been missed and what came over HTTP must be asked again. Returns what ends that.
     */
    hear(types, listener) {
        const ear = { types, listener };
        this.#ears.add(ear);
        return () => this.#ears.delete(ear);
    }

    /** Forgets everything: the next person to sign in must not see it. */
    clear() {
        for (const [name, slice] of Object.entries(this.slices)) {
            slice.clear();
            this.touch(name);
        }
    }

    /** Says that the slice or value of that name changed. */
    touch(name) {
        this.#changed.add(name);
        if (!this.#scheduled) this.#schedule();
    }

    /** Calls `listener` soon after any of `names` changed, and once now; returns what ends that. */
    watch(names, listener) {
        const watcher = { names, listener };
        this.#watchers.add(watcher);
        listener();
        return () => this.#watchers.delete(watcher);
    }

    #schedule() {
        this.#scheduled = true;
        // One drawing a frame however many events came; a hidden page has no frames, but still has a title.
        if (document.hidden) setTimeout(() => this.#flush(), 200);
        else requestAnimationFrame(() => this.#flush());
    }

    #draw() {
        const changed = this.#changed;
        this.#changed = new Set();
        for (const { names, listener } of [...this.#watchers]) {
            if (names.some((name) => changed.has(name))) listener();
        }
    }

    #flush() {
        const begun = performance.now();
        const least = this.#heard < flood ? 0 : readMs;
        this.#heard = 0;
        this.#draw();
        // A task from here comes after what was changed has been laid out and painted.
        setTimeout(() => {
            const took = performance.now() - begun;
            setTimeout(() => this.#rested(), took > quickMs ? Math.max(took * restsFor, least) : 0);
        });
    }

    #rested() {
        this.#scheduled = false;
        if (this.#changed.size > 0) this.#schedule();
    }
}
