// Runs before the first paint, so that a chosen theme never flashes the other one, and before anything else is fetched,
// so that the words come with it, and the sign-in and the socket are under way meanwhile. Not a module for the same reason.
(() => {
    const { currentScript: script, documentElement: page } = document;

    const kept = (name, storage = localStorage) => {
        try {
            return storage.getItem(`switchboard.${name}`);
        } catch {
            // Storage may be closed to us; what the system says is right then.
            return null;
        }
    };
    // Most who come are signed in by their cookies, which open the socket too while the last token lives. The trade of the
    // one for a new token is under way meanwhile; core/session.js and core/app.js take over what is begun here.
    const open = () => new WebSocket(`${location.origin.replace("http", "ws")}/ws`);
    const trade = () => fetch("/api/auth/refresh", {
        method: "POST", cache: "no-store", credentials: "same-origin", headers: { Accept: "application/json" },
    });
    const begin = () => {
        const early = kept("until") > Date.now() ? open() : undefined;
        const session = navigator.locks ? navigator.locks.request("switchboard.refresh", trade) : trade();
        const socket = session.then(async (answer) => {
            const { accessToken } = (await answer.clone().json()).data;
            const socket = early?.readyState <= WebSocket.OPEN ? early : open();
            // In another tab somebody else may have signed in: the socket is whose the page is, and says so first of all.
            const tell = () => socket.send(JSON.stringify({ authorize: accessToken }));
            if (socket.readyState === WebSocket.OPEN) tell();
            else socket.addEventListener("open", tell);
            return socket;
        });
        // Where it fails, those who take over try again, and say what is wrong.
        socket.catch(() => early?.close());
        return { session, socket };
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
