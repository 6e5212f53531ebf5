"""drand's signatures and the timelock on them: BLS12-381 by the papers, an affine point and a polynomial at a time.

Fp2 = Fp[u]/(u² + 1), and Fp12 = Fp[w]/(w¹² − 2w⁶ + 2), in which u = w⁶ − 1; a pairing costs half a second. G1 points
also carry Fp2 coordinates, so one addition serves all three curves. The 11-isogeny of RFC 9380 is not a table here:
it is computed with Vélu's formulas from its kernel. `check()` holds everything against published values.
"""

import hashlib

from primitives import u

P = 0x1A0111EA397FE69A4B1BA7B6434BACD764774B84F38512BF6730D2A0F6B0F6241EABFFFEB153FFFFB9FEFFFFFFFFAAAB
R = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001
X = 0xD201000000010000  # the curve's parameter is −X
DST = b'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_'
NETWORKS = {  # the public keys of the networks below, compressed G2
    'quicknet': '83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451'
                '0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a',
    'quicknet-t': 'b15b65b46fb29104f6a4b5d1e11a8da6344463973d423661bb0804846a0ecd1ef93c25057f1c0baab2ac53e56c662b66'
                  '072f6d84ee791a3382bfb055afab1e6a375538d8ffc451104ac971d2dc9b168e2d3246b0be2015969cbaac298f6502da',
    'walkthrough': '81d320f220ee9c79e60e19dedc838c31e3ab919b15481e9feb52f643628c4f6a13fdc52129493875a818109d767272ca'
                   '0541cbcdcea9335f2870d781b39b845ba8cbd44fdfe4967781cf72ca5917fc9398bcf97ca0548ed5a709016c4b1ff0f3',
}


