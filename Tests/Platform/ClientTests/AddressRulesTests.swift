import Reactor
import Testing

@testable import Client

@Suite struct AddressRulesTests {
    static let refused = [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.9.9.9",
        "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1",
        "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1",
        "255.255.255.255", "::", "::1", "::ffff:8.8.8.8", "::ffff:127.0.0.1", "::8.8.8.8", "64:ff9b::808:808",
        "64:ff9b:1::1", "100::1", "2001::1", "2001:10::1", "2001:db8::1", "2002:7f00:1::1", "3fff::1", "5f00::1",
        "fc00::1", "fd00:ec2::254", "fe80::1", "febf::1", "fec0::1", "ff02::1", "4000::1",
    ]
    static let permitted = [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.1", "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.167.255.255", "198.17.255.255",
        "198.20.0.0", "223.255.255.255", "2001:4860:4860::8888", "2606:4700::1111", "2a00:1450:4001::1",
    ]

    @Test(arguments: refused) func whatIsNoPublicServerIsRefused(text: String) throws {
        let address = try #require(SocketAddress(literal: text, port: 443))
        #expect(!AddressRules.publicOnly().permits(address))
        #expect(AddressRules.any.permits(address))
    }

    @Test(arguments: permitted) func publicAddressesAreNot(text: String) throws {
        let address = try #require(SocketAddress(literal: text, port: 443))
        #expect(AddressRules.publicOnly().permits(address))
    }

    @Test func aSocketFileIsNoHost() { #expect(!AddressRules.publicOnly().permits(.local)) }

    @Test func anExceptionCountsForItsBlockAlone() throws {
        let rules = AddressRules.publicOnly(except: [try #require(AddressRange("10.1.0.0/16"))])
        let (near, far) = (SocketAddress(literal: "10.1.2.3", port: 80), SocketAddress(literal: "10.2.2.3", port: 80))
        #expect(rules.permits(try #require(near)))
        #expect(!rules.permits(try #require(far)))
    }

    @Test(arguments: [
        ("/b", "https://a.test/b"), ("b", "https://a.test/x/b"), ("?q=1", "https://a.test/x/y?q=1"),
        ("//c.test/d", "https://c.test/d"), ("http://e.test", "http://e.test/"), ("../../up#part", "https://a.test/up"),
        ("./here/", "https://a.test/x/here/"), ("..", "https://a.test/"), ("", "https://a.test/x/y?old"),
        ("HTTPS://a.test:8443/z", "https://a.test:8443/z"), ("b?u=https://f", "https://a.test/x/b?u=https://f"),
    ])
    func aLocationIsReadAsSeenFromWhereItCame(location: String, expected: String) throws {
        #expect(try ClientAddress("https://a.test/x/y?old").following(location).text == expected)
    }

    @Test(arguments: [
        "ftp://a.test/", "javascript:alert(1)", "file:///etc/passwd", "https://u:p@a.test/", "https://a.test\\@b.test/",
        "/a b", "/a\r\nX: y", "https://ä.test/", "https://:443/", "gopher:x",
    ])
    func aLocationThatIsNoAddressIsRefused(location: String) throws {
        let base = try ClientAddress("https://a.test/")
        #expect(throws: ClientError.self) { try base.following(location) }
    }
}
