import FoundationEssentials
import HTTP
import JSON

extension Request {
    /// The body as a Swift value.
    ///
    /// - Throws: 415 for another media type, 400 for what is not JSON, 422 with every field that is wrong.
    package func json<Body: JSONBody>(_ type: Body.Type = Body.self) throws -> Body {
        _ = try jsonValue(Body.schema)
        do { return try JSONDecoder().decode(Body.self, from: Data(body)) } catch let error as DecodingError {
            throw Problem.invalid(error.fieldProblem)
        }
    }

    /// The body as a JSON value that fits the schema: for hot routes, which read the few fields they want.
    ///
    /// - Throws: 415 for another media type, 400 for what is not JSON, 422 with every field that is wrong.
    package func jsonValue(_ schema: Schema = .any, maximumDepth: Int = 64) throws(Problem) -> JSONValue {
        guard hasJSONType else { throw .unsupportedMediaType("application/json") }
        let value: JSONValue
        do { value = try JSONParser.parse(body, maximumDepth: maximumDepth) } catch {
            throw .unreadable(body.isEmpty ? "The body is empty; it must be JSON." : error.description)
        }
        let problems = schema.problems(in: value)
        if !problems.isEmpty { throw .invalid(problems) }
        return value
    }

    /// The body as a form.
    ///
    /// - Throws: 415 for another media type, 400 for what is no form.
    package func form() throws(Problem) -> FormBody {
        guard essence == "application/x-www-form-urlencoded" else {
            throw .unsupportedMediaType("application/x-www-form-urlencoded")
        }
        do { return try FormBody(body) } catch { throw .unreadable(error.reason) }
    }

    /// The media type of the body without its parameters, in lower case; empty when none is named.
    package var essence: String {
        guard let field = headers.bytes("content-type") else { return "" }
        let type = field.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
        return String(decoding: type.lazy.map { $0 &- UInt8(ascii: "A") < 26 ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    private var hasJSONType: Bool {
        let essence = essence
        return essence == "application/json" || essence.hasPrefix("application/") && essence.hasSuffix("+json")
    }
}

extension DecodingError {
    /// What a type's own decoding found wrong, though the schema had passed it.
    fileprivate var fieldProblem: FieldProblem {
        let context: Context
        switch self {
        case .typeMismatch(_, let found), .valueNotFound(_, let found), .dataCorrupted(let found): context = found
        case .keyNotFound(let key, let found):
            context = Context(codingPath: found.codingPath + [key], debugDescription: "It is missing.")
        @unknown default: return FieldProblem(field: "", detail: "The body is not understood.")
        }
        var field = ""
        for key in context.codingPath {
            if let index = key.intValue {
                field += "[\(index)]"
            } else {
                field += (field.isEmpty ? "" : ".") + key.stringValue
            }
        }
        return FieldProblem(field: field, detail: context.debugDescription)
    }
}
