import { h } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { say } from "../core/words.js";
import { paragraphs } from "./marked.js";
import "./sb-docs-code.js";
import "./sb-docs-console.js";

const exchange = `→ {"id":1,"subscribe":["calls","contacts/con_…"],"after":{"epoch":"3f9c","offset":812}}
← {"id":1,"subscribed":["calls","contacts/con_…"],"epoch":"3f9c","offset":830,"outcome":"replayed","count":18}
← {"offset":831,"at":"2026-11-20T09:41:07.123Z","type":"call.ringing",
   "topics":["calls","calls/cal_…","contacts/con_…","lines/lin_…"],"data":{"call":"cal_…","status":"ringing",…}}`;

const outcomes = ["current", "replayed", "reset"];
const frames = [
    ['{"unsubscribe":["calls"]}', "unsubscribe"], ['{"id":2,"snapshot":["calls"]}', "snapshot"],
    ['{"id":3,"sync":true}', "sync"], ['{"ping":1}', "ping"], ['{"authorize":"<token>"}', "authorize"],
];
const topics = [
    "calls", "calls/<id>", "contacts", "contacts/<id>", "lines/<id>", "agents/<id>", "tasks", "conversations", "figures",
    "presence", "admin",
];
const codes = ["1001", "4001", "4400", "4401", "4403"];

/** The protocol of the socket, and a console to speak it. */
class DocsLive extends HubElement {
    build() {
        const { hub } = this;
        const socket = `${location.origin.replace(/^http/, "ws")}/ws`;
        this.append(h("article", { class: "docs-prose" },
            h("h1", {}, say("docs.subject.live")),
            paragraphs("docs.live.text"),
            section("try", h("sb-docs-console", { hub })),
            section("exchange", h("sb-docs-code", { hub, text: exchange })),
            section("outcomes", facts(outcomes.map((name) => [h("code", {}, name), say(`docs.live.outcome.${name}`)]))),
            section("frames", facts(frames.map(([frame, name]) => [h("code", {}, frame), say(`docs.live.frame.${name}`)]))),
            section("topics", h("p", { class: "docs-chips" }, topics.map((topic) => h("code", {}, topic)))),
            section("codes", facts(codes.map((code) => [h("code", {}, code), say(`docs.live.code.${code}`)]))),
            section("http", paragraphs("docs.live.http.text"),
                h("sb-docs-code", { hub, text: `curl -N '${location.origin}/api/events?after=0' \\\n  -H "Authorization: Bearer $TOKEN"\n\n`
                    + `curl '${location.origin}/api/events?after=0&limit=100' \\\n  -H "Authorization: Bearer $TOKEN" \\\n  -H 'Accept: application/x-ndjson'` })),
            section("python", h("sb-docs-code", { hub, text: python(socket) }))));
    }
}

const python = (socket) => `import asyncio, json, websockets        # pip install websockets

async def main(token):
    async with websockets.connect(f"${socket}?token={token}") as socket:
        await socket.send(json.dumps({"id": 1, "subscribe": ["calls"]}))
        async for frame in socket:
            print(frame)

asyncio.run(main("<token>"))`;

const section = (name, ...content) => h("section", {}, h("h2", {}, say(`docs.live.${name}`)), ...content.flat());
const facts = (rows) => h("dl", { class: "docs-facts" }, rows.map(([term, text]) => h("div", {}, h("dt", {}, term), h("dd", {}, text))));

customElements.define("sb-docs-live", DocsLive);
