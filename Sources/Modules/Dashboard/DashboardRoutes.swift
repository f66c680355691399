import HTTP
import ModuleKit

/// Hands out the page and the files it is made of.
struct DashboardRoutes: Sendable {
    let files: DashboardFiles

    /// The paths that are the page, and the one of the API's reference.
    var pages: [String] { ["/", "/docs"] + files.views.names.flatMap { ["/\($0)", "/\($0)/*part"] } }

    var table: [Route] {
        [.inline.get("/assets/*file", .anyone, asset).openQuery.hidden]
            + pages.map { path in .inline.get(path, .anyone, page).openQuery.hidden }
    }

    private func page(_ request: Request) throws -> Response {
        let address = request.head.pathText
        let file = address == "/docs" ? files.reference : files.page(at: address)
        // Weak, for the bytes also differ by how they are packed.
        let tag = EntityTag(files.version, isWeak: true)
        // The page names its files by their version, so it alone is asked about each time.
        let headers = [
            ("ETag", tag.description), ("Cache-Control", "no-cache"),
            // What the page loads or runs comes from here, as a file: no inline script or style, no other site, no frame;
            // and it asks for none of a browser's powers.
            (
                "Content-Security-Policy",
                "default-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
                    + "frame-ancestors 'none'; require-trusted-types-for 'script'"
            ),
            ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
            ("X-Frame-Options", "DENY"),
        ]
        switch Preconditions.evaluate(request.head, tag: tag) {
        case .notModified: return Response(.notModified, headers: headers)
        case .failed: return Response(.preconditionFailed, headers: headers)
        case .proceed: return answer(file, to: request, headers)
        }
    }

    private func asset(_ request: Request) throws -> Response {
        let path: String = request.path("file")
        // A file of another version is not handed out: half of an old page and half of a new one would not fit together.
        let version = files.version + "/"
        guard path.hasPrefix(version), let file = files[String(path.dropFirst(version.count))] else {
            throw Problem.notFound("The page has no file \(path.prefix(60).jsonText).")
        }
        return answer(file, to: request, [("Cache-Control", "max-age=31536000, immutable")])
    }

    /// The file as gzip to whoever takes it.
    private func answer(_ file: DashboardFiles.File, to request: Request, _ headers: [(String, String)]) -> Response {
        let encoding = ContentNegotiation.token(
            accept: request.headers["accept-encoding"] ?? "identity", offered: ["gzip", "identity"])
        let isPacked = encoding == "gzip"
        return Response(
            .ok,
            headers: [("Content-Type", file.type), ("Vary", "Accept-Encoding")] + headers
                + (isPacked ? [("Content-Encoding", "gzip")] : []),
            body: .bytes(isPacked ? file.packed : file.bytes))
    }
}
