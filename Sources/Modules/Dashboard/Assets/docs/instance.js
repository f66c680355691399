// One of the company's own ids for a place in a path, found by reading the list that stands before it.

/** Lists for captures whose own parent is none. */
const lists = {
    callSid: "/api/crm/call-history", call: "/api/crm/call-history", conversationId: "/api/crm/call-history",
};
const members = { callSid: ["providerCallId", "call", "id"], call: ["call", "id"] };

/** The value, or undefined where no list tells one. */
export async function instanceOf(name, path, document, api) {
    if (name === "phoneNumber") return "+2348021234567";
    const parent = path.slice(0, path.indexOf(`/{${name}}`));
    const list = [parent, lists[name]].find((one) => one && !one.includes("{") && document.reading(one));
    if (!list) return undefined;
    try {
        const data = await api.get(list, document.reading(list).parameters.some((one) => one.name === "limit") ? { limit: 1 } : {});
        const first = Array.isArray(data) ? data[0] : Object.values(data ?? {}).find(Array.isArray)?.[0];
        return (members[name] ?? ["id", "key", name]).map((member) => first?.[member]).find((value) => typeof value === "string");
    } catch {
        // A reader without the permission still has the reference, only with an empty field.
        return undefined;
    }
}
