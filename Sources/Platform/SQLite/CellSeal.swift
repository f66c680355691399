import CSQLite

/// Encrypts what a tenant's rows keep of people's words, for whoever opens a database to give it.
///
/// Statements ask for it by name, so that a value is sealed where it is written and opened where it is read; `place` names
/// the column, `row` the row, and both are bound to what is sealed, so that it opens nowhere else:
///
/// - `sealed(place, tenant, row, value)`: sealed where the tenant wants that, else as it is
/// - `opened(place, tenant, row, value)`: what was written
/// - `resealed(place, tenant, row, value)`: what is in the file, as the tenant wants it now
/// - `opens(place, tenant, row, value)`: 0 where it is sealed and does not open, else 1
/// - `seals(tenant)`: 1 where the tenant wants it, else 0
package protocol CellSeal: Sendable {
    /// Whether what is written for a tenant is to be sealed.
    func seals(_ tenant: Int64) -> Bool
    /// - Returns: ASCII alone.
    func seal(_ plain: [UInt8], of tenant: Int64, context: [UInt8]) throws -> [UInt8]
    /// - Returns: nil for what does not open: its key is gone, it was changed, or it belongs elsewhere.
    func open(_ sealed: [UInt8], of tenant: Int64, context: [UInt8]) -> [UInt8]?
}

/// The SQL functions of ``CellSeal`` on a connection.
struct SealFunctions {
    /// What a sealed value begins with.
    ///
    /// SQLite's `length()` counts to the NUL, so that the bounds of columns hold for what
    /// people wrote and not for what it is sealed as.
    private static let mark: [UInt8] = [1] + Array("sealed".utf8) + [0]
    /// What a sealed text reads as that does not open.
    private static let unreadable = Array("[unreadable]".utf8)

    /// Keeps the seal for as long as the connection has its functions.
    private final class Holder {
        let seal: (any CellSeal)?
        init(_ seal: (any CellSeal)?) { self.seal = seal }
    }

    static func add(to connection: OpaquePointer, _ seal: (any CellSeal)?) -> CInt {
        let functions: [(StaticString, CInt, @convention(c) (OpaquePointer?, CInt, Arguments) -> Void)] = [
            ("sealed", 4, { context, _, values in Call(context, values)?.sealed() }),
            ("opened", 4, { context, _, values in Call(context, values)?.opened() }),
            ("resealed", 4, { context, _, values in Call(context, values)?.resealed() }),
            ("opens", 4, { context, _, values in Call(context, values)?.opens() }),
            (
                "seals", 1,
                { context, _, values in
                    guard let tenant = values?[0] else { return }
                    let seal = Call.seal(context)
                    sqlite3_result_int(context, seal?.seals(sqlite3_value_int64(tenant)) ?? false ? 1 : 0)
                }
            ),
        ]
        for (name, count, body) in functions {
            let code = sqlite3_create_function_v2(
                connection, name.description, count, SQLITE_UTF8, Unmanaged.passRetained(Holder(seal)).toOpaque(), body,
                nil, nil, { holder in if let holder { Unmanaged<Holder>.fromOpaque(holder).release() } })
            guard code == SQLITE_OK else { return code }
        }
        return SQLITE_OK
    }

    private typealias Arguments = UnsafeMutablePointer<OpaquePointer?>?

    /// One call of a function: its four values, and where its result goes.
    private struct Call {
        let context: OpaquePointer
        let place: OpaquePointer
        let tenant: OpaquePointer
        let row: OpaquePointer
        let value: OpaquePointer

        init?(_ context: OpaquePointer?, _ values: Arguments) {
            guard let context, let values, let place = values[0], let tenant = values[1], let row = values[2],
                let value = values[3]
            else { return nil }
            (self.context, self.place, self.tenant, self.row, self.value) = (context, place, tenant, row, value)
        }

        static func seal(_ context: OpaquePointer?) -> (any CellSeal)? {
            sqlite3_user_data(context).flatMap { Unmanaged<Holder>.fromOpaque($0).takeUnretainedValue().seal }
        }

        // MARK: The functions

        func sealed() {
            guard !isNull, let seal = Self.seal(context), seal.seals(tenantID) else {
                // Nobody writes what looks sealed: without its first character it does not.
                return isMarked ? give(Array(bytes.dropFirst())) : sqlite3_result_value(context, value)
            }
            give(bytes, sealedWith: seal)
        }

        func opened() {
            guard isMarked else { return sqlite3_result_value(context, value) }
            if let plain { return give(plain) }
            guard isText else { return sqlite3_result_error(context, "a sealed value does not open", -1) }
            give(SealFunctions.unreadable)
        }

        func resealed() {
            guard !isNull, let seal = Self.seal(context), seal.seals(tenantID) != isMarked else {
                return sqlite3_result_value(context, value)
            }
            if !isMarked { return give(bytes, sealedWith: seal) }
            // What does not open stays as it is: another file of keys may open it.
            if let plain { give(plain) } else { sqlite3_result_value(context, value) }
        }

        func opens() { sqlite3_result_int(context, !isMarked || plain != nil ? 1 : 0) }

        // MARK: Within

        private var tenantID: Int64 { sqlite3_value_int64(tenant) }
        private var isNull: Bool { sqlite3_value_type(value) == SQLITE_NULL }
        private var isText: Bool { sqlite3_value_type(value) == SQLITE_TEXT }
        private var bytes: [UInt8] { Self.bytes(value) }

        private var isMarked: Bool {
            guard let start = sqlite3_value_blob(value), Int(sqlite3_value_bytes(value)) >= SealFunctions.mark.count
            else { return false }
            return UnsafeRawBufferPointer(start: start, count: SealFunctions.mark.count)
                .elementsEqual(SealFunctions.mark)
        }

        private var plain: [UInt8]? {
            let sealed = Array(bytes.dropFirst(SealFunctions.mark.count))
            return Self.seal(context)?.open(sealed, of: tenantID, context: binding)
        }

        /// Where the value stands, such as `calls.note/17/42`.
        private var binding: [UInt8] {
            let slash = [UInt8(ascii: "/")]
            return Self.bytes(place) + slash + Array("\(tenantID)".utf8) + slash + Self.bytes(row)
        }

        private static func bytes(_ value: OpaquePointer) -> [UInt8] {
            // A number is read as its digits.
            if sqlite3_value_type(value) == SQLITE_INTEGER { return Array("\(sqlite3_value_int64(value))".utf8) }
            let start = sqlite3_value_blob(value)
            return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_value_bytes(value))))
        }

        private func give(_ plain: [UInt8], sealedWith seal: any CellSeal) {
            do {
                give(SealFunctions.mark + (try seal.seal(plain, of: tenantID, context: binding)))
            } catch {
                sqlite3_result_error(context, "a value cannot be sealed", -1)
            }
        }

        /// Of the type that the value has.
        private func give(_ bytes: [UInt8]) {
            bytes.withUnsafeBytes { bytes in
                if isText {
                    hub_result_text_copied(context, bytes.baseAddress, UInt64(bytes.count))
                } else {
                    hub_result_blob_copied(context, bytes.baseAddress, UInt64(bytes.count))
                }
            }
        }
    }
}
