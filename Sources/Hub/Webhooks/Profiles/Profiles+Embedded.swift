import CAssets

extension Profiles {
    /// The profiles that the program carries in itself.
    static var embedded: [(path: String, bytes: [UInt8])] {
        UnsafeBufferPointer(start: assets, count: assets_count).compactMap { asset in
            let path = String(cString: asset.path)
            guard path.hasPrefix("webhooks/") else { return nil }
            return (path, Array(UnsafeBufferPointer(start: asset.bytes, count: asset.count)))
        }
    }
}
