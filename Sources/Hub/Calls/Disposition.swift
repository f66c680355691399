import Domain
import JSON
import SQLite
import Web

/// What a call can have come to, as a tree that a company draws for itself.
package struct DispositionTree: JSONBody, JSONEncodable, Hashable {
    /// What is to be done after a call that came to that.
    package struct FollowUp: Decodable, Hashable, Sendable {
        var title: String
        /// From the moment at which the disposition was given; 24 unless told.
        var afterHours: Int?
    }

    /// One answer, or a question that its children answer.
    package struct Node: Decodable, Hashable, Sendable {
        var key: String
        var label: String
        var followUp: FollowUp?
        var children: [Node]?
    }

    /// Whether an answered call needs one.
    var required: Bool
    var tree: [Node]

    /// Nothing was drawn: any text is a disposition, and none is needed.
    static let none = DispositionTree(required: false, tree: [])

    /// Levels of a tree, and answers in it.
    private static let (mostLevels, mostNodes) = (4, 200)
    /// What fits into the column.
    private static let mostPathLength = 100

    init(required: Bool, tree: [Node]) { (self.required, self.tree) = (required, tree) }

    /// The answers on the way to a path such as `interested/later`, outermost first; nil where there is no such answer.
    func nodes(of path: String) -> [Node]? {
        var found: [Node] = []
        var level = tree
        for key in path.split(separator: "/", omittingEmptySubsequences: false) {
            guard let node = level.first(where: { $0.key == key }) else { return nil }
            found.append(node)
            level = node.children ?? []
        }
        return found
    }

    /// Every path that a call may have: those of answers without further ones.
    var paths: [String] { Self.paths(of: tree, under: "") }

    private static func paths(of nodes: [Node], under parent: String) -> [String] {
        nodes.flatMap { node in
            let children = node.children ?? []
            return children.isEmpty ? [parent + node.key] : paths(of: children, under: parent + node.key + "/")
        }
    }

    /// What is wrong with it beyond its shape.
    func problems() -> [FieldProblem] {
        var problems: [FieldProblem] = []
        var count = 0
        func look(at nodes: [Node], _ field: String, path: String, level: Int) {
            var keys: Set<String> = []
            for (index, node) in nodes.enumerated() {
                let place = "\(field)[\(index)]"
                count += 1
                if !keys.insert(node.key).inserted {
                    problems.append(
                        FieldProblem(field: "\(place).key", detail: "`\(node.key)` stands beside another of that key."))
                }
                if (path + node.key).utf8.count > Self.mostPathLength {
                    let detail = "The path `\(path)\(node.key)` is longer than \(Self.mostPathLength) characters."
                    problems.append(FieldProblem(field: "\(place).key", detail: detail))
                }
                guard let children = node.children, !children.isEmpty else { continue }
                guard level < Self.mostLevels else {
                    let detail = "A tree has at most \(Self.mostLevels) levels."
                    problems.append(FieldProblem(field: "\(place).children", detail: detail))
                    continue
                }
                look(at: children, "\(place).children", path: path + node.key + "/", level: level + 1)
            }
        }
        look(at: tree, "tree", path: "", level: 1)
        if count > Self.mostNodes {
            problems.append(FieldProblem(field: "tree", detail: "A tree has at most \(Self.mostNodes) answers."))
        }
        if required, tree.isEmpty {
            problems.append(FieldProblem(field: "tree", detail: "Where one is required there is one to choose."))
        }
        return problems
    }

    package static let schema: Schema = .object([
        .required("required", .boolean, "Whether an answered call needs a disposition."),
        .required("tree", .array(of: .reference("Disposition", to: nodeSchema), max: 50)),
    ])

    private static let nodeSchema: Schema =
        .object([
            .required(
                "key", .string(min: 1, max: 40, pattern: "^[a-z0-9-]+$", saying: "small letters, digits and hyphens"),
                "Stands in the disposition of calls, such as `interested/later`."),
            .required("label", .string(min: 1, max: 80)),
            .optional(
                "followUp",
                .object([
                    .required("title", .string(min: 1, max: 200)),
                    .optional("afterHours", .integer(min: 0, max: 8760), "24 unless told."),
                ]), "A call that came to that makes such a task, once."),
            .optional(
                "children", .array(of: .reference("Disposition", to: Self.nodeSchema), max: 50), "Narrower answers."),
        ])

    package func encode(to json: inout JSONWriter) { json.object { encodeMembers(to: &$0) } }

    /// Writes the members without the braces.
    func encodeMembers(to json: inout JSONWriter) {
        json.member("required", required)
        json.array("tree") { list in
            for node in tree { Self.write(node, to: &list) }
        }
    }

    private static func write(_ node: Node, to json: inout JSONWriter) {
        json.object {
            $0.member("key", node.key)
            $0.member("label", node.label)
            if let followUp = node.followUp {
                $0.object("followUp") {
                    $0.member("title", followUp.title)
                    $0.member("afterHours", followUp.hours)
                }
            }
            if let children = node.children, !children.isEmpty {
                $0.array("children") { list in
                    for child in children { write(child, to: &list) }
                }
            }
        }
    }
}

extension DispositionTree {
    /// Reads what ``encode(to:)`` wrote.
    init(kept value: JSONValue) {
        self.init(required: value["required"].bool ?? false, tree: (value["tree"].array ?? []).map(Node.init(kept:)))
    }
}

extension DispositionTree.Node {
    fileprivate init(kept value: JSONValue) {
        key = value["key"].string ?? ""
        label = value["label"].string ?? ""
        followUp = value["followUp"]["title"].string.map {
            DispositionTree.FollowUp(title: $0, afterHours: value["followUp"]["afterHours"].int)
        }
        children = value["children"].array?.map(Self.init(kept:))
    }
}

extension DispositionTree.FollowUp {
    /// From the moment at which the disposition was given.
    var hours: Int { afterHours ?? 24 }
}

/// A task that a disposition asks for.
package struct FollowUpTask: Sendable {
    package let title: String
    package let dueAt: Timestamp
    /// The path that asks for it.
    package let disposition: String
    package let call: CallID
    package let contact: ContactID?
    /// Who had the call, where that is a person.
    package let owner: UserID?
}

/// Makes the task of a disposition, in the transaction that gives it.
package typealias FollowUpWriter =
    @Sendable (_ task: FollowUpTask, _ request: Request, _ tx: Transaction) throws -> Void
