import HTTP
import ModuleKit

/// The two cookies of a page's sign-in: scripts cannot read them, other sites cannot send them.
enum SessionCookies {
    /// Trades for new tokens; goes to `/api/auth` alone.
    static let refresh = "sb_refresh"
    /// Opens sockets and event streams, for which a page cannot set a field.
    static let access = "sb_access"

    private static let refreshPath = "/api/auth"

    static func set(_ signedIn: SignedIn, on response: Response, secure: Bool) -> Response {
        let seconds = Int((signedIn.refreshUntil.milliseconds - signedIn.at.milliseconds) / 1000)
        return
            response
            .cookie(refresh, signedIn.refreshToken, path: refreshPath, maxAgeSeconds: seconds, secure: secure)
            .cookie(
                access, signedIn.accessToken, path: "/", maxAgeSeconds: Int(AccessToken.lifetime.components.seconds),
                secure: secure)
    }

    static func clear(on response: Response, secure: Bool) -> Response {
        response
            .cookie(refresh, "", path: refreshPath, maxAgeSeconds: 0, secure: secure)
            .cookie(access, "", path: "/", maxAgeSeconds: 0, secure: secure)
    }
}
