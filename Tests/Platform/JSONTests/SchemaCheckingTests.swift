import JSON
import Testing

@Suite struct SchemaCheckingTests {
    static let contact = Schema.object([
        .required("name", .string(min: 1, max: 5)),
        .optional("phones", .array(of: .object([.required("number", .string(pattern: "^[0-9]+$"))]), max: 3)),
        .optional("age", .integer(min: 0, max: 150).nullable),
        .optional("kind", .enumeration(["lead", "customer"])),
    ])

    @Test func whatFitsHasNoProblem() {
        let value: JSONValue = ["name": "Ada", "phones": [["number": "123"]], "age": nil, "kind": "lead"]
        #expect(Self.contact.problems(in: value) == [])
    }

    @Test func noTextHasTheCharacterThatEndsTextInC() {
        let value: JSONValue = ["name": "a\u{0}b"]
        #expect(Self.contact.problems(in: value).map(\.field) == ["name"])
        #expect(throws: FieldProblem.self) { try Schema.string.value(ofText: "\u{0}", field: "q") }
        #expect(Schema.string(max: 9).jsonText.contains(#""pattern":"^[^\u0000]*$""#))
        #expect(!Schema.string.jsonText.contains("pattern"), "what an answer quotes may be anything")
    }

    @Test func anObjectMayNeedOneOfSomeMembers() {
        let schema = Schema.object([.optional("a", .string), .optional("b", .string), .optional("c", .string)])
            .needing(oneOf: "a", "b")
        #expect(schema.problems(in: ["b": "x"]) == [] && schema.problems(in: ["a": "x", "b": "y"]) == [])
        #expect(schema.problems(in: ["c": "x"]).map(\.detail) == ["At least one of `a`, `b` must be there."])
        #expect(schema.jsonText.contains(#""anyOf":[{"required":["a"]},{"required":["b"]}]"#))
    }

