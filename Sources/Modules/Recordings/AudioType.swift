/// What a sound is written in, found from its first bytes: what a sender says of it is not believed.
enum AudioType: String, Sendable, CaseIterable {
    case wav = "audio/wav"
    case mp3 = "audio/mpeg"
    case ogg = "audio/ogg"
    case flac = "audio/flac"
    case m4a = "audio/mp4"
    case amr = "audio/amr"
    case aac = "audio/aac"
    case webm = "audio/webm"

    /// - Parameter beginning: The first bytes; 12 tell all that can be told.
    init?(_ beginning: [UInt8]) {
        func has(_ tag: StaticString, at place: Int = 0) -> Bool {
            tag.withUTF8Buffer { tag in
                place + tag.count <= beginning.count && tag.indices.allSatisfy { tag[$0] == beginning[place + $0] }
            }
        }
        if has("RIFF"), has("WAVE", at: 8) {
            self = .wav
        } else if has("OggS") {
            self = .ogg
        } else if has("fLaC") {
            self = .flac
        } else if has("ftyp", at: 4) {
            self = .m4a
        } else if has("#!AMR") {
            self = .amr
        } else if beginning.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) {
            self = .webm
        } else if beginning.count >= 2, beginning[0] == 0xFF, beginning[1] & 0xF6 == 0xF0 {
            self = .aac
        } else if has("ID3") || beginning.count >= 2 && beginning[0] == 0xFF && beginning[1] & 0xE0 == 0xE0 {
            self = .mp3
        } else {
            return nil
        }
    }

    /// What a decoder calls it, so that it need not guess.
    var decoderFormat: String {
        switch self {
        case .wav: "wav"
        case .mp3: "mp3"
        case .ogg: "ogg"
        case .flac: "flac"
        case .m4a: "mp4"
        case .amr: "amr"
        case .aac: "aac"
        case .webm: "matroska"
        }
    }
}
