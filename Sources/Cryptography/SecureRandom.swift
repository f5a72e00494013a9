internal import CLibCrypto

/// What cryptography can fail at while the program runs.
public enum CryptographyError: Error, Equatable, CustomStringConvertible {
  /// The system's source of randomness gave nothing.
  case noRandomness

  /// The error as one line.
  public var description: String {
    switch self {
    case .noRandomness: "the system gave no random bytes"
    }
  }
}

/// Random bytes that nobody can predict.
public enum SecureRandom {
  /// Returns random bytes from OpenSSL's generator, which the operating system seeds.
  ///
  /// Calls `RAND_bytes`.
  /// - Throws: ``CryptographyError/noRandomness``
  public static func bytes(count: Int) throws(CryptographyError) -> [UInt8] {
    precondition((0...1_048_576).contains(count), "the number of random bytes is from 0 to 1 MiB")
    var bytes = [UInt8](repeating: 0, count: count)
    let succeeded = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
      unsafe RAND_bytes(buffer.baseAddress, Int32(buffer.count))
    }
    guard succeeded == 1 else { throw .noRandomness }
    return bytes
  }
}
