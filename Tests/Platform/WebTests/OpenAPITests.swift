import HTTP
import JSON
import Testing
import Web

@Suite struct OpenAPITests {
    static let read = Permission("contacts:read", least: .viewer)
    static let contact = Schema.reference(
        "Contact",
        to: .object([.required("id", .string(pattern: "^con_[0-9]+$")), .optional("name", .string(max: 200))]))

    static let routes: [Route] = [
        .get("/api/contacts", read) { _ in .noContent }.paged(sorts: ["name", "-name"]).returnsPage(of: contact)
            .summary("Lists contacts"),
        .get("/api/contacts/:id", read) { _ in .noContent }
            .path("id", .string(max: 40, pattern: "^con_[0-9]+$")).returns(contact),
        .post("/api/contacts", Permission("contacts:write", least: .agent)) { _ in .noContent }.body(Award.self)
            .returns(contact, status: .created).problems(.conflict)
            .field("Idempotency-Key", .string(min: 1, max: 64)),
        .delete("/api/contacts/:id", Permission("contacts:write", least: .agent)) { _ in .noContent }.returnsNothing(),
        .get("/api/export/csv", read) { _ in .noContent }.returns(document: .string, type: "text/csv"),
        .inline.post("/webhooks/:provider/:account/:hook", .anyone) { _ in .noContent }.openQuery
            .body(.map(of: .string), mediaType: "application/x-www-form-urlencoded")
            .returns(document: .string, type: "application/xml"),
        .get("/secret", .anyone) { _ in .noContent }.hidden,
        .get("/api/hub", .hubOwner) { _ in .noContent },
        .get("/api/hub-", .signedIn) { _ in .noContent },
    ]

    static let document =
        (try? JSONParser.parse(
            OpenAPI.document(
                routes: routes, title: "T", version: "1", schemas: [("Event", .any)], cookie: "session",
                extensions: [("x-events", ["call.ringing"])]))) ?? .null

    private var paths: JSONValue { Self.document["paths"] }

    @Test func theDocumentHasItsParts() {
        #expect(Self.document["openapi"] == "3.1.0")
        #expect(Self.document["info"] == ["title": "T", "version": "1"])
        #expect(Self.document["tags"].array?.map { $0["name"] } == ["contacts", "export", "webhooks", "hub", "hub-"])
        #expect(Self.document["x-events"] == ["call.ringing"])
        #expect(
            paths.object?.names == [
                "/api/contacts", "/api/contacts/{id}", "/api/export/csv", "/webhooks/{provider}/{account}/{hook}",
                "/api/hub",
                "/api/hub-",
            ])
        #expect(Self.document["components"]["schemas"].object?.names == ["Problem", "Event", "Contact"])
        #expect(Self.document["components"]["securitySchemes"].object?.names == ["bearer", "cookie"])
        #expect(Self.document["security"] == [["bearer": []], ["cookie": []]])
    }

    @Test func everyReferenceHasItsTarget() {
        var references: Set<String> = []
        collect(Self.document, into: &references)
        #expect(references.count > 5)
        for reference in references {
            let target = reference.split(separator: "/").dropFirst().reduce(Self.document) { $0[String($1)] }
            #expect(!target.isNull, "\(reference)")
        }
    }

    private func collect(_ value: JSONValue, into references: inout Set<String>) {
        if let reference = value["$ref"].string { references.insert(reference) }
        for member in value.object?.members ?? [] { collect(member.value, into: &references) }
        for element in value.array ?? [] { collect(element, into: &references) }
    }

    @Test func everyOperationHasItsOwnNameAndAllItsPathParameters() throws {
        var identifiers: [String] = []
        for path in paths.object?.members ?? [] {
            let captures = path.name.split(separator: "{").dropFirst().compactMap { $0.split(separator: "}").first }
            for operation in path.value.object?.members ?? [] {
                identifiers.append(try #require(operation.value["operationId"].string))
                let parameters = operation.value["parameters"].array ?? []
                let names = parameters.filter { $0["in"] == "path" && $0["required"] == true }.map { $0["name"].string }
                #expect(names == captures.map { String($0) })
                #expect(operation.value["responses"]["default"] != .null)
            }
        }
        #expect(Set(identifiers).count == identifiers.count)
        #expect(identifiers.first == "getContacts")
        #expect(identifiers.contains("getContactsById"))
        #expect(identifiers.suffix(2) == ["getHub", "getHub_"])
    }

    @Test(arguments: [
        ("/api/contacts", "get", ["200", "400", "401", "403", "404", "422", "default"]),
        ("/api/contacts", "post", ["201", "400", "401", "403", "409", "413", "415", "422", "default"]),
        ("/api/contacts/{id}", "get", ["200", "400", "401", "403", "404", "422", "default"]),
        ("/api/contacts/{id}", "delete", ["204", "400", "401", "403", "404", "422", "default"]),
        ("/webhooks/{provider}/{account}/{hook}", "post", ["200", "400", "404", "413", "415", "422", "default"]),
    ])
    func everyStatusIsDeclared(path: String, method: String, statuses: [String]) {
        #expect(paths[path][method]["responses"].object?.names == statuses)
    }

    @Test func parametersAndBodiesAreThoseThatAreChecked() {
        let list = paths["/api/contacts"]["get"]
        #expect(list["parameters"].array?.map { $0["name"] } == ["limit", "after", "sort"])
        #expect(list["parameters"][0]["schema"]["maximum"] == 500)
        #expect(list["x-permission"] == "contacts:read")
        let create = paths["/api/contacts"]["post"]
        #expect(create["parameters"][0]["in"] == "header")
        #expect(create["requestBody"]["content"]["application/json"]["schema"]["additionalProperties"] == false)
        #expect(create["responses"]["201"]["headers"]["Location"] != .null)
        #expect(paths["/api/contacts/{id}"]["get"]["parameters"][0]["schema"]["pattern"] == "^con_[0-9]+$")
        #expect(paths["/webhooks/{provider}/{account}/{hook}"]["post"]["security"] == [])
        #expect(paths["/api/contacts"]["get"]["security"] == .null)
    }

    @Test func aProblemFitsItsOwnSchema() throws {
        let problems: [Problem] = [
            .unauthorized(), .invalid([FieldProblem(field: "a", detail: "b"), FieldProblem(field: "c", detail: "d")]),
            .conflict("x", extra: ["present": 1]), .internalError,
        ]
        for problem in problems {
            let value = try JSONParser.parse(problem.response(requestID: "req_1").bytes ?? [])
            #expect(Problem.schema.problems(in: value) == [])
        }
    }
}
