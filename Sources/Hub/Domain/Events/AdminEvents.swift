import JSON

/// A role, a key or a session changed; every open socket it concerns is checked again.
package struct AccessChanged: Event {
    package static let type = EventType(
        "access.changed", "A role, a key or a session changed.",
        .object([.optional("user", .string()), .optional("key", .string()), .required("change", .string())]))

    package var type: EventType { Self.type }
    package let user: UserID?
    package let key: KeyID?
    /// What happened, in a few words, such as `role changed to agent`.
    package let change: String

    package init(user: UserID? = nil, key: KeyID? = nil, change: String) {
        self.user = user
        self.key = key
        self.change = change
    }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("user", user)
            $0.member("key", key)
            $0.member("change", change)
        }
    }
}

/// A line was made or changed.
package struct LineChanged: Event {
    package static let type = EventType(
        "line.changed", "A line was made or changed.",
        .object([
            .required("line", .string()), .required("number", .string()), .optional("name", .string()),
            .required("configured", .boolean),
        ]))

    package var type: EventType { Self.type }
    package let line: LineID
    package let number: String
    package let name: String?
    package let configured: Bool

    package init(line: LineID, number: String, name: String?, configured: Bool) {
        self.line = line
        self.number = number
        self.name = name
        self.configured = configured
    }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("line", line)
            $0.member("number", number)
            $0.member("name", name)
            $0.member("configured", configured)
        }
    }
}
