// One second hand for the whole page, showing the hub's time.

const listeners = new Set();
let ahead = 0;
let frozenAt;

/** The hub's time in milliseconds; while the page is offline it stands still at the last moment known to be true. */
export function now() {
    return frozenAt ?? Date.now() + ahead;
}

/** Learns from a reply's `Date` field how far this machine's clock is off; small differences are the network's. */
export function calibrate(dateField, sentAt, receivedAt) {
    const told = Date.parse(dateField ?? "");
    if (Number.isNaN(told)) return;
    const difference = told + 500 - (sentAt + receivedAt) / 2;
    ahead = Math.abs(difference) > 2_000 ? difference : 0;
}

/** Stops the clock at `at`, this machine's time. */
export function freeze(at) {
    frozenAt = at + ahead;
    tick();
}

/** Lets the clock run again. */
export function thaw() {
    if (frozenAt === undefined) return;
    frozenAt = undefined;
    tick();
}

/** Calls `listener` once a second until the returned function is called. */
export function onTick(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
}

function tick() {
    for (const listener of listeners) listener();
}

setInterval(tick, 1_000);
