import HTTP
import ModuleKit

/// Hands out the page's files; each is checked again on every use and sent only when it has changed.
struct DashboardRoutes: Sendable {
    let files: DashboardFiles

    // swift-format-ignore
    var table: [Route] {[
        .inline.get("/",             .anyone, page).openQuery.hidden,
        .inline.get("/assets/:name", .anyone, asset).openQuery.hidden,
    ]}

    private func page(_ request: Request) throws -> Response {
        // What the page loads or runs comes from here, as a file: no inline script or style, no other site, no frame; and
        // it asks for none of a browser's powers.
        try answer("index.html", to: request)
            .with(
                "Content-Security-Policy",
                "default-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
                    + "frame-ancestors 'none'; require-trusted-types-for 'script'"
            )
            .with("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
            .with("X-Frame-Options", "DENY")
    }

    private func asset(_ request: Request) throws -> Response { try answer(request.path("name"), to: request) }

    private func answer(_ name: String, to request: Request) throws -> Response {
        guard let file = files[name] else {
            throw Problem.notFound("The page has no file \(name.prefix(60).jsonText).")
        }
        // A name stays the same over versions, so a browser asks each time: no page runs with half of an older one.
        let headers = [("ETag", file.tag.description), ("Cache-Control", "no-cache")]
        switch Preconditions.evaluate(request.head, tag: file.tag) {
        case .notModified: return Response(.notModified, headers: headers)
        case .failed: return Response(.preconditionFailed, headers: headers)
        case .proceed: break
        }
        return Response(.ok, headers: [("Content-Type", file.type)] + headers, body: .bytes(file.bytes))
    }
}
