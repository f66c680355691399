// The calls of one company: a slice of the store, fed by the topic `calls`. No drawing, no network.

import { now } from "../core/clock.js";
import { instant, startOfDay } from "../core/format.js";

const keepEndedMs = 10 * 60_000;
const keepEndedCount = 500;
const keepLines = 200;
const blank = { lines: [], partials: {}, triggers: [] };
/** The events whose data is the whole call. */
const views = new Set(["call.ringing", "call.answered", "call.ended", "call.updated", "call.offered"]);
const final = new Set(["completed", "busy", "no-answer", "failed", "canceled"]);

/** Which column a call stands in; one that a greeting or a menu took goes on waiting until somebody answers. */
export function stage(call) {
    if (final.has(call.status)) return "ended";
    return call.answeredAt !== undefined ? "talking" : "ringing";
}

/** The other side's raw address: who called us, or whom we called. */
export const otherParty = (call) => (call.direction === "outbound" ? call.to : call.from);

/** The other side's number where it can be looked up; sip addresses, short codes and withheld numbers cannot. */
export function lookupNumber(call) {
    const kind = call.direction === "outbound" ? "number" : call.fromKind ?? "number";
    const party = otherParty(call);
    return kind === "number" && /^\+?\d{5,}$/.test(party ?? "") ? party : undefined;
}

export class Calls {
    #columns;

    constructor() {
        this.clear();
    }

    clear() {
        this.byId = new Map();
        this.#columns = undefined;
        this.total = { calls: 0, answered: 0, missed: 0 };
        this.countedFrom = undefined;
        this.wholeDay = false;
        this.ready = false;
    }

    /** Takes the snapshot: live calls are exactly these; ended ones we still show are kept. */
    replace({ calls = [], today }) {
        const before = this.byId;
        this.byId = new Map();
        this.#columns = undefined;
        for (const call of calls) {
            const known = before.get(call.call);
            const { lines = [], partials = {}, triggers = [], claim, insights } = known ?? {};
            this.byId.set(call.call, this.#dated({ ...call, lines, partials, triggers, claim, insights }));
        }
        for (const [id, call] of before) {
            if (!this.byId.has(id) && stage(call) === "ended") this.byId.set(id, call);
        }
        // What happened while we were away is not in a snapshot, so without the hub's own figures we count from here.
        this.wholeDay = today !== undefined;
        this.countedFrom = now();
        this.total = { calls: today?.calls ?? 0, answered: today?.answered ?? 0, missed: today?.missed ?? 0 };
        this.ready = true;
        this.expire();
    }

    /** Applies one event; returns whether anything changed. */
    apply(event, replayed) {
        const { type, data } = event;
        if (!data?.call) return false;
        if (type === "transcript.segment" || type === "transcript.partial") return this.#spoken(data, type);
        if (type === "transcript.version") return this.#merge(data.call, { source: data.shown });
        if (type === "transcript.redacted") return this.#redacted(data);
        if (type === "recording.ready") return this.#merge(data.call, { recording: data.recording });
        if (type === "insights.updated") return this.#merge(data.call, { insights: data });
        if (type === "trigger.fired") return this.#fired(data);
        if (type === "call.claimed") return this.#merge(data.call, { claim: data });
        if (type === "call.released") return this.#released(data);
        if (!views.has(type)) return false;
        const known = this.byId.get(data.call);
        // News of a call that ended long ago and has left the board does not bring it back.
        if (!known && type === "call.updated" && final.has(data.status)) return false;
        const call = this.#dated({ ...blank, ...known, ...data }, instant(event.at));
        if (!known && !replayed) call.arrivedAt = { hub: instant(event.at), here: now() };
        if (final.has(call.status)) call.partials = {};
        this.#keep(call.call, call);
        this.#count(known, call);
        return true;
    }

    /** Drops what ended long enough ago, and counts anew from midnight on; returns whether anything changed. */
    expire() {
        const at = now();
        let changed = false;
        const ended = this.inStage("ended");
        for (const [index, call] of ended.entries()) {
            if (index < keepEndedCount && at - call.endedMs < keepEndedMs) continue;
            this.byId.delete(call.call);
            changed = true;
        }
        if (changed) this.#columns = undefined;
        if (this.countedFrom !== undefined && startOfDay(at) > startOfDay(this.countedFrom)) {
            this.countedFrom = at;
            this.wholeDay = true;
            this.total = { calls: 0, answered: 0, missed: 0 };
            changed = true;
        }
        return changed;
    }

    /**
     * The calls of a column: who waits or talks longest first, who ended last first. Sorted once for all who draw it.
     */
    inStage(name) {
        this.#columns ??= columns(this.byId.values());
        return this.#columns[name];
    }

    #keep(id, call) {
        this.byId.set(id, call);
        this.#columns = undefined;
    }

