import JSON
import Testing

@Suite struct SchemaDocumentTests {
    @Test(
        arguments: [
            (Schema.any, #"{}"#), (.null, #"{"type":"null"}"#), (.boolean.nullable, #"{"type":["boolean","null"]}"#),
            (.integer(min: 1, max: 5), #"{"type":"integer","format":"int64","minimum":1,"maximum":5}"#),
            (.number(min: 0), #"{"type":"number","minimum":0.0}"#),
            (
                .string(min: 1, max: 5, pattern: "^a$"),
                #"{"type":"string","minLength":1,"maxLength":5,"pattern":"^a$"}"#
            ),
            (.string(format: .dateTime), #"{"type":"string","format":"date-time"}"#),
            (.enumeration(["a", "b"]), #"{"type":"string","enum":["a","b"]}"#),
            (.enumeration(["a"]).nullable, #"{"type":["string","null"],"enum":["a",null]}"#),
            (.array(of: .boolean, max: 3), #"{"type":"array","items":{"type":"boolean"},"maxItems":3}"#),
            (
                .object([.required("a", .boolean), .optional("b", .null, "Doc.")]),
                #"{"type":"object","properties":{"a":{"type":"boolean"},"b":{"type":"null","description":"Doc."}},"required":["a"],"additionalProperties":false}"#
            ),
            (.object([], unknown: .ignored), #"{"type":"object","properties":{}}"#),
            (
                .map(of: .boolean, max: 2),
                #"{"type":"object","additionalProperties":{"type":"boolean"},"maxProperties":2}"#
            ),
            (.reference("X"), ##"{"$ref":"#/components/schemas/X"}"##),
            (.reference("X").nullable, ##"{"anyOf":[{"$ref":"#/components/schemas/X"},{"type":"null"}]}"##),
            (.anyOf([.null, .boolean]), #"{"anyOf":[{"type":"null"},{"type":"boolean"}]}"#),
            (
                .boolean.description("D").example(true).standard(false),
                #"{"type":"boolean","description":"D","default":false,"examples":[true]}"#
            ),
        ] as [(Schema, String)])
    func aSchemaIsWrittenAsJSONSchema(schema: Schema, written: String) { #expect(schema.jsonText == written) }

    @Test func referencesAreFoundOnceThroughEachOther() {
        let leaf = Schema.reference("Leaf", to: .boolean)
        let branch = Schema.reference(
            "Branch", to: .object([.optional("leaf", leaf), .optional("self", .map(of: leaf))]))
        var names: [String] = []
        Schema.array(of: .anyOf([branch, leaf])).forEachReference { name, _ in names.append(name) }
        #expect(names == ["Branch", "Leaf"])
    }

    @Test(
        arguments: [
            (
                TextFormat.dateTime,
                ["2026-11-20T09:41:07Z", "2026-11-20t09:41:07.123456z", "2024-02-29T23:59:60+01:00"],
                [
                    "2026-11-20", "2026-11-20T09:41:07", "2026-13-01T00:00:00Z", "2026-11-20T24:00:00Z",
                    "2026-11-20T09:41:07.Z", "2026-11-20 09:41:07Z", "",
                ]
            ),
            (.date, ["2000-02-29"], ["1900-02-29", "2026-00-10", "2026-1-10", "2026-11-20T"]),
            (
                .email, ["ada@example.com", "a.b+c@x.co", "é@bücher.example"],
                ["ada", "@example.com", "a@b", "a b@example.com", "a@-x.com", "a..b@x.com", "a@x..com"]
            ),
            (.uri, ["https://example.com/a?b#c", "tel:+234"], ["example.com", "http://a b", "://x", "1a:b", ""]),
            (
                .uuid, ["123e4567-E89b-12d3-a456-426614174000"],
                ["123e4567e89b12d3a456426614174000", "123e4567-e89b-12d3-a456-42661417400g"]
            ),
        ] as [(TextFormat, [String], [String])])
    func aFormatKnowsItsTexts(format: TextFormat, good: [String], bad: [String]) {
        let schema = Schema.string(format: format)
        for text in good { #expect(schema.problems(in: .string(text)) == [], "\(text)") }
        for text in bad { #expect(schema.problems(in: .string(text)).count == 1, "\(text)") }
    }
}
