import HTTP
import JSON

/// A route in a router: the row, its place, and the names of its captures.
package final class Endpoint: Sendable {
    /// The row.
    package let route: Route
    /// Its place in `router.endpoints`: where its measurements stand.
    package let index: Int
    let captureNames: [String]
    private let capturesToCheck: [(index: Int, parameter: RouteDeclaration.Parameter)]

    init(_ route: Route, index: Int, captureNames: [String]) {
        self.route = route
        self.index = index
        self.captureNames = captureNames
        capturesToCheck = route.declaration.path.compactMap { parameter in
            captureNames.firstIndex(of: parameter.name).map { ($0, parameter) }
        }
    }

    /// Whether the request may go on, found out from its head, before any of the body is read.
    ///
    /// - Throws: 401 and 403, 404 for a path parameter that is none, 400 and 422 for the query.
    package func admit(
        _ head: RequestHead, _ captures: Captures, by authenticator: some Authenticator
    ) throws(Problem) -> Admission {
        let caller = try caller(of: head, by: authenticator)
        for (index, parameter) in capturesToCheck {
            guard let text = captures.text(index),
                (try? parameter.schema.value(ofText: text, field: parameter.name)) != nil
            else { throw .notFound() }
        }
        let query = try Query(head, declared: route.declaration, isSocket: isSocket)
        for field in route.declaration.fields { try check(field, of: head) }
        return Admission(caller: caller, query: query)
    }

    private var isSocket: Bool {
        if case .socket = route.handler { return true }
        return false
    }

    private func caller(of head: RequestHead, by authenticator: some Authenticator) throws(Problem) -> Caller? {
        let permission = route.permission
        guard permission.reach != .anyone else { return nil }
        guard
            let caller = try authenticator.authenticate(
                head, allowsQueryToken: isSocket || route.declaration.takesQueryToken)
        else {
            throw .unauthorized()
        }
        guard caller.may(permission) else { throw .forbidden(needs: permission) }
        return caller
    }

    private func check(_ field: RouteDeclaration.Parameter, of head: RequestHead) throws(Problem) {
        guard let text = head.headers[field.name] else {
            guard field.isRequired else { return }
            throw .invalid(field.name, "The field `\(field.name)` is missing.")
        }
        do { _ = try field.schema.value(ofText: text, field: field.name) } catch { throw .invalid(error) }
    }
}

/// What is known of a request that may go on.
package struct Admission: Sendable {
    /// Who sent it; nil on routes for anyone.
    package let caller: Caller?
    /// Its query, checked.
    package let query: Query

    /// Makes one, for tests.
    package init(caller: Caller? = nil, query: Query = Query()) {
        self.caller = caller
        self.query = query
    }
}
