import JSON
import Support
import Testing

@testable import Messaging

@Suite(.timeLimit(.minutes(10))) struct TemplateTests {
    @Test(arguments: [
        ("Hello {{name}}!", "Hello Ada!", ["name"]), ("{{ name }}{{name}}", "AdaAda", ["name"]),
        (#"Write \{{name}}, {{name}}"#, "Write {{name}}, Ada", ["name"]),
        ("{{other.one}}", "{{other.one}}", ["other.one"]),
        ("no places }}", "no places }}", []),
    ])
    func valuesStandInTheirPlaces(source: String, text: String, variables: [String]) throws {
        let template = try TemplateText(source)
        #expect(template.filled(["name": "Ada"]) == text)
        #expect(template.variables == variables)
    }

    @Test func aValueIsTextAndNothingElse() throws {
        let template = try TemplateText("{{a}}-{{b}}")
        #expect(template.filled(["a": "{{b}}\u{0}\u{1B}\n", "b": "{{a}}"]) == "{{b}}\n-{{a}}")
    }

    @Test(arguments: ["{{", "Hello {{name", "{{}}", "{{a b-c}}", "{{näme}}", "{{{name}}}"])
    func aPlaceThatIsNoneIsRefused(source: String) {
        #expect(throws: TemplateText.Fault.self) { try TemplateText(source) }
    }

    private static func draft(_ text: String, _ name: String = "late") -> JSONValue {
        ["name": .string(name), "channel": "sms", "language": "en", "text": .string(text)]
    }

    @Test func aMissingVariableIsNamed() async throws {
        try await withMessaging { hub async throws in
            let made = try await hub.server.post(
                "/api/message-templates", Self.draft("Hello {{contact.name}}, {{line.number}} at {{time}}: {{where}}"),
                expecting: 201)["data"]
            #expect(made["variables"] == ["contact.name", "line.number", "time", "where"])
            let body: JSONObject = ["template": made["id"], "variables": ["time": "9", "nonsense": "x"]]
            let refused = try await hub.write(body, expecting: 422)
            #expect(
                refused["errors"].array?.map { $0["field"] } == [
                    "variables.contact.name", "variables.where", "variables.nonsense",
                ])
            try await hub.server.post(
                "/api/crm/contacts", ["name": "Ada", "numbers": [["number": .string(MessagingHub.number)]]],
                expecting: 201)
            let written = try await hub.write(["template": made["id"], "variables": ["time": "9", "where": "home"]])
            #expect(written["data"]["text"] == "Hello Ada, +14155550119 at 9: home")
            #expect(try await hub.write(["template": made["id"], "text": "x"], expecting: 422)["field"] == "text")
            #expect(
                try await hub.write(["template": made["id"], "channel": "whatsapp"], expecting: 422)["field"]
                    == "channel")
        }
    }

    @Test func aTemplateIsNamedByChannelAndLanguage() async throws {
        try await withMessaging { hub async throws in
            for (language, text) in [("en", "Sorry"), ("pt-BR", "Desculpe")] {
                var draft = try #require(Self.draft(text).object)
                draft["language"] = .string(language)
                try await hub.server.post("/api/message-templates", .object(draft), expecting: 201)
            }
            #expect(try await hub.write(["template": "late"], expecting: 422)["field"] == "template")
            #expect(try await hub.write(["template": "later"], expecting: 422)["field"] == "template")
            let written = try await hub.write(["template": "late", "language": "pt-BR"])
            #expect(written["data"]["text"] == "Desculpe")
        }
    }

    @Test func templatesAreWrittenChangedSeenAndRemoved() async throws {
        try await withMessaging { hub async throws in
            let server = hub.server
            let made = try await server.post("/api/message-templates", Self.draft("Hi {{name}}"), expecting: 201)[
                "data"]
            let path = "/api/message-templates/\(made["id"].string ?? "")"
            let taken = try await server.post("/api/message-templates", Self.draft("Again"), expecting: 409)
            #expect(taken["template"] == made["id"])
            #expect(
                try await server.post("/api/message-templates", Self.draft("{{", "bad"), expecting: 422)["field"]
                    == "text")
            let changed = try await server.json(.put, path, Self.draft("Hi {{name}} €"), expecting: 200)["data"]
            #expect(changed["version"] == 2)
            try await server.json(
                .put, path, Self.draft("Never"), headers: [("If-Match", "\"1\"")], expecting: 412)
            #expect(try await server.post("\(path)/preview", ["variables": [:]])["data"]["missing"] == ["name"])
            let preview = try await server.post("\(path)/preview", ["variables": ["name": "Ada"]])["data"]
            #expect(
                preview == ["text": "Hi Ada €", "encoding": "gsm-7", "units": 9, "segments": 1, "missing": []])
            #expect(try await server.get("/api/message-templates")["data"].array?.count == 1)
            let other = try await server.anotherCompany("Other")
            #expect(try await server.get("/api/message-templates", as: other)["data"] == [])
            _ = try await server.get(path, as: other, expecting: 404)
            try await server.json(.delete, path, nil, expecting: 204)
            _ = try await server.get(path, expecting: 404)
        }
    }
}

@Suite struct MessageLengthTests {
    @Test(arguments: [
        ("", MessageLength.Encoding.gsm7, 0, 0), (String(repeating: "a", count: 160), .gsm7, 160, 1),
        (String(repeating: "a", count: 161), .gsm7, 161, 2), (String(repeating: "a", count: 307), .gsm7, 307, 3),
        (String(repeating: "€", count: 80), .gsm7, 160, 1), (String(repeating: "€", count: 81), .gsm7, 162, 2),
        // 76 pairs fill 152 of 153: the pair that would be cut begins the next part.
        (String(repeating: "€", count: 153), .gsm7, 306, 3), ("ё", .ucs2, 1, 1),
        (String(repeating: "ё", count: 70), .ucs2, 70, 1), (String(repeating: "ё", count: 71), .ucs2, 71, 2),
        (String(repeating: "😀", count: 35), .ucs2, 70, 1), (String(repeating: "😀", count: 67), .ucs2, 134, 3),
    ])
    func aTextIsCutAsTheNetworkCutsIt(text: String, encoding: MessageLength.Encoding, units: Int, segments: Int) {
        let length = MessageLength(text)
        #expect(length.encoding == encoding && length.units == units && length.segments == segments)
    }
}
