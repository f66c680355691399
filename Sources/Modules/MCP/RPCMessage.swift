import ModuleKit

/// A message of JSON-RPC 2.0 as clients of the Model Context Protocol send it: one a request, never a batch.
enum RPCMessage: Sendable {
    case request(id: JSONValue, method: String, params: JSONObject)
    /// A notification, or the answer to a request that we never send: nothing is said to either.
    case unanswered

    /// - Throws: ``RPCError`` for anything else.
    init(_ json: JSONValue) throws(RPCError) {
        guard json["jsonrpc"] == "2.0", let object = json.object else {
            throw RPCError(.invalidRequest, "A message is one JSON-RPC 2.0 object; batches are not taken.")
        }
        guard let method = object["method"] else {
            guard object["result"] != nil || object["error"] != nil else {
                throw RPCError(.invalidRequest, "The message has neither `method` nor `result` nor `error`.")
            }
            self = .unanswered
            return
        }
        guard let name = method.string else { throw RPCError(.invalidRequest, "`method` is no text.") }
        guard let id = object["id"] else {
            self = .unanswered
            return
        }
        guard id.string != nil || id.int64 != nil else {
            throw RPCError(.invalidRequest, "`id` is neither a text nor a whole number.")
        }
        let params: JSONObject
        switch object["params"] {
        case nil: params = [:]
        case .object(let given)?: params = given
        default: throw RPCError(.invalidRequest, "`params` is no object.")
        }
        self = .request(id: id, method: name, params: params)
    }

    /// What is said to a request.
    static func answer(_ id: JSONValue, _ result: JSONValue) -> JSONValue {
        ["jsonrpc": "2.0", "id": id, "result": result]
    }

    /// What is said when a request cannot be carried out; `id` is absent when it could not be read.
    static func failure(_ id: JSONValue?, _ error: RPCError) -> JSONValue {
        var json: JSONObject = ["jsonrpc": "2.0"]
        json["id"] = id ?? .null
        var object: JSONObject = ["code": .integer(error.code.rawValue), "message": .string(error.message)]
        object["data"] = error.data
        json["error"] = .object(object)
        return .object(json)
    }
}

/// Why a request of JSON-RPC is not carried out.
struct RPCError: Error, Sendable {
    /// JSON-RPC 2.0 §5.1; the last one is the Model Context Protocol's.
    enum Code: Int64, Sendable {
        case parse = -32700
        case invalidRequest = -32600
        case methodNotFound = -32601
        case invalidParams = -32602
        case internalError = -32603
        case resourceNotFound = -32002
    }

    let code: Code
    let message: String
    var data: JSONValue?

    init(_ code: Code, _ message: String, data: JSONValue? = nil) {
        (self.code, self.message, self.data) = (code, message, data)
    }
}
