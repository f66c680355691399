import HTTP
import JSON

/// What runs when a request finds its route.
package enum Handler: Sendable {
    /// Runs on the loop, at most 100 µs; replies now or later.
    case inline(@Sendable (Request, Reply) -> Void)
    /// Runs as a task on the loop's executor, with the whole body.
    case async(@Sendable (Request) async throws -> Response)
    /// Runs as a task before the body has come; it reads `request.bodyStream`.
    case streaming(@Sendable (Request) async throws -> Response)
    /// Runs on the loop and takes the connection over as a WebSocket.
    case socket(@Sendable (Request) throws -> any SocketHandler)
}

/// One row of a route table: method, whole path, who may, and what runs.
package struct Route: Sendable {
    /// The most a body has when a row does not say otherwise.
    package static let usualBodyLimitBytes = 1 << 20

    /// The method; GET answers HEAD as well.
    package let method: Method
    /// The whole path: `:name` captures one segment, `*name` at the end all that is left.
    package let path: String
    /// Who may.
    package let permission: Permission
    /// What runs.
    package internal(set) var handler: Handler
    /// The most bytes a body may have.
    package internal(set) var bodyLimitBytes = usualBodyLimitBytes
    /// What is said about it in `/openapi.json`, and checked before it runs.
    package internal(set) var declaration = RouteDeclaration()

    init(_ method: Method, _ path: String, _ permission: Permission, _ handler: Handler) {
        self.method = method
        self.path = path
        self.permission = permission
        self.handler = handler
    }
}

/// An asynchronous handler.
package typealias AsyncHandler = @Sendable (Request) async throws -> Response

extension Route {
    /// A GET row.
    package static func get(_ path: String, _ permission: Permission, _ handler: @escaping AsyncHandler) -> Route {
        Route(.get, path, permission, .async(handler))
    }

    /// A POST row.
    package static func post(_ path: String, _ permission: Permission, _ handler: @escaping AsyncHandler) -> Route {
        Route(.post, path, permission, .async(handler))
    }

    /// A PUT row.
    package static func put(_ path: String, _ permission: Permission, _ handler: @escaping AsyncHandler) -> Route {
        Route(.put, path, permission, .async(handler))
    }

    /// A PATCH row.
    package static func patch(_ path: String, _ permission: Permission, _ handler: @escaping AsyncHandler) -> Route {
        Route(.patch, path, permission, .async(handler))
    }

    /// A DELETE row.
    package static func delete(_ path: String, _ permission: Permission, _ handler: @escaping AsyncHandler) -> Route {
        Route(.delete, path, permission, .async(handler))
    }

    /// A row that takes the connection over as a WebSocket; `?token=` may sign in.
    package static func socket(
        _ path: String, _ permission: Permission, _ handler: @escaping @Sendable (Request) throws -> any SocketHandler
    ) -> Route {
        Route(.get, path, permission, .socket(handler))
    }

    /// Begins a row whose handler runs on the loop: `.inline.get(…)`.
    package static var inline: InlineRoutes { InlineRoutes() }
}

/// Makes rows whose handlers run on the loop: at most 100 µs of work, no waiting.
package struct InlineRoutes: Sendable {
    /// Answers by the reply, now or later; what it throws is answered as well.
    package typealias Replying = @Sendable (Request, Reply) throws -> Void
    /// Answers at once.
    package typealias Immediate = @Sendable (Request) throws -> Response

    /// A GET row that replies now or later.
    package func get(_ path: String, _ permission: Permission, _ handler: @escaping Replying) -> Route {
        row(.get, path, permission, handler)
    }

    /// A GET row that answers at once.
    package func get(_ path: String, _ permission: Permission, _ handler: @escaping Immediate) -> Route {
        row(.get, path, permission) { request, reply in reply.send(try handler(request)) }
    }

    /// A POST row that replies now or later.
    package func post(_ path: String, _ permission: Permission, _ handler: @escaping Replying) -> Route {
        row(.post, path, permission, handler)
    }

    /// A POST row that answers at once.
    package func post(_ path: String, _ permission: Permission, _ handler: @escaping Immediate) -> Route {
        row(.post, path, permission) { request, reply in reply.send(try handler(request)) }
    }

    private func row(
        _ method: Method, _ path: String, _ permission: Permission, _ handler: @escaping Replying
    ) -> Route {
        Route(
            method, path, permission,
            .inline { request, reply in
                do { try handler(request, reply) } catch { reply.fail(error) }
            })
    }
}
