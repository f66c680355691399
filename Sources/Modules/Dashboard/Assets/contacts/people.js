// The members of the company, for names and for choosing one: asked once, and again after a change of somebody's access.

const known = new Map();

/** The members, `[{ id, name, email, role }]`, of the company that is signed in to. */
export function people(hub) {
    const company = hub.session.state.company?.id;
    if (!known.has(company)) {
        const asked = hub.api.get("/api/users", { limit: 500 }).then((users) => users.map((row) => ({ ...row, ...row.user })));
        known.set(company, asked);
        asked.catch(() => known.delete(company));
        hub.store.hear(["access.changed"], () => known.delete(company));
    }
    return known.get(company);
}

/** The members as a field's options, nobody first; without the permission to see them, only nobody. */
export async function peopleOptions(hub, nobody) {
    const all = await people(hub).catch(() => []);
    return [["", nobody], ...all.filter(({ disabled }) => !disabled).map(({ id, name, email }) => [id, name || email])];
}
