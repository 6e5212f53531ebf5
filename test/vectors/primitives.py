"""The mathematics under the vectors: Keccak, ABI, secp256k1, RFC 8785, HKDF and AES-GCM, from the papers.

Slow and plain on purpose. Nothing here is shared with the product, so an agreement between the two is evidence.
Standard library only; `check()` holds each function against the vector its own standard publishes.
"""

import hashlib
import hmac

# ---------------------------------------------------------------- Keccak-256 (original padding 0x01, not SHA-3's)

_MASK = (1 << 64) - 1


def _round_constants():
    """Keccak §1.2: the constants come out of an 8-bit LFSR, so none has to be copied by hand."""
    register, constants = 1, []
    for _ in range(24):
        constant = 0
        for j in range(7):
            if register & 1:
                constant |= 1 << ((1 << j) - 1)
            register = (register << 1) ^ (0x171 if register & 0x80 else 0)
        constants.append(constant)
    return constants


_RC = _round_constants()


def _rotate(word, by):
    return ((word << by) | (word >> (64 - by))) & _MASK if by else word


def _permute(lanes):
    for constant in _RC:
        # θ
        column = [lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20] for x in range(5)]
        for x in range(5):
            mix = column[(x - 1) % 5] ^ _rotate(column[(x + 1) % 5], 1)
            for y in range(5):
                lanes[x + 5 * y] ^= mix
        # ρ and π
        x, y, current = 1, 0, lanes[1]
        for t in range(24):
            x, y = y, (2 * x + 3 * y) % 5
            current, lanes[x + 5 * y] = lanes[x + 5 * y], _rotate(current, (t + 1) * (t + 2) // 2 % 64)
        # χ
        for y in range(0, 25, 5):
            row = lanes[y:y + 5]
            for x in range(5):
                lanes[y + x] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5] & _MASK)
        # ι
        lanes[0] ^= constant


