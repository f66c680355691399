import Testing

@testable import Dashboard

@Suite("Joined modules")
struct JoinedModulesTests {
    private let files = JoinedModules(
        ["core/dom.js", "views/sb-live.js"],
        of: [
            "core/dom.js": """
            // Elements.
            export const h = 1;
            export async function fill() {}
            const own = 2;

            """,
            "views/sb-live.js": """
            import { fill as put, h } from "../core/dom.js";
            import "./sb-board.js";

            export default class LiveView extends Element {
                more = () => import("./sb-desk.js");
            }

            """,
            "parts/menu.js": """
            import {
                fill,
                h,
            } from "../core/dom.js";
            \("import") LiveView from "../views/sb-live.js";
            import { other } from "./other.js";

            """,
            "parts/other.js": "export const other = 1;\n",
        ]
    ).files

    @Test func eachIsABlockThatTakesWhatItImportsAndHandsOnWhatItExports() {
        #expect(
            files["core/joined.js"] == """
                export const joined = {};
                { // core/dom.js
                // Elements.
                const h = 1;
                async function fill() {}
                const own = 2;
                joined["core/dom.js"] = { h, fill };
                }
                { // views/sb-live.js
                const { fill: put, h } = joined["core/dom.js"];
                import "./sb-board.js";

                class LiveView extends Element {
                    more = () => import("../views/sb-desk.js");
                }
                joined["views/sb-live.js"] = { default: LiveView };
                }

                """)
    }

    @Test func othersTakeFromThemWhatTheyImport() {
        #expect(
            files["parts/menu.js"] == """
                import { joined } from "../core/joined.js";
                const {     fill,     h, } = joined["core/dom.js"];
                const LiveView = joined["views/sb-live.js"].default;
                import { other } from "./other.js";

                """)
        #expect(files["parts/other.js"] == "export const other = 1;\n")
    }

    @Test func atTheAddressOfOneItsExportsAreTheSameOnes() {
        #expect(
            files["core/dom.js"] == """
                import { joined } from "../core/joined.js";
                export const { h, fill } = joined["core/dom.js"];

                """)
        #expect(
            files["views/sb-live.js"] == """
                import { joined } from "../core/joined.js";
                export default joined["views/sb-live.js"].default;

                """)
    }

    @Test func noFileOfThePageImportsOneOfThemByItself() throws {
        let page = DashboardFiles.embedded
        let joined = String(decoding: page["core/joined.js"]?.bytes ?? [], as: UTF8.self)
        let members = joined.matches(of: /(?m)^\{ \/\/ (.+)$/).map { String($0.output.1) }
        #expect(members.count > 30)
        let left = /(?m)^(import|export default)\b/
        #expect(!joined.contains(left))
        for name in page.names where name.hasSuffix(".js") {
            let source = String(decoding: page[name]?.bytes ?? [], as: UTF8.self)
            for line in source.split(separator: "\n") where line.hasPrefix("import ") || line.hasPrefix("} from ") {
                let path = try #require(line.split(separator: "\"").dropLast().last)
                #expect(!members.contains(ModuleGraph.resolved(path, from: name)), "\(name): \(line)")
            }
        }
    }

    @Test func whatIsJoinedStandsAfterWhatItTakes() {
        let source = String(decoding: DashboardFiles.embedded["core/joined.js"]?.bytes ?? [], as: UTF8.self)
        var made: Set<String> = []
        for line in source.split(separator: "\n") {
            if let taken = line.firstMatch(of: /= joined\["(.+)"\]/) {
                #expect(made.contains(String(taken.output.1)), "\(line)")
            }
            if let done = line.firstMatch(of: /^joined\["(.+)"\] =/) { made.insert(String(done.output.1)) }
        }
        #expect(made.count > 30)
    }
}
