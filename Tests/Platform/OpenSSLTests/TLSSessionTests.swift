import Glibc
import TestTools
import Testing

@testable import OpenSSL

@Suite(.enabled(if: TLSCertificate.canBeMade, "the openssl command makes the certificate"))
struct TLSSessionTests {
    @Test(arguments: [1, 2, 7, 100, Int.max])
    func aHandshakeSucceedsHoweverItIsSplit(grain: Int) throws {
        let contexts = try TLSPair.contexts()
        let pair = try TLSPair(contexts.server, contexts.client, grain: grain)
        #expect(pair.server.isOpening)
        let ends = pair.shakeHands()
        #expect(ends.client == .needsInput)
        #expect(ends.server == .needsInput)
        #expect(!pair.server.isOpening)
        #expect(pair.server.version == "TLSv1.3")
        #expect(pair.server.cipher == "TLS_AES_128_GCM_SHA256")
        #expect(pair.server.applicationProtocol == "http/1.1")
        #expect(!pair.server.isResumed)
    }

    @Test func aThousandSmallPiecesBecomeFewRecords() throws {
        let contexts = try TLSPair.contexts()
        let pair = try TLSPair(contexts.server, contexts.client)
        pair.shakeHands()
        let pieces = (0..<1_000).map { [UInt8](repeating: UInt8($0 & 255), count: 50) }
        #expect(pair.write(pieces, to: pair.server) == .moved(50_000))
        let sealed = pair.take(from: pair.server)
        #expect(TLSPair.records(sealed).count == 4)
        #expect(pair.server.unsent == 0)
    }