def keccak(data, padding=0x01):
    rate, lanes = 136, [0] * 25
    padded = bytearray(data) + bytes([padding]) + bytes(-(len(data) + 1) % rate)
    padded[-1] |= 0x80
    for start in range(0, len(padded), rate):
        for i in range(rate // 8):
            lanes[i] ^= int.from_bytes(padded[start + 8 * i:start + 8 * i + 8], 'little')
        _permute(lanes)
    return b''.join(lane.to_bytes(8, 'little') for lane in lanes)[:32]


# ---------------------------------------------------------------- abi.encode and packed integers


def u(bits, value):
    """A packed big-endian unsigned integer; refuses what doesn't fit."""
    return int(value).to_bytes(bits // 8, 'big')


def _head(kind, value):
    if kind.startswith('uint'):
        assert 0 <= value < 1 << int(kind[4:]), f'{value} is no {kind}'
        return u(256, value)
    if kind == 'bool':
        return u(256, 1 if value else 0)
    if kind == 'address':
        assert len(value) == 20
        return bytes(12) + value
    assert kind == 'bytes32' and len(value) == 32, kind
    return value


def abi(kinds, values):
    """abi.encode of value types, `bytes`, `string` and arrays of value types; `kinds` is 'uint256 address[] …'."""
    kinds = kinds.split()
    assert len(kinds) == len(values)
    heads, tails, offset = [], [], 32 * len(kinds)
    for kind, value in zip(kinds, values):
        if kind.endswith('[]'):
            tail = u(256, len(value)) + b''.join(_head(kind[:-2], item) for item in value)
        elif kind in ('bytes', 'string'):
            raw = value.encode() if kind == 'string' else value
            tail = u(256, len(raw)) + raw + bytes(-len(raw) % 32)
        else:
            heads.append(_head(kind, value))
            continue
        heads.append(u(256, offset + sum(map(len, tails))))
        tails.append(tail)
    return b''.join(heads + tails)


# ---------------------------------------------------------------- secp256k1, RFC 6979

P = 2**256 - 2**32 - 977
N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
G = (0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
     0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8)


def _add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = 3 * a[0] * a[0] * pow(2 * a[1], -1, P) % P
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P) % P
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def _multiply(point, times):
    total = None
    for bit in bin(times)[2:]:
        total = _add(total, total)
        if bit == '1':
            total = _add(total, point)
    return total


def _address(point):
    return keccak(u(256, point[0]) + u(256, point[1]))[12:]


def address_of(key):
    return _address(_multiply(G, key))


def _nonces(key, digest):
    """RFC 6979 §3.2 with HMAC-SHA256."""
    seed = u(256, key) + u(256, int.from_bytes(digest, 'big') % N)
    v, k = b'\x01' * 32, bytes(32)
    for separator in (b'\x00', b'\x01'):
        k = hmac.digest(k, v + separator + seed, 'sha256')
        v = hmac.digest(k, v, 'sha256')
    while True:
        v = hmac.digest(k, v, 'sha256')
        if 0 < int.from_bytes(v, 'big') < N:
            yield int.from_bytes(v, 'big')
        k = hmac.digest(k, v + b'\x00', 'sha256')
        v = hmac.digest(k, v, 'sha256')


def sign(key, digest):
    """r ‖ s ‖ v, 65 bytes, low s, v 27 or 28."""
    for nonce in _nonces(key, digest):
        x, y = _multiply(G, nonce)
        r = x % N
        s = pow(nonce, -1, N) * (int.from_bytes(digest, 'big') + r * key) % N
        if r and s and x < N:
            odd = y & 1
            if s > N // 2:
                s, odd = N - s, odd ^ 1
            return u(256, r) + u(256, s) + u(8, 27 + odd)


def recover(digest, signature):
    r, s = int.from_bytes(signature[:32], 'big'), int.from_bytes(signature[32:64], 'big')
    y = pow(r**3 + 7, (P + 1) // 4, P)
    assert y * y % P == (r**3 + 7) % P, 'r is no abscissa'
    if (y & 1) != signature[64] - 27:
        y = P - y
    inverse = pow(r, -1, N)
    point = _add(_multiply((r, y), s * inverse % N),
                 _multiply(G, -int.from_bytes(digest, 'big') * inverse % N))
    return _address(point)


def malleated(signature):
    """The same signature's other spelling, with a high s, which everybody must refuse."""
    return signature[:32] + u(256, N - int.from_bytes(signature[32:64], 'big')) + u(8, 55 - signature[64])


# ---------------------------------------------------------------- RFC 8785 (no fractions: the protocol has none)

_ESCAPES = {'"': '\\"', '\\': '\\\\', '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r'}


def canonical(value):
    if value is None:
        return 'null'
    if isinstance(value, bool):
        return 'true' if value else 'false'
    if isinstance(value, int):
        assert abs(value) < 2**53, 'larger integers are decimal strings'
        return str(value)
    if isinstance(value, str):
        return '"' + ''.join(_ESCAPES.get(c) or (f'\\u{ord(c):04x}' if c < ' ' else c) for c in value) + '"'
    if isinstance(value, list):
        return '[' + ','.join(map(canonical, value)) + ']'
    keys = sorted(value, key=lambda key: key.encode('utf-16-be'))
    return '{' + ','.join(canonical(key) + ':' + canonical(value[key]) for key in keys) + '}'


# ---------------------------------------------------------------- HKDF-SHA256 (RFC 5869)


def hkdf(secret, info, length=32, salt=b''):
    key, block, output = hmac.digest(salt or bytes(32), secret, 'sha256'), b'', b''
    for i in range(-(-length // 32)):
        block = hmac.digest(key, block + info + u(8, i + 1), 'sha256')
        output += block
    return output[:length]


# ---------------------------------------------------------------- AES-256-GCM (FIPS 197, SP 800-38D)


def _times2(byte):
    return (byte << 1) ^ (0x11B if byte & 0x80 else 0)


def _times(a, b):
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a, b = _times2(a), b >> 1
    return product


def _sbox():
    box = []
    for byte in range(256):
        inverse = next((c for c in range(256) if _times(byte, c) == 1), 0)
        image = 0x63
        for turn in range(5):
            image ^= ((inverse << turn) | (inverse >> (8 - turn))) & 0xFF
        box.append(image)
    return box


_S = _sbox()


def _schedule(key):
    words = [list(key[i:i + 4]) for i in range(0, len(key), 4)]
    constant, period = 1, len(words)
    while len(words) < 4 * (period + 7):
        word = words[-1]
        if len(words) % period == 0:
            word = [_S[byte] for byte in word[1:] + word[:1]]
            word[0] ^= constant
            constant = _times2(constant)
        elif period == 8 and len(words) % 8 == 4:
            word = [_S[byte] for byte in word]
        words.append([a ^ b for a, b in zip(words[-period], word)])
    return [sum(words[i:i + 4], []) for i in range(0, len(words), 4)]


def _encrypt_block(rounds, block):
    state = [a ^ b for a, b in zip(block, rounds[0])]
    for number, key in enumerate(rounds[1:], 1):
        state = [_S[state[(i + 4 * (i % 4)) % 16]] for i in range(16)]
        if number < len(rounds) - 1:
            mixed = []
            for c in range(0, 16, 4):
                column = state[c:c + 4]
                every = column[0] ^ column[1] ^ column[2] ^ column[3]
                mixed += [column[i] ^ every ^ _times2(column[i] ^ column[(i + 1) % 4]) for i in range(4)]
            state = mixed
        state = [a ^ b for a, b in zip(state, key)]
    return bytes(state)


def _ghash(subkey, data):
    total = 0
    for start in range(0, len(data), 16):
        factor, total, product = subkey, total ^ int.from_bytes(data[start:start + 16], 'big'), 0
        for bit in range(127, -1, -1):
            product ^= factor if total >> bit & 1 else 0
            factor = (factor >> 1) ^ (0xE1 << 120 if factor & 1 else 0)
        total = product
    return total


def aes_gcm(key, nonce, plaintext):
    """Ciphertext ‖ 16-byte tag, without additional data."""
    rounds = _schedule(key)
    stream = b''.join(_encrypt_block(rounds, nonce + u(32, i + 2)) for i in range(-(-len(plaintext) // 16)))
    ciphertext = bytes(a ^ b for a, b in zip(plaintext, stream))
    subkey = int.from_bytes(_encrypt_block(rounds, bytes(16)), 'big')
    sizes = u(64, 0) + u(64, 8 * len(ciphertext))
    digest = _ghash(subkey, ciphertext + bytes(-len(ciphertext) % 16) + sizes)
    tag = digest ^ int.from_bytes(_encrypt_block(rounds, nonce + u(32, 1)), 'big')
    return ciphertext + u(128, tag)


# ---------------------------------------------------------------- against what the standards publish


def check():
    def same(got, want, what):
        assert got.hex() == want, f'{what}: expected {want}, got {got.hex()}'

    same(keccak(b''), 'c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470', 'Keccak of nothing')
    same(keccak(b'abc'), '4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45', 'Keccak of abc')
    # SHA3-256 is the same sponge with another padding byte, so hashlib vouches for the permutation on long input.
    for length in (0, 1, 135, 136, 137, 768):
        data = bytes(i % 251 for i in range(length))
        same(keccak(data, 0x06), hashlib.sha3_256(data).hexdigest(), f'SHA3-256 of {length} bytes')
    same(hkdf(b'\x0b' * 22, bytes(range(0xF0, 0xFA)), 42, bytes(range(13))),
         '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865', 'RFC 5869 A.1')
    same(hkdf(b'\x0b' * 22, b'', 42),
         '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8', 'RFC 5869 A.3')
    same(_encrypt_block(_schedule(bytes(range(32))), bytes.fromhex('00112233445566778899aabbccddeeff')),
         '8ea2b7ca516745bfeafc49904b496089', 'FIPS 197 C.3')
    same(aes_gcm(bytes(32), bytes(12), b''), '530f8afbc74536b9a963b4f1c4cb738b', 'GCM test case 13')
    same(aes_gcm(bytes(32), bytes(12), bytes(16)),
         'cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919', 'GCM test case 14')
    same(aes_gcm(bytes.fromhex('feffe9928665731c6d6a8f9467308308' * 2), bytes.fromhex('cafebabefacedbaddecaf888'),
                 bytes.fromhex('d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72'
                               '1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255')),
         '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa'
         '8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad'
         'b094dac5d93471bdec1a502270e3cc6c', 'GCM test case 15')
    assert canonical({'\U0001f600': '', 'ﬀ': '\x0f"/\u20ac', 'a': [True, None, 1]}) == \
        '{"a":[true,null,1],"\U0001f600":"","ﬀ":"\\u000f\\"/€"}', 'RFC 8785: keys sort by UTF-16 units'
    # The worked example of EIP-712 ("Mail"): private key keccak("cow").
    cow = int.from_bytes(keccak(b'cow'), 'big')
    digest = bytes.fromhex('be609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2')
    same(address_of(cow), 'cd2a3d9f938e13cd947ec05abc7fe734df8dd826', 'the account of EIP-712')
    same(sign(cow, digest), '4355c47d63924e8a72e509b65029052eb6c299d53a04e167c5775fd466751c9d'
         '07299936d304c153f6443dfa05f40ff007d72911b6f72307f996231605b915621c', 'the signature of EIP-712')
    same(recover(digest, sign(cow, digest)), address_of(cow).hex(), 'recovery')
    same(recover(digest, malleated(sign(cow, digest))), address_of(cow).hex(), 'recovery from a high s')