class F2:
    """a + b·u with u² = −1; ints stand for elements with b = 0."""

    def __init__(self, a, b=0):
        self.a, self.b = a % P, b % P

    def __add__(self, other):
        return F2(self.a + other.a, self.b + other.b)

    def __sub__(self, other):
        return F2(self.a - other.a, self.b - other.b)

    def __neg__(self):
        return F2(-self.a, -self.b)

    def __mul__(self, other):
        if isinstance(other, int):
            return F2(self.a * other, self.b * other)
        return F2(self.a * other.a - self.b * other.b, self.a * other.b + self.b * other.a)

    def __eq__(self, other):
        return (self.a, self.b) == (other.a, other.b)

    def inverse(self):
        norm = pow(self.a * self.a + self.b * self.b, -1, P)
        return F2(self.a * norm, -self.b * norm)

    def power(self, exponent):
        result = F2(1)
        for bit in bin(exponent)[2:]:
            result = result * result
            if bit == '1':
                result = result * self
        return result

    def root(self):
        """A square root, or None; p ≡ 3 mod 4 (algorithm 9 of Adj and Rodríguez-Henríquez)."""
        candidate = self.power((P - 3) // 4)
        alpha, x = candidate * candidate * self, candidate * self
        y = F2(0, 1) * x if alpha == F2(-1) else (F2(1) + alpha).power((P - 1) // 2) * x
        return y if y * y == self else None

    def greater(self):
        """Whether this is the lexicographically greater of ±self, the imaginary part weighing more."""
        return (self.b or self.a) > P // 2


# ---------------------------------------------------------------- points: None is the identity


def slope(a, b, linear=F2(0)):
    if a == b:
        return (a[0] * a[0] * 3 + linear) * (a[1] * 2).inverse()
    return (b[1] - a[1]) * (b[0] - a[0]).inverse()


def add(a, b, linear=F2(0)):
    if a is None or b is None:
        return a or b
    if a[0] == b[0] and a[1] == -b[1]:
        return None
    m = slope(a, b, linear)
    x = m * m - a[0] - b[0]
    return x, m * (a[0] - x) - a[1]


def multiply(point, times, linear=F2(0)):
    total = None
    for bit in bin(times)[2:]:
        total = add(total, total, linear)
        if bit == '1':
            total = add(total, point, linear)
    return total


def negate(point):
    return point and (point[0], -point[1])


def compress(point, group):
    if point is None:
        return b'\xc0' + bytes(48 * group - 1)
    x = u(384, point[0].b) * (group - 1) + u(384, point[0].a)
    return bytes([x[0] | (0xA0 if point[1].greater() else 0x80)]) + x[1:]


def decompress(raw, group):
    """The point of the r-order subgroup, or ValueError; the identity is a point."""
    if len(raw) != 48 * group or not raw[0] & 0x80:
        raise ValueError('not a compressed point')
    flags, x = raw[0] >> 5, bytes([raw[0] & 0x1F]) + raw[1:]
    if flags & 2:
        if flags & 1 or any(x):
            raise ValueError('not the identity\'s one encoding')
        return None
    parts = [int.from_bytes(x[i:i + 48], 'big') for i in range(0, len(x), 48)]
    if max(parts) >= P:
        raise ValueError('coordinate not below p')
    x = F2(*reversed(parts))
    y = (x * x * x + (F2(4) if group == 1 else F2(4, 4))).root()
    if y is None or (group == 1 and y.b):
        raise ValueError('not on the curve')
    point = x, y if y.greater() == bool(flags & 1) else -y
    if multiply(point, R) is not None:
        raise ValueError('not in the subgroup')
    return point


def eip2537(point, group):
    """The precompiles' encoding: 64 bytes a coordinate, the real part first; the identity is zeros."""
    if point is None:
        return bytes(128 * group)
    return b''.join(u(512, c.a) + (u(512, c.b) if group == 2 else b'') for c in point)


G1 = (F2(0x17F1D3A73197D7942695638C4FA9AC0FC3688C4F9774B905A14E3A3F171BAC586C55E83FF97A1AEFFB3AF00ADB22C6BB),
      F2(0x08B3F481E3AAA0F1A09E30ED741D8AE4FCF5E095D5D00AF600DB18CB2C04B3EDD03CC744A2888AE40CAA232946C5E7E1))
G2 = decompress(bytes.fromhex(
    '93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e'
    '024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8'), 2)

# ---------------------------------------------------------------- the pairing: e(P, Q)^3, as every library has it


ONE = [1] + [0] * 11


def times(a, b):
    wide = [0] * 23
    for i, left in enumerate(a):
        if left:
            for j, right in enumerate(b):
                wide[i + j] += left * right
    for i in range(22, 11, -1):
        wide[i - 6] += 2 * wide[i]
        wide[i - 12] -= 2 * wide[i]
    return [c % P for c in wide[:12]]


def raised(base, exponent):
    result = ONE
    for bit in bin(exponent)[2:]:
        result = times(result, result)
        if bit == '1':
            result = times(result, base)
    return result


def line(m, t, p):
    """The line of slope m through t on the twist, at p, times w³ (which the final power makes 1)."""
    at = [0] * 12
    for i, c in ((0, m * t[0] - t[1]), (2, -m * p[0]), (3, p[1])):
        at[i] += c.a - c.b
        at[i + 6] += c.b
    return at


def miller(p, q):
    f, t = ONE, q
    for bit in bin(X)[3:]:
        f, t = times(times(f, f), line(slope(t, t), t, p)), add(t, t)
        if bit == '1':
            f, t = times(f, line(slope(t, q), t, p)), add(t, q)
    return [-c % P if i % 2 else c for i, c in enumerate(f)]  # conjugated: the parameter is negative


def pairing(*pairs):
    """The product of the pairings of (G1, G2) pairs."""
    product = ONE
    for p, q in pairs:
        if p and q:
            product = times(product, miller(p, q))
    return raised(product, 3 * (P**12 - 1) // R)


def pairing_bytes(value):
    """Highest coefficient first at every level of the tower Fp12 / Fp6 / Fp2."""
    return b''.join(u(384, value[i + 6]) + u(384, value[i] + value[i + 6] - (P if value[i] + value[i + 6] >= P else 0))
                    for i in (5, 3, 1, 4, 2, 0))


# ---------------------------------------------------------------- RFC 9380: hashing to G1

# E': y² = x³ + A·x + B, 11-isogenous to the curve (RFC 9380 §8.8.1), Z = 11.
A = F2(0x144698A3B8E9433D693A02C96D4982B0EA985383EE66A8D8E8981AEFD881AC98936F8DA0E0F97F5CF428082D584C1D)
B = F2(0x12E2908D11688030018B12E8753EEE3B2016C1F0F24F4070A0B9C14FCEF35EF55A23215A316CEAA5D1CC48E98E172BE0)


def field_elements(message, dst):
    """expand_message_xmd with SHA-256, two elements of 64 bytes."""
    suffix = dst + u(8, len(dst))
    first = hashlib.sha256(bytes(64) + message + u(16, 128) + b'\0' + suffix).digest()
    block, output = bytes(32), b''
    for i in range(1, 5):
        block = hashlib.sha256(bytes(a ^ b for a, b in zip(first, block)) + u(8, i) + suffix).digest()
        output += block
    return [int.from_bytes(output[i:i + 64], 'big') % P for i in (0, 64)]


def swu(element):
    """The simplified map of RFC 9380 §6.6.2 to E'."""
    t = F2(11 * element * element)
    spread = t * t + t
    x = -B * A.inverse() * (F2(1) + spread.inverse()) if spread != F2(0) else B * (A * 11).inverse()
    y = (x * x * x + A * x + B).root()
    if y is None or y.b:
        x = t * x
        y = (x * x * x + A * x + B).root()
    return x, y if y.a % 2 == element % 2 else -y


def _isogeny():
    """The map E' → E: Vélu's formulas over the rational 11-torsion, then the isomorphism that RFC 9380 takes."""
    start = next((F2(x), y) for x in range(2, 12) if (y := (F2(x**3) + A * x + B).root()) and not y.b)
    generator = multiply(start, (X + 1)**2 // 3 * R // 11, A)
    kernel = [multiply(generator, i, A) for i in range(1, 6)]  # one of each pair ±Q
    terms = [(x, (x * x * 3 + A) * 2, y * y * 4) for x, y in kernel]
    linear, constant = A, B
    for x, t, v in terms:
        linear, constant = linear - t * 5, constant - (v + x * t) * 7
    # Vélu's curve is y² = x³ + constant. Scaling x by c and y by d, c³ = d² = 4/constant, lands on y² = x³ + 4; of
    # the six choices the standard's has this c (its k_(1,11)) and the greater d.
    c = F2(0x06E08C248E260E70BD1E962381EDEE3D31D79D7E22C837BC23C0BF1BC24C6B68C24B1B80B64D391FA9C8BA2E8BA2D229)
    d = (F2(4) * constant.inverse()).root()
    assert linear == F2(0) and c * c * c == d * d and d.greater()

    def image(point):
        x, derivative = point[0], F2(1)
        for at, t, v in terms:
            i = (point[0] - at).inverse()
            x, derivative = x + (t + v * i) * i, derivative - (t + v * i * 2) * i * i
        return c * x, d * derivative * point[1]

    return image


_image = _isogeny()


def map_to_g1(element):
    """One field element to the subgroup, as the precompile at 0x10 does."""
    return multiply(_image(swu(element)), X + 1)


def hash_to_g1(message, dst=DST):
    return add(*map(map_to_g1, field_elements(message, dst)))


# ---------------------------------------------------------------- drand and tlock


def round_message(beacon_round):
    return hashlib.sha256(u(64, beacon_round)).digest()


def sign(key, beacon_round):
    return compress(multiply(hash_to_g1(round_message(beacon_round)), key), 1)


def public_key(key):
    return compress(multiply(G2, key), 2)


def verify(public, beacon_round, signature):
    try:
        s, key = decompress(signature, 1), decompress(public, 2)
    except ValueError:
        return False
    hashed = hash_to_g1(round_message(beacon_round))
    return s is not None and key is not None and pairing((negate(s), G2), (hashed, key)) == ONE


def _xor(a, b):
    return bytes(i ^ j for i, j in zip(a, b))


def _digest(label, *parts):
    return hashlib.sha256(label + b''.join(parts)).digest()


def _scalar(sigma, message):
    """H3: hashes of a counter (u16, little-endian) and one digest, the first byte halved, until one is below r."""
    digest = _digest(b'IBE-H3', sigma, message)
    for i in range(1, 65536):
        block = _digest(i.to_bytes(2, 'little'), digest)
        candidate = int.from_bytes(bytes([block[0] >> 1]) + block[1:], 'big')
        if 0 < candidate < R:
            return candidate


def timelock(public, beacon_round, sigma, message, cache={}):
    """U, V, W and the scalar r. `cache` keeps e(H(round), public), which is all that costs time."""
    place = public, beacon_round
    if place not in cache:
        cache[place] = pairing((hash_to_g1(round_message(beacon_round)), decompress(public, 2)))
    r = _scalar(sigma, message)
    mask = _digest(b'IBE-H2', pairing_bytes(raised(cache[place], r)))
    return compress(multiply(G2, r), 2), _xor(sigma, mask), _xor(message, _digest(b'IBE-H4', sigma)), r


def unlock(signature, locked):
    """Sigma and message, or ValueError. `locked` is U ‖ V ‖ W."""
    if len(locked) % 2:
        raise ValueError('V and W differ in length')
    size = (len(locked) - 96) // 2
    point, v, w = decompress(locked[:96], 2), locked[96:96 + size], locked[96 + size:]
    if point is None:
        raise ValueError('U is the identity')
    sigma = _xor(v, _digest(b'IBE-H2', pairing_bytes(pairing((decompress(signature, 1), point)))))
    message = _xor(w, _digest(b'IBE-H4', sigma))
    if multiply(G2, _scalar(sigma, message)) != point:
        raise ValueError('U is not r·g2')
    return sigma, message


def check():
    """RFC 9380 J.9.1, bilinearity, and tlock-js's published hash of e(g1, g2); the rounds follow in make.py."""
    assert compress(hash_to_g1(b'', b'QUUX-V01-CS02-with-BLS12381G1_XMD:SHA-256_SSWU_RO_'), 1)[1:].hex() == (
        '052926add2207b76ca4fa57a8734416c8dc95e24501772c814278700eed6d1e4e8cf62d9c09db0fac349612b759e79a1')[2:]
    assert _digest(b'IBE-H2', pairing_bytes(pairing((G1, G2)))).hex()[:32] == 'cb87319f24560b5231579a09ad79f12e'
    assert pairing((multiply(G1, 5), G2), (negate(G1), multiply(G2, 5))) == ONE
