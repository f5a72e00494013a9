internal import CGMP

/// A whole number of any size; what `Rational` is made of.
///
/// `@unchecked Sendable` holds because a number is written once, by the function of this file that makes it and before
/// anybody else can see it; afterwards it is only read, and GMP's functions do not write to their constant operands.
@safe final class Integer: @unchecked Sendable {
  private let handle: UnsafeMutablePointer<__mpz_struct>

  /// Zero, for a function of this file to fill in.
  private init() {
    unsafe handle = UnsafeMutablePointer<__mpz_struct>.allocate(capacity: 1)
    unsafe __gmpz_init(handle)
  }

  deinit {
    unsafe __gmpz_clear(handle)
    unsafe handle.deallocate()
  }

  convenience init(_ value: Int) {
    self.init()
    unsafe __gmpz_set_si(handle, value)
  }

  /// The number that decimal digits, with a sign before them or not, stand for.
  convenience init(digits: [UInt8]) {
    self.init()
    var text = digits.map { CChar($0) }
    text.append(0)
    let status = unsafe __gmpz_set_str(handle, text, 10)
    precondition(status == 0, "A whole number is written in digits.")
  }

  static func + (one: Integer, other: Integer) -> Integer {
    let result = Integer()
    unsafe __gmpz_add(result.handle, one.handle, other.handle)
    return result
  }

  static func - (one: Integer, other: Integer) -> Integer {
    let result = Integer()
    unsafe __gmpz_sub(result.handle, one.handle, other.handle)
    return result
  }

  static func * (one: Integer, other: Integer) -> Integer {
    let result = Integer()
    unsafe __gmpz_mul(result.handle, one.handle, other.handle)
    return result
  }

  static prefix func - (value: Integer) -> Integer {
    let result = Integer()
    unsafe __gmpz_neg(result.handle, value.handle)
    return result
  }

  /// The quotient, rounded towards minus infinity.
  ///
  /// Calls `mpz_fdiv_q`.
  func floorDivided(by divisor: Integer) -> Integer {
    precondition(divisor.sign != 0, "Nothing is divided by zero.")
    let result = Integer()
    unsafe __gmpz_fdiv_q(result.handle, handle, divisor.handle)
    return result
  }

  /// The quotient of a division without remainder.
  ///
  /// Calls `mpz_divexact`.
  func dividedExactly(by divisor: Integer) -> Integer {
    precondition(divisor.sign != 0, "Nothing is divided by zero.")
    let result = Integer()
    unsafe __gmpz_divexact(result.handle, handle, divisor.handle)
    return result
  }

  /// The greatest common divisor, never negative.
  ///
  /// Calls `mpz_gcd`.
  func commonDivisor(with other: Integer) -> Integer {
    let result = Integer()
    unsafe __gmpz_gcd(result.handle, handle, other.handle)
    return result
  }

  /// Calls `mpz_pow_ui`.
  func power(_ exponent: Int) -> Integer {
    precondition(exponent >= 0, "A whole number's power is whole for exponents from zero.")
    let result = Integer()
    unsafe __gmpz_pow_ui(result.handle, handle, UInt(exponent))
    return result
  }

  /// The degree-th root of a number that is not negative, cut to a whole number.
  ///
  /// Calls `mpz_root`.
  func root(_ degree: Int) -> Integer {
    precondition(degree > 0 && sign >= 0, "A root has a positive degree and no negative radicand.")
    let result = Integer()
    unsafe __gmpz_root(result.handle, handle, UInt(degree))
    return result
  }

  static func powerOfTen(_ exponent: Int) -> Integer { Integer(10).power(exponent) }

  var sign: Int { Int(unsafe handle.pointee._mp_size).signum() }

  var isOne: Bool { unsafe __gmpz_cmp_ui(handle, 1) == 0 }

  /// The number, if it fits.
  var int: Int? { unsafe __gmpz_fits_slong_p(handle) != 0 ? unsafe __gmpz_get_si(handle) : nil }

  /// Negative, zero or positive as one number is less than, equal to or more than another.
  func compare(to other: Integer) -> Int { unsafe Int(__gmpz_cmp(handle, other.handle)) }

  /// The decimal digits, with a minus before them where one is due.
  ///
  /// Calls `mpz_get_str`.
  var text: String {
    // Room for the sign and the terminating zero beside the digits, as the manual asks.
    let capacity = unsafe __gmpz_sizeinbase(handle, 10) + 2
    return unsafe String(
      unsafeUninitializedCapacity: capacity
    ) { buffer in
      let start = unsafe UnsafeMutableRawPointer(buffer.baseAddress)?.assumingMemoryBound(to: CChar.self)
      unsafe __gmpz_get_str(start, 10, handle)
      return unsafe buffer.firstIndex(of: 0) ?? 0
    }
  }
}
