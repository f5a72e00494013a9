internal import CLibCrypto

/// One SHA-256 computation (FIPS 180-4), fed in pieces of any size.
///
/// A hasher has one owner. It is used up by ``finalize()``; ``finalizeAndRestart()`` keeps it for the next message
/// and spares the allocation, which counts where millions of short messages are hashed.
@safe public struct SHA256: ~Copyable {
  private let context: OpaquePointer

  /// Starts the computation of one message.
  public init() {
    guard let context = unsafe EVP_MD_CTX_new() else {
      preconditionFailure("no memory for a SHA-256 context")
    }
    unsafe self.context = context
    start()
  }

  deinit { unsafe EVP_MD_CTX_free(context) }

  /// Adds the next bytes of the message.
  ///
  /// Calls `EVP_DigestUpdate`.
  public mutating func update(_ bytes: Span<UInt8>) {
    let succeeded = unsafe bytes.withUnsafeBytes { buffer in
      unsafe EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
    }
    precondition(succeeded == 1, "OpenSSL could not hash")
  }

  /// Ends the message and returns its digest.
  public consuming func finalize() -> Digest { finish() }

  /// Ends the message, returns its digest and starts the next message.
  public mutating func finalizeAndRestart() -> Digest {
    let digest = finish()
    start()
    return digest
  }

  /// Returns the digest of one whole message.
  public static func hash(_ bytes: Span<UInt8>) -> Digest {
    var hasher = SHA256()
    hasher.update(bytes)
    return hasher.finalize()
  }

  /// Returns the digest of one whole message.
  public static func hash(_ bytes: [UInt8]) -> Digest { hash(bytes.span) }

  private func start() {
    let succeeded = unsafe EVP_DigestInit_ex2(context, Algorithm.sha256.handle, nil)
    precondition(succeeded == 1, "OpenSSL could not start SHA-256")
  }

  private func finish() -> Digest {
    // Written into words on the stack: a buffer on the heap would be one allocation a digest.
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    let succeeded = unsafe withUnsafeMutableBytes(of: &words) { buffer in
      unsafe EVP_DigestFinal_ex(context, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), nil)
    }
    precondition(succeeded == 1, "OpenSSL could not finish SHA-256")
    return Digest(bigEndianWords: words)
  }
}

/// A fetched algorithm.
///
/// Fetching once halves the time of a short hash: `EVP_sha256()` looks its implementation up at each use.
@safe private struct Algorithm: @unchecked Sendable {
  // Sendable: an EVP_MD is immutable after the fetch, and OpenSSL counts references atomically.
  let handle: OpaquePointer

  static let sha256 = Algorithm("SHA256")

  private init(_ name: String) {
    guard let handle = unsafe EVP_MD_fetch(nil, name, nil) else {
      preconditionFailure("this OpenSSL offers no \(name)")
    }
    unsafe self.handle = handle
  }
}
