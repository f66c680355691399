import ModuleKit

extension AudioFolder {
    /// Why a sound was not taken over; one sentence.
    package struct Refused: Error, CustomStringConvertible {
        package let description: String
    }

    /// Keeps a sound that another hub has kept under its hash; one that is there already is as good.
    ///
    /// - Parameter pieces: The next bytes; nil at the end.
    /// - Throws: ``Refused`` when the bytes have another hash.
    package func adopt(
        _ hash: String, of company: CompanyID, _ pieces: () async throws -> [UInt8]?
    ) async throws {
        var writer = AudioWriter(try await incoming(), limit: RecordingContext.mostBytes)
        while let bytes = try await pieces() { try await writer.append(bytes) }
        guard writer.digest == hash else {
            throw Refused(description: "The sound \(hash) has another hash: it is damaged.")
        }
        try await place(writer.audio, as: hash, of: company)
    }
}
