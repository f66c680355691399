import HTTP
import Reactor
import Server
import Testing
import TestTools
import Web

private struct Tokens: Authenticator {
    func authenticate(_ head: RequestHead, allowsQueryToken: Bool) throws(Problem) -> Caller? {
        switch head.headers["authorization"] {
        case nil: return nil
        case "Bearer viewer": return Caller(tenant: 3, subject: .user(9), role: .viewer)
        case "Bearer admin": return Caller(tenant: 3, subject: .user(8), role: .admin)
        default: throw .unauthorized("This token is none of ours.")
        }
    }
}

@Suite(.timeLimit(.minutes(10))) struct PermissionTests {
    @Test func theRowSaysWhoMay() async throws {
        let routes: [Route] = [
            .get("/secret", Permission("secrets:read", least: .admin)) { request in
                .text("\(request.caller?.tenant ?? 0)")
            }
        ]
        try await withServer(routes, authenticator: Tokens()) { server in
            try await onThread {
                let client = try RawClient(port: server.port)
                let nobody = try client.request("GET", "/secret")
                #expect(nobody.status == 401)
                #expect(nobody.headers["www-authenticate"]?.hasPrefix("Bearer") == true)
                #expect(try client.request("GET", "/secret", "Authorization: Bearer x\r\n").status == 401)
                #expect(try client.request("GET", "/secret", "Authorization: Bearer viewer\r\n").status == 403)
                #expect(try client.request("GET", "/secret", "Authorization: Bearer admin\r\n").text == "3")
            }
        }
    }

    @Test func anUnknownErrorTellsTheClientItsIDAndTheLogTheRest() async throws {
        struct Secret: Error { let detail = "the password is 1234" }
        let log = LogFile()
        try await withServer(
            [
                .get("/fails", .anyone) { _ in throw Secret() },
                .inline.get("/too", .anyone) { (_, reply: Reply) in reply.fail(Secret()) },
            ],
            log: log.output
        ) { server in
            let ids = try await onThread {
                let client = try RawClient(port: server.port)
                return try ["/fails", "/too"].map { path in
                    let answer = try client.request("GET", path)
                    #expect(answer.status == 500)
                    #expect(!answer.text.contains("1234"))
                    return answer.headers["x-request-id"] ?? "none"
                }
            }
            await server.stop()
            let lines = log.lines()
            #expect(lines.count == 2)
            for (line, id) in zip(lines, ids) { #expect(line.contains(id) && line.contains("1234")) }
        }
    }
}
