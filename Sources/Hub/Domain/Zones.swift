import FoundationEssentials

/// The machine's time zones.
package enum Zones {
    /// The zone of an IANA name; nil when this machine does not know it.
    ///
    /// Reads a file, so no loop calls it.
    package static func zone(named name: String) -> WallZone? {
        if name == "UTC" { return .utc }
        let allowed = name.utf8.allSatisfy { byte in
            byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || "_+-/".utf8.contains(byte)
        }
        guard allowed, !name.hasPrefix("/"),
            let file = FileManager.default.contents(atPath: "/usr/share/zoneinfo/\(name)")
        else { return nil }
        return WallZone(tzif: Array(file))
    }
}
