import JSON
import Web

/// What a subscriber says: one JSON object a frame (protocol §3).
enum ClientFrame {
    case subscribe(topics: [String], after: LogPosition?)
    case unsubscribe([String])
    case snapshot([String])
    case authorize(String)
    case sync
    case ping(JSONValue)

    /// Reads a frame; the error says what would have been right.
    static func read(_ text: [UInt8]) throws -> (id: JSONValue?, frame: ClientFrame) {
        let value: JSONValue
        do {
            value = try JSONParser.parse(text)
        } catch {
            throw Problem(
                .badRequest, "/problems/unreadable", "Unreadable frame",
                detail: "The frame is not JSON: \(error.reason).")
        }
        guard let object = value.object else { throw problem("The frame is not a JSON object.") }
        let id = object["id"]
        let verbs = object.names.filter { $0 != "id" && $0 != "after" }
        guard verbs.count == 1 else {
            throw problem(
                "Say exactly one of subscribe, unsubscribe, snapshot, authorize, sync, ping; found: \(verbs).")
        }
        guard object["after"] == nil || verbs == ["subscribe"] else { throw problem("`after` goes with `subscribe`.") }
        return (id, try verb(verbs[0], of: value))
    }

    private static func verb(_ verb: String, of value: JSONValue) throws -> ClientFrame {
        switch verb {
        case "subscribe": return .subscribe(topics: try names(value, verb), after: try position(value["after"]))
        case "unsubscribe": return .unsubscribe(try names(value, verb))
        case "snapshot": return .snapshot(try names(value, verb))
        case "authorize":
            guard let token = value[verb].string else { throw problem("`authorize` takes a token.") }
            return .authorize(token)
        case "sync":
            guard value[verb].bool == true else { throw problem("`sync` is `true` or left out.") }
            return .sync
        case "ping": return .ping(value[verb])
        default:
            throw problem("There is no `\(verb)`: it is subscribe, unsubscribe, snapshot, authorize, sync or ping.")
        }
    }

    private static func names(_ value: JSONValue, _ verb: String) throws -> [String] {
        guard let list = value[verb].array, (1...100).contains(list.count) else {
            throw problem("`\(verb)` is a list of 1 to 100 topics, such as [\"calls\"].")
        }
        return try list.map { item in
            guard let name = item.string else { throw problem("`\(verb)` is a list of texts.") }
            return name
        }
    }

    private static func position(_ after: JSONValue) throws -> LogPosition? {
        if after.isNull { return nil }
        guard let epoch = after["epoch"].string, let offset = after["offset"].int64, offset >= 0 else {
            throw problem("`after` is {\"epoch\":\"…\",\"offset\":0 or more}, as the server said them.")
        }
        return LogPosition(epoch: epoch, offset: offset)
    }

    private static func problem(_ detail: String) -> Problem {
        Problem(.unprocessableContent, "/problems/invalid-frame", "Frame not understood", detail: detail)
    }
}

/// What the hub says beside events.
enum ServerFrame {
    static func upTo(_ offset: Int64, id: JSONValue? = nil) -> EventFrame {
        frame { json in
            json.member("id", id)
            json.member("upTo", offset)
        }
    }

    static func pong(_ echo: JSONValue) -> EventFrame { frame { $0.member("pong", echo) } }

    static func problem(_ problem: Problem, id: JSONValue?) -> EventFrame {
        frame { json in
            json.member("id", id)
            json.member("problem", problem)
        }
    }

    static func subscribed(
        _ topics: [Topic], refused: [(topic: String, type: String)], at position: LogPosition, outcome: Outcome,
        id: JSONValue?
    ) -> EventFrame {
        frame { json in
            json.member("id", id)
            json.member("subscribed", topics.map(\.wire))
            json.member("epoch", position.epoch)
            json.member("offset", position.offset)
            switch outcome {
            case .current: json.member("outcome", "current")
            case .replayed(let count):
                json.member("outcome", "replayed")
                json.member("count", count)
            case .reset(let reason):
                json.member("outcome", "reset")
                json.member("reason", reason.rawValue)
            }
            if !refused.isEmpty {
                json.array("refused") { list in
                    for entry in refused {
                        list.object {
                            $0.member("topic", entry.topic)
                            $0.member("type", entry.type)
                        }
                    }
                }
            }
        }
    }

    static func unsubscribed(_ topics: [Topic], id: JSONValue?) -> EventFrame {
        frame { json in
            json.member("id", id)
            json.member("unsubscribed", topics.map(\.wire))
        }
    }

    static func authorized(id: JSONValue?) -> EventFrame {
        frame { json in
            json.member("id", id)
            json.member("authorized", true)
        }
    }

    static func snapshot(_ parts: [(topic: String, json: [UInt8])], at offset: Int64, id: JSONValue?) -> EventFrame {
        frame { json in
            json.member("id", id)
            json.member("offset", offset)
            json.object("snapshot") { snapshot in
                for part in parts {
                    snapshot.key(part.topic)
                    snapshot.raw(part.json)
                }
            }
        }
    }

    private static func frame(_ members: (inout JSONWriter) -> Void) -> EventFrame {
        var json = JSONWriter(capacity: 256)
        json.object { members(&$0) }
        return EventFrame(json: json.bytes)
    }
}