    @Test func everyProblemIsToldAtOnceWithItsPath() {
        let value: JSONValue = [
            "name": "", "phones": [["number": "1"], ["number": "x"], ["nr": 1]], "age": 151, "kind": "x",
            "color": "red",
        ]
        #expect(
            Self.contact.problems(in: value).map(\.detail) == [
                "`name` is empty; it must be text of 1 to 5 characters.",
                "`phones[1].number` is \"x\"; it must be text that matches ^[0-9]+$.",
                "`phones[2].number` is missing; it must be text that matches ^[0-9]+$.",
                "`phones[2].nr` is not a known field; the fields here are `number`.",
                "`age` is 151; it must be a whole number from 0 to 150, or null.",
                "`kind` is \"x\"; it must be one of lead, customer.",
                "`color` is not a known field; the fields here are `name`, `phones`, `age`, `kind`.",
            ])
        #expect(Self.contact.problems(in: value)[1].field == "phones[1].number")
    }

    @Test(
        arguments: [
            (Schema.string, 5, "The body is 5; it must be text."),
            (.boolean, "true", "The body is \"true\"; it must be true or false."),
            (.integer(min: 1, max: 500), 0, "The body is 0; it must be a whole number from 1 to 500."),
            (.integer(min: 1), 1.5, "The body is 1.5; it must be a whole number of at least 1."),
            (.number(max: 2), 3, "The body is 3; it must be a number of at most 2.0."),
            (.array(of: .any, min: 1, max: 1), [], "The body has 0 elements; it must be a list of 1 element."),
            (.array(of: .any), "x", "The body is \"x\"; it must be a list."),
            (.object([]), [], "The body is a list; it must be an object."),
            (.object([]), ["a": 1], "`a` is not a known field; no field is allowed here."),
            (.map(of: .integer, max: 1), ["a": "x"], "`a` is \"x\"; it must be a whole number of 64 bits."),
            (.map(of: .any, max: 1), ["a": 1, "b": 2], "The body has 2 members; at most 1 are allowed."),
            (.string(max: 2), "abc", "The body has 3 characters; at most 2 are allowed."),
            (.string(min: 2), "é", "The body has only 1 of at least 2 characters."),
            (.string(format: .date), "2026-02-30", "The body is \"2026-02-30\"; it must be a date such as 2026-11-20."),
            (
                .string(pattern: "^[A-Z]{2}$", saying: "two capital letters"), "ng",
                "The body is \"ng\"; it must be two capital letters."
            ),
            (.anyOf([.integer, .null]), "x", "The body is \"x\"; it must be a whole number of 64 bits, or null."),
            (.enumeration(["on"]), nil, "The body is null; it must be on."),
        ] as [(Schema, JSONValue, String)])
    func aProblemSaysWhatIsWrongAndWhatIsRight(schema: Schema, value: JSONValue, detail: String) {
        #expect(schema.problems(in: value).map(\.detail) == [detail])
    }

    @Test(
        arguments: [
            (Schema.integer, JSONValue.number(2.0)), (.number, 2), (.any, nil), (.null, nil), (.string.nullable, nil),
            (.anyOf([.string, .integer]), 3), (.reference("Contact"), 3), (.object([], unknown: .ignored), ["a": 1]),
            (.string(max: 1), "😀"), (.map(of: .integer), ["a": 1, "b": 2]), (.integer, .integer(.min)),
        ] as [(Schema, JSONValue)])
    func whatIsAllowedPasses(schema: Schema, value: JSONValue) { #expect(schema.problems(in: value) == []) }

    static let tree: Schema = Schema.object([
        .optional("children", .array(of: .reference("Tree", to: SchemaCheckingTests.tree)))
    ])

    @Test func aSchemaMayContainItself() {
        #expect(Self.tree.problems(in: ["children": [["children": []], [:]]]) == [])
        let problems = Self.tree.problems(in: ["children": [["children": [["x": 1]]]]])
        #expect(problems.map(\.field) == ["children[0].children[0].x"])
    }

    @Test func aFloodOfProblemsHasABound() {
        let value = JSONValue.array((0..<10_000).map { .integer($0) })
        #expect(Schema.array(of: .string).problems(in: value).count == 50)
    }

    @Test func aLongValueIsShortenedInItsProblem() {
        let detail = Schema.boolean.problems(in: .string(String(repeating: "é", count: 500)), field: "x").first?.detail
        #expect(detail == "`x` is \"\(String(repeating: "é", count: 60))…\"; it must be true or false.")
    }

    @Test(
        arguments: [
            (Schema.integer(min: 1, max: 500), "17", JSONValue.integer(17)), (.integer, "-3", -3),
            (.boolean, "true", true),
            (.number, "2.5", 2.5),
            (.string, "17", "17"), (.enumeration(["a"]), "a", "a"), (.reference("N", to: .integer), "4", 4),
        ] as [(Schema, String, JSONValue)])
    func aParameterIsReadAsItsType(schema: Schema, text: String, value: JSONValue) throws {
        #expect(try schema.value(ofText: text, field: "x") == value)
    }

    @Test(
        arguments: [
            (Schema.integer(min: 1, max: 500), "abc", "`limit` is \"abc\"; it must be a whole number from 1 to 500."),
            (.integer(min: 1, max: 500), "0", "`limit` is 0; it must be a whole number from 1 to 500."),
            (.integer, "+1", "`limit` is \"+1\"; it must be a whole number of 64 bits."),
            (.integer, "", "`limit` is \"\"; it must be a whole number of 64 bits."),
            (.boolean, "yes", "`limit` is \"yes\"; it must be true or false."),
        ] as [(Schema, String, String)])
    func aWrongParameterIsNamed(schema: Schema, text: String, detail: String) {
        let problem = #expect(throws: FieldProblem.self) { try schema.value(ofText: text, field: "limit") }
        #expect(problem == FieldProblem(field: "limit", detail: detail))
    }
}
