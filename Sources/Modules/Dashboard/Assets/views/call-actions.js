// What can be done with a call now, as buttons: depends on how it stands, who has it, and who asks.

import { lookupNumber, stage } from "../slices/calls.js";
import { h } from "../core/dom.js";
import { say } from "../core/words.js";
import { button, iconButton, linkButton } from "../parts/button.js";
import { dialog } from "../parts/dialog.js";
import { field } from "../parts/sb-field.js";
import { form } from "../parts/sb-form.js";
import { menu } from "../parts/menu.js";
import { toast, toastProblem } from "../parts/sb-toasts.js";
import { callNumber } from "./call-number.js";

/** The buttons of a call's desk. */
export function callActions(hub, call) {
    const { api } = hub;
    const me = hub.store.get("session").user?.id;
    const mine = call.claim?.agent === me;
    const path = `/api/calls/${call.call}`;
    if (stage(call) === "ended") {
        const number = lookupNumber(call);
        return [
            number && button(say("desk.callBack"), {
                icon: "phone", onclick: () => callNumber(hub, { number, line: call.line }),
            }),
            linkButton(say("desk.page"), `/calls/${call.call}`),
        ].filter(Boolean);
    }
    return [
        !mine && stage(call) === "ringing" && button(say("desk.claim"), {
            kind: "primary", icon: "phone", key: "A", onclick: () => claim(hub, call),
        }),
        mine && stage(call) === "ringing" && button(say("desk.release"),
            { icon: "undo", onclick: () => api.delete(`${path}/claim`) }),
        mine && button(say("desk.handOver"), { icon: "swap", onclick: () => handOver(hub, call) }),
        button(say("desk.hangUp"), { kind: "danger", icon: "close", onclick: () => api.post(`${path}/hangup`) }),
        menu(iconButton("more", say("nav.more")), () => [
            { label: say("desk.transfer"), icon: "swap", run: () => transfer(hub, call) },
            { label: say("desk.mute"), run: () => api.post(`${path}/mute`, { muted: true }).catch(toastProblem) },
            { label: say("desk.unmute"), run: () => api.post(`${path}/mute`, { muted: false }).catch(toastProblem) },
            { label: say("desk.page"), icon: "list", run: () => hub.router.go(`/calls/${call.call}`) },
        ]),
    ].filter(Boolean);
}

/** Takes a call: its desk opens at once, and who was too late is told who has it. */
export async function claim(hub, call) {
    hub.router.go(`/live/${call.call}`);
    const { agent, name, until } = await hub.api.post(`/api/calls/${call.call}/claim`);
    hub.store.slice("calls").apply({ type: "call.claimed", data: { call: call.call, agent, name, until } });
    hub.store.touch("calls");
}

/** Gives the call to another agent or a team, with a word about it. */
function handOver(hub, call) {
    const me = hub.store.get("session").user?.id;
    const agents = hub.store.slice("agents").list.filter(({ agent }) => agent !== me);
    return dialog({
        title: say("desk.handOver"),
        body: (close) => {
            const target = field("target", say("desk.handOver.to"), {
                type: "select", rules: { required: true },
                options: agents.map(({ agent, name, state }) => [agent, `${name} – ${say(`presence.${state}`)}`]),
            });
            hub.api.get("/api/teams").then((teams) => target.control.append(...teams.map(({ id, name }) =>
                h("option", { value: id }, name)))).catch(toastProblem);
            return form({
                fields: [target, field("note", say("desk.handOver.note"), { type: "textarea" })],
                submit: say("desk.handOver"),
                send: async (values) => {
                    await hub.api.post(`/api/calls/${call.call}/hand-over`, values);
                    close();
                    toast(say("desk.handedOver"));
                },
            });
        },
    });
}

function transfer(hub, call) {
    return dialog({
        title: say("desk.transfer"),
        body: (close) => form({
            fields: [field("to", say("frame.number"), { type: "tel", rules: { required: true } })],
            submit: say("desk.transfer"),
            send: async (values) => {
                await hub.api.post(`/api/calls/${call.call}/transfer`, values);
                close();
            },
        }),
    });
}
