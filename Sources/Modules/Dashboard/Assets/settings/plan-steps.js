// The steps that a call plan can have, and what each is asked for. Pure.

const text = (name, members = {}) => ({ name, type: "textarea", ...members });
const whole = (name, members = {}) => ({ name, type: "number", ...members });
const step = (name) => ({ name, type: "step" });

/** `do` → its members, in the order in which they are asked. */
export const steps = {
    say: [text("text", { required: true }), { name: "language" }, { name: "voice" }],
    play: [{ name: "url", type: "url", required: true }, whole("times")],
    pause: [whole("seconds", { required: true })],
    gather: [text("say"), whole("digits"), { name: "choices", type: "choices" }, step("otherwise"), whole("attempts"), whole("timeoutSec")],
    dial: [{ name: "numbers", type: "list" }, { name: "callerId", type: "tel" }, whole("timeoutSec"), { name: "record", type: "check" }, step("otherwise")],
    voicemail: [text("say"), whole("maximumSec"), { name: "transcribe", type: "check" }],
    record: [{ name: "scope", type: "choice", options: ["caller", "call"] }, whole("maximumSec"), { name: "beep", type: "check" }],
    transcribe: [{ name: "language" }],
    stream: [{ name: "url", type: "url" }, { name: "track", type: "choice", options: ["inbound", "outbound", "both"] }],
    relay: [{ name: "url", type: "url" }, text("welcome"), { name: "language" }],
    redirect: [{ name: "url", type: "url", required: true }],
    goto: [{ ...step("step"), required: true }],
    reject: [{ name: "reason", type: "choice", options: ["rejected", "busy"] }],
    hangup: [],
};

/** A name that no step of the plan has. */
export function freshName(kind, plan) {
    const taken = new Set(plan.steps.map(({ id }) => id));
    for (let number = 1; ; number += 1) {
        const name = number === 1 ? kind : `${kind}-${number}`;
        if (!taken.has(name)) return name;
    }
}

/** Where a call goes from a step: `[label, id of a step]`, the step below where nothing else is said. */
export function ways(index, plan) {
    const { next, choices, otherwise, ...rest } = plan.steps[index];
    const over = ["hangup", "reject", "redirect", "voicemail"].includes(rest.do);
    const list = Object.entries(choices ?? {});
    if (otherwise) list.push(["otherwise", otherwise]);
    if (rest.do === "goto") list.push(["next", rest.step]);
    else if (next) list.push(["next", next]);
    else if (!over && plan.steps[index + 1]) list.push(["next", plan.steps[index + 1].id]);
    return list;
}

/** Gives a step another name, wherever it is named. */
export function rename(plan, from, to) {
    const named = (id) => (id === from ? to : id);
    for (const one of plan.steps) {
        for (const name of ["id", "next", "otherwise", "step"]) if (one[name]) one[name] = named(one[name]);
        if (one.choices) one.choices = Object.fromEntries(Object.entries(one.choices).map(([input, id]) => [input, named(id)]));
    }
}
