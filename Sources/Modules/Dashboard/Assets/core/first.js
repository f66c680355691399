// Runs before the first paint, so that a chosen theme never flashes the other one, and before anything else is fetched,
// so that the words come with it, and the sign-in and the socket are under way meanwhile. Not a module for the same reason.
(() => {
    const { currentScript: script, documentElement: page } = document;

    // Most who come are signed in by the cookie: its trade for a token, and the socket that the token opens, take three
    // ways to the hub and back, one after the other. core/session.js and core/app.js take over what is begun here.
    const post = async (path, token) => fetch(path, {
        method: "POST", cache: "no-store", credentials: "same-origin",
        headers: { Accept: "application/json", ...(token && { Authorization: `Bearer ${token}` }) },
    });
    const asked = async (answer) => (await answer.clone().json()).data;
    const begin = () => {
        const trade = () => post("/api/auth/refresh");
        const session = navigator.locks ? navigator.locks.request("switchboard.refresh", trade) : trade();
        const socket = session.then(async (answer) => {
            const { accessToken } = await asked(answer);
            const { ticket } = await asked(await post("/api/ws-ticket", accessToken));
            return new WebSocket(`${location.origin.replace("http", "ws")}/ws?token=${encodeURIComponent(ticket)}`);
        });
        // Where it fails, those who take over try again, and say what is wrong.
        socket.catch(() => {});
        return { session, socket };
    };
    const kept = (name, storage = localStorage) => {
        try {
            return storage.getItem(`switchboard.${name}`);
        } catch {
            // Storage may be closed to us; what the system says is right then.
            return null;
        }
    };
    const hasKey = location.hash.includes("token=") || location.hash.includes("invitation=") || kept("key", sessionStorage);
    if (!hasKey && script.dataset.begin !== undefined) window.begun = begin();

    const theme = kept("theme");
    if (theme === "light" || theme === "dark") page.dataset.theme = theme;
    const languages = page.dataset.languages.split(" ");
    const wished = [kept("language"), ...navigator.languages.map((name) => name.slice(0, 2))];
    page.lang = wished.find((code) => languages.includes(code)) ?? page.lang;

    // All at once, for a browser finds the imports of an import only when that is there; and only now, so that dozens of
    // files are not in the way of the first.
    const names = (list) => list.split(" ").filter(Boolean);
    const words = ["", ...names(script.dataset.words).map((part) => `${part}.`)].map((part) => `words/${part}${page.lang}.js`);
    script.after(...[...words, ...names(script.dataset.modules)].map((name) =>
        Object.assign(document.createElement("link"), { rel: "modulepreload", href: new URL(`../${name}`, script.src).href })));
})();
