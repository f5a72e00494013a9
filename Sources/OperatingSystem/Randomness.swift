internal import CGNU
internal import Glibc

/// Returns a few random bytes of the kernel's generator.
///
/// Calls `getrandom`.
func randomBytes(count: Int) throws(OperatingSystemError) -> [UInt8] {
  // Up to 256 bytes come whole and uninterrupted (getrandom(2)).
  precondition((0...256).contains(count), "at most 256 random bytes at once")
  var bytes = [UInt8](repeating: 0, count: count)
  let result = unsafe bytes.withUnsafeMutableBytes { buffer in
    systemCall { unsafe getrandom(buffer.baseAddress, buffer.count, 0) }
  }
  _ = try check("get", "random bytes", result)
  return bytes
}

/// Returns bytes as lower-case hexadecimal digits.
func hexadecimal(_ bytes: [UInt8]) -> String {
  let digits = Array("0123456789abcdef".utf8)
  let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] }
  return String(decoding: text, as: UTF8.self)
}