    @Test(arguments: 0..<8)
    func whatIsWrittenInAnyPiecesIsReadAsOne(seed: UInt64) throws {
        let contexts = try TLSPair.contexts()
        let pair = try TLSPair(contexts.server, contexts.client, grain: seed % 2 == 0 ? .max : 1_000)
        pair.shakeHands()
        var random = SeededGenerator(seed: seed)
        for _ in 0..<10 {
            let pieces = (0..<Int.random(in: 1...9, using: &random)).map { _ in
                (0..<Int.random(in: 0...40_000, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            }
            let whole = Array(pieces.joined())
            var done = 0
            var got: [UInt8] = []
            while done < whole.count {
                let limit = Int.random(in: 1...131_072, using: &random)
                let progress = pair.write(pieces, skipping: done, limit: limit, to: pair.client)
                guard case .moved(let count) = progress else {
                    Issue.record("\(progress)")
                    return
                }
                #expect(count == min(limit, whole.count - done))
                done += count
                pair.carry()
                got += pair.read(pair.server).bytes
            }
            #expect(got == whole)
        }
    }

    @Test func eachSideHearsOfTheOthersEnd() throws {
        let contexts = try TLSPair.contexts()
        let pair = try TLSPair(contexts.server, contexts.client)
        pair.shakeHands()
        #expect(pair.write([[1, 2, 3]], to: pair.client) == .moved(3))
        pair.client.close()
        pair.carry()
        let heard = pair.read(pair.server)
        #expect(heard.bytes == [1, 2, 3])
        #expect(heard.end == .ended(properly: true))
        #expect(pair.write([[4]], to: pair.server) == .moved(1))
        pair.server.close()
        pair.carry()
        #expect(pair.read(pair.client).bytes == [4])
        #expect(pair.read(pair.client).end == .ended(properly: true))
    }

    @Test func bytesThatJustStopAreNoProperEnd() throws {
        let contexts = try TLSPair.contexts()
        let pair = try TLSPair(contexts.server, contexts.client)
        pair.shakeHands()
        pair.cut()
        #expect(pair.read(pair.server).end == .ended(properly: false))
    }

    @Test func aRequestInPlainHTTPIsKnownForWhatItIs() throws {
        let contexts = try TLSPair.contexts()
        let pair = try TLSPair(contexts.server, contexts.client)
        pair.give(Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
        #expect(pair.read(pair.server).end == .failed(.plainHTTP))
    }

    @Test func aServerOfAnotherNameOrOfUnknownOriginIsRefused() throws {
        let contexts = try TLSPair.contexts()
        #expect(try TLSPair(contexts.server, contexts.client, host: "127.0.0.1").shakeHands().client == .needsInput)
        for host in ["example.com", "127.0.0.2"] {
            let ends = try TLSPair(contexts.server, contexts.client, host: host).shakeHands()
            guard case .failed(.refused(let reason)) = ends.client else {
                Issue.record("\(ends)")
                continue
            }
            #expect(reason.contains("mismatch"))
        }
        let other = try TLSCertificate()
        let stranger = try TLSContext(trusting: other.certificate)
        let ends = try TLSPair(contexts.server, stranger).shakeHands()
        guard case .failed(.refused) = ends.client, case .failed(.refused) = ends.server else {
            Issue.record("\(ends)")
            return
        }
    }

    @Test(arguments: 0..<200)
    func spoiledBytesEndASessionAndNothingElse(seed: UInt64) throws {
        let contexts = try TLSPair.contexts()
        let pair = try TLSPair(contexts.server, contexts.client)
        var random = SeededGenerator(seed: seed)
        pair.shakeHands { bytes in
            guard !bytes.isEmpty, Bool.random(using: &random) else { return }
            switch Int.random(in: 0...2, using: &random) {
            case 0: bytes[Int.random(in: bytes.indices, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
            case 1: bytes.removeSubrange(Int.random(in: bytes.indices, using: &random)...)
            default:
                bytes.insert(
                    UInt8.random(in: 0...255, using: &random), at: Int.random(in: bytes.indices, using: &random))
            }
        }
        pair.server.close()
        #expect(pair.read(pair.server).bytes.isEmpty)
    }

    @Test func aTicketKeySealsForAnHourAndOpensForTwoMore() throws {
        var keys = TLSTicketKeys()
        let first = keys.keyForSealing(at: 0)
        #expect(keys.keyForSealing(at: 3_599).name == first.name)
        #expect(keys.keyForOpening(first.name, at: 3_599)?.isNewest == true)
        #expect(keys.keyForOpening(first.name, at: 3_600)?.isNewest == false)
        #expect(keys.keyForSealing(at: 3_600).name != first.name)
        #expect(keys.keyForOpening(first.name, at: 10_799)?.0.cipher == first.cipher)
        #expect(keys.keyForOpening(first.name, at: 10_800) == nil)
        #expect(keys.keyForOpening(Random.bytes(16), at: 10_800) == nil)
    }
}

@Suite(.enabled(if: TLSCertificate.canBeMade, "the openssl command makes the certificate"))
struct TLSFileTests {
    private func sentence(_ certificate: String, _ key: String) throws -> String {
        do {
            _ = try TLSContext(certificate: certificate, key: key, tickets: TLSCertificate.noTickets)
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test func whatIsWrongWithAFileIsOneSentence() throws {
        let one = try TLSCertificate.localhost.get()
        let other = try TLSCertificate()
        let rsa = try TLSCertificate(keyType: ["rsa:2048"])
        let short = try TLSCertificate(keyType: ["rsa:1024"])
        #expect(try sentence(one.certificate, one.key).isEmpty)
        #expect(try sentence(rsa.certificate, rsa.key).isEmpty)
        #expect(
            try sentence("/nowhere.pem", one.key)
                == "The certificate /nowhere.pem cannot be read: No such file or directory.")
        for stranger in [other, rsa] {
            #expect(
                try sentence(one.certificate, stranger.key)
                    == "The private key \(stranger.key) does not belong to the certificate \(one.certificate).")
        }
        #expect(
            try sentence(one.certificate, one.certificate)
                == "The private key \(one.certificate) is no PEM file of a private key.")
        #expect(try sentence(one.key, one.key) == "The certificate \(one.key) is no PEM file of a certificate.")
        #expect(try sentence(short.certificate, short.key).contains("too short to be safe"))
    }

    @Test func aCertificatesEndIsKnown() throws {
        let files = try TLSCertificate.localhost.get()
        let context = try files.context()
        let left = try #require(context.certificateEnds) - Int64(time(nil))
        #expect((86_400...2 * 86_400).contains(left))
    }
}
