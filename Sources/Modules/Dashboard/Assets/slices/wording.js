// How a call is put into words and colours: one place, so that board, frame and announcements agree.

import { otherParty, stage } from "./calls.js";
import { phone } from "../core/format.js";
import { say, sayOr } from "../core/words.js";

/** The other side as a person would name it: contact, the network's caller name, number, or kind of caller. */
export function partyName(call) {
    return call.contact?.name || call.callerName || partyAddress(call) || say("party.unknown");
}

/** The other side's number or address, formatted; empty for a withheld one. */
export function partyAddress(call) {
    if (call.direction !== "outbound" && call.fromKind === "anonymous") return say("party.anonymous");
    const party = otherParty(call) ?? "";
    return phone(party.replace(/^(sip|client):/, ""));
}

/** The line as its name, or the number that was dialled. */
export function lineName(call) {
    return call.lineName || phone(call.direction === "outbound" ? call.from : call.to);
}

/** Who has the call, by name where it is an agent of the company, else by telephone; undefined while nobody has. */
export function agentName(hub, call) {
    const agent = call.claim?.name ?? call.agent;
    return agent && (hub.store.slice("agents").byId.get(agent)?.name ?? phone(agent));
}

/** The word for how a call stands. */
export function statusWord(call) {
    if (call.missed) return say("status.missed");
    if (call.status === "in-progress" && stage(call) === "ringing") return say("status.greeted");
    return say(`status.${call.status}`);
}

/** Why it ended, where the status does not say it already; undefined when there is nothing to add. */
export function reasonWords(call) {
    const quiet = [undefined, "normal", "unknown"];
    if (stage(call) !== "ended" || quiet.includes(call.reason)) return undefined;
    if (call.status === "busy" && call.reason === "busy" && !call.missed) return undefined;
    return sayOr(`reason.${call.reason}`, call.reason).toLowerCase();
}

/** The colour of a call: `ringing`, `talking`, `missed`, `failed` or `ended`. */
export function tone(call) {
    if (call.missed) return "missed";
    if (call.status === "failed") return "failed";
    return stage(call);
}
