/// A request's body as a Swift value: checked by its schema first, decoded from the same bytes after.
package protocol JSONBody: Decodable, Sendable {
    /// What the body must be; it is served in `/openapi.json` as well.
    static var schema: Schema { get }
}