    /** Takes what was said and found before the page was open; what came as an event since counts more. */
    recall(id, { segments = [], source, triggers = [], insights, claim }) {
        const call = this.byId.get(id);
        if (!call) return;
        const key = (line) => [line.source, line.speaker, line.sequence].join();
        const lines = new Map(segments.map((one) => [key(one), { ...one, segment: one.id }]));
        for (const line of call.lines) lines.set(key(line), line);
        const rules = new Set(call.triggers.map(({ rule }) => rule));
        this.#keep(id, {
            ...call,
            lines: [...lines.values()].sort((a, b) => a.sequence - b.sequence).slice(-keepLines),
            source: call.source ?? source,
            triggers: [...triggers.filter(({ rule }) => !rules.has(rule)), ...call.triggers],
            insights: call.insights ?? insights,
            claim: call.claim ?? claim,
        });
    }

    #dated(call, at) {
        call.startedMs = instant(call.startedAt) ?? call.startedMs ?? at ?? now();
        call.answeredMs = instant(call.answeredAt) ?? call.answeredMs;
        if (stage(call) === "ended") call.endedMs = instant(call.endedAt) ?? call.endedMs ?? at ?? now();
        return call;
    }

    #count(before, call) {
        if (!before) this.total.calls += 1;
        if (call.answeredMs !== undefined && before?.answeredMs === undefined) this.total.answered += 1;
        if (call.missed && !before?.missed) this.total.missed += 1;
    }

    #merge(id, more) {
        const call = this.byId.get(id);
        if (!call) return false;
        this.#keep(id, { ...call, ...more });
        return true;
    }

    #spoken({ call: id, speaker = "unknown", text, final: isFinal, sequence = 0, source, shown, segment }, type) {
        const call = this.byId.get(id);
        if (!call || !text) return false;
        const partials = { ...call.partials };
        let lines = call.lines;
        if (type === "transcript.segment" && isFinal !== false) {
            delete partials[speaker];
            lines = lines.filter((line) =>
                line.sequence !== sequence || line.speaker !== speaker || line.source !== source);
            lines.push({ speaker, text, sequence, source, segment });
            lines.sort((a, b) => a.sequence - b.sequence);
            lines = lines.slice(-keepLines);
        } else if (shown !== false) {
            partials[speaker] = { speaker, text, sequence, partial: true };
        }
        return this.#merge(id, { lines, partials, source: shown === false ? call.source : source });
    }

    #fired(trigger) {
        const call = this.byId.get(trigger.call);
        if (!call || call.triggers.some(({ rule }) => rule === trigger.rule)) return false;
        return this.#merge(trigger.call, { triggers: [...call.triggers, trigger] });
    }

    #released({ call: id, agent }) {
        const claim = this.byId.get(id)?.claim;
        return claim?.agent === agent && this.#merge(id, { claim: undefined });
    }

    #redacted({ call: id, segments }) {
        const call = this.byId.get(id);
        if (!call) return false;
        const texts = new Map(segments.map(({ segment, text }) => [segment, text]));
        const lines = call.lines.map((line) =>
            texts.has(line.segment) ? { ...line, text: texts.get(line.segment) } : line);
        return this.#merge(id, { lines });
    }
}

function columns(calls) {
    const found = { ringing: [], talking: [], ended: [] };
    for (const call of calls) found[stage(call)].push(call);
    const longest = (a, b) => sinceMs(a) - sinceMs(b) || (a.call < b.call ? -1 : 1);
    found.ringing.sort(longest);
    found.talking.sort(longest);
    found.ended.sort((a, b) => b.endedMs - a.endedMs);
    return found;
}

/** When what the call is doing now began. */
export function sinceMs(call) {
    return stage(call) === "talking" ? call.answeredMs : call.startedMs;
}

/** How long an ended call was talked in, in seconds; undefined for one that goes on or was never answered. */
export function talkedSec(call) {
    if (stage(call) !== "ended" || call.answeredMs === undefined) return undefined;
    return (call.endedMs - call.answeredMs) / 1_000;
}

/** All that was said, by the one version of the transcript that is shown, the unfinished last. */
export function transcript(call) {
    const open = Object.values(call.partials ?? {}).sort((a, b) => a.sequence - b.sequence);
    return [...(call.lines ?? []).filter((line) => line.source === call.source), ...open];
}
