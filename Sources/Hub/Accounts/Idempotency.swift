import HTTP
import ModuleKit
import OpenSSL

/// `Idempotency-Key`: the same POST sent again within 24 hours gets the first answer again, and changes nothing again.
package struct Idempotency: Sendable {
    /// How long an answer is kept.
    package static let lifetime = Duration.seconds(86_400)

    private let sealing: [UInt8]
    private let now: @Sendable () -> Timestamp

    /// - Parameter secrets: Whose sealing key keeps the answers, for one may hold a secret that is shown once.
    package init(_ secrets: HubSecrets, now: @escaping @Sendable () -> Timestamp) {
        sealing = secrets.sealing.bytes
        self.now = now
    }

    /// The request's key; nil when it has none, and then everything happens as often as it is sent.
    ///
    /// - Throws: 422 for a key that is empty or longer than 255 characters.
    package func key(of request: Request) throws -> Once? {
        guard let key = request.head.headers["idempotency-key"] else { return nil }
        guard (1...255).contains(key.unicodeScalars.count) else {
            throw AccountsError.invalid([
                FieldProblem(field: "Idempotency-Key", detail: "The `Idempotency-Key` has 1 to 255 characters.")
            ])
        }
        var hash = Hash(.sha256)
        for part in [request.head.method.rawValue, request.head.target] { hash.update("\(part.utf8.count):\(part),") }
        hash.update(request.body)
        return Once(
            key: key, company: request.company, actor: Actor(request).wire, request: hash.finalize(), at: now(),
            sealing: sealing)
    }
}

/// One POST that is to happen once.
package struct Once: Sendable {
    let key: String
    let company: CompanyID
    let actor: String
    /// SHA-256 of method, target and body.
    let request: [UInt8]
    let at: Timestamp
    let sealing: [UInt8]

    /// Runs `body`, unless it has been run for this key: then the answer is the one that was given then.
    ///
    /// Both the change and its answer are in `tx`, so a crash between them cannot be. A `body` that throws is forgotten,
    /// and may be tried again.
    ///
    /// - Parameter once: Nil runs the body, always.
    /// - Throws: 422 when the key was used for another request.
    package static func run(_ once: Once?, in tx: Transaction, _ body: () throws -> Response) throws -> Response {
        guard let once else { return try body() }
        _ = try tx.execute(
            "DELETE FROM idempotency_keys WHERE company_id = \(once.company) AND at <= \(once.expired)")
        if let earlier = try answer(once, in: tx) { return earlier }
        let answer = try body()
        let sealed = try AEAD.seal(answer.kept, key: once.sealing, context: once.context)
        _ = try tx.execute(
            """
            INSERT INTO idempotency_keys (company_id, actor, key, request, answer, at)
            VALUES (\(once.company), \(once.actor), \(once.key), \(once.request), \(sealed), \(once.at))
            """)
        return answer
    }

    /// The answer that was given for this key; nil where none was yet.
    ///
    /// For what takes more than one transaction: each step must be harmless when it is done again, and the last one
    /// keeps the answer with ``run(_:in:_:)``.
    ///
    /// - Throws: 422 when the key was used for another request.
    package static func answer(_ once: Once?, in tx: Transaction) throws -> Response? {
        guard let once else { return nil }
        let earlier = try tx.first(
            """
            SELECT request, answer FROM idempotency_keys
            WHERE company_id = \(once.company) AND actor = \(once.actor) AND key = \(once.key) AND at > \(once.expired)
            """
        ) { (request: $0.blob(0), answer: $0.blob(1)) }
        guard let earlier else { return nil }
        guard earlier.request == once.request else { throw AccountsError.idempotencyKeyReused }
        return try Response(kept: AEAD.open(earlier.answer, key: once.sealing, context: once.context))
    }

    /// What was kept until then counts no more.
    private var expired: Timestamp { at - Idempotency.lifetime }

    private var context: [UInt8] { Self.context(company, actor, key) }

    fileprivate static func context(_ company: CompanyID, _ actor: String, _ key: String) -> [UInt8] {
        Array("\(company.rawValue)/\(actor)/\(key)".utf8)
    }
}

extension Idempotency {
    /// Seals every kept answer with another key; one that cannot be opened is forgotten.
    ///
    /// - Returns: How many there are.
    static func reseal(from old: [UInt8], to new: [UInt8], in tx: Transaction) throws -> Int {
        let kept = try tx.rows("SELECT company_id, actor, key, answer FROM idempotency_keys") {
            (company: CompanyID($0.int64(0)), actor: $0.string(1), key: $0.string(2), answer: $0.blob(3))
        }
        var count = 0
        for one in kept {
            let context = Once.context(one.company, one.actor, one.key)
            // An answer is kept for a day; who repeats a request whose answer is lost repeats the change.
            guard let plain = try? AEAD.open(one.answer, key: old, context: context) else {
                try tx.execute(
                    """
                    DELETE FROM idempotency_keys
                    WHERE company_id = \(one.company) AND actor = \(one.actor) AND key = \(one.key)
                    """)
                continue
            }
            let sealed = try AEAD.seal(plain, key: new, context: context)
            count += try tx.execute(
                """
                UPDATE idempotency_keys SET answer = \(sealed)
                WHERE company_id = \(one.company) AND actor = \(one.actor) AND key = \(one.key)
                """)
        }
        return count
    }
}

/// An answer as it is kept: its status and Location on one line, then its JSON.
extension Response {
    fileprivate init(kept: [UInt8]) {
        let line = kept.prefix { $0 != UInt8(ascii: "\n") }
        let words = String(decoding: line, as: UTF8.self).split(separator: " ", maxSplits: 1)
        let answer = Response.document(
            Array(kept.dropFirst(line.count + 1)), status: Status(words.first.flatMap { Int($0) } ?? 200)
        ).uncached
        self = words.count > 1 ? answer.with("Location", String(words[1])) : answer
    }

    fileprivate var kept: [UInt8] {
        Array("\(status.code)\(header("Location").map { " \($0)" } ?? "")\n".utf8) + (bytes ?? [])
    }
}
