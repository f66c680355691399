// What stands in a day, whatever its kind: an obligation, a task or a promise, under one shape.

const paths = { obligation: "/api/obligations", task: "/api/tasks", promise: "/api/crm/promises" };

/**
 * An item of `/api/my-day` as the view shows it; `obligation` is what the store knows of one.
 *
 * `can(action)` says what is possible: `callBack`, `textBack`, `done`, `snooze`; `path` is where the hub has it.
 */
export function taskOf(item, obligation) {
    const kind = kindOf(item);
    const contact = typeof item.contact === "string" ? { id: item.contact, name: item.contactName } : item.contact;
    const number = item.number ?? contact?.number;
    const possible = {
        callBack: Boolean(number),
        textBack: kind === "obligation" && Boolean(number),
        done: true,
        snooze: kind !== "promise",
    };
    return { ...obligation, ...item, kind, cause: obligation?.kind, contact, number, path: `${paths[kind]}/${item.id}`,
        can: (action) => possible[action] };
}

/** By the id, for an obligation's own `kind` says what brought it about. */
function kindOf({ id, kind }) {
    return { obl: "obligation", tsk: "task", prm: "promise" }[id.slice(0, 3)] ?? kind;
}
