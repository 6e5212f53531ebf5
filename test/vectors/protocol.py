"""The protocol's bytes, section by section of docs/1-mechanism.md, written from the text and from nothing else.

Byte strings go in and come out as `bytes`, numbers as `int`. Names follow the protocol; ρ is `panel`.
"""

import primitives
from beacon import NETWORKS, timelock
from primitives import abi, aes_gcm, canonical, hkdf, keccak, u

ZERO = bytes(32)
NOBODY = 2**32 - 1  # `prev` of a juror's first draw, and a blank choice item
GENESIS, PERIOD = 1692803367, 3  # quicknet, in seconds

# The chain and contract every sample lives at: a local chain's first contract of its first account.
CHAIN = 31337
ARBITRATOR = bytes.fromhex('5fbdb2315678afecb367f032d93f642f64180aa3')


def tag(name):
    return keccak(b'venire/1/' + name.encode())


def dispute_key(dispute, chain=CHAIN, arbitrator=ARBITRATOR):
    return keccak(abi('uint256 address uint256', [chain, arbitrator, dispute]))


def off_chain_id(account, nonce):
    digest = keccak(abi('bytes32 address uint64', [tag('open'), account, nonce]))
    return 1 << 255 | int.from_bytes(digest, 'big') >> 1


def merkle_rows(leaves):
    """Every level of a plain tree, leaves first; no leaves is one row of 32 zero bytes."""
    width = 1
    while width < len(leaves):
        width *= 2
    rows = [list(leaves) + [ZERO] * (width - len(leaves))]
    while len(rows[-1]) > 1:
        below = rows[-1]
        rows.append([keccak(b'\x01' + below[i] + below[i + 1]) for i in range(0, len(below), 2)])
    return rows


def merkle_root(leaves):
    return merkle_rows(leaves)[-1][0]


def merkle_path(leaves, index):
    return b''.join(row[(index >> level) ^ 1] for level, row in enumerate(merkle_rows(leaves)[:-1]))


class Roll:
    """A sum tree (1.4): leaf i is juror i, weight 0 is the empty leaf."""

    def __init__(self, name, members):
        self.name, self.members = name, members
        self.depth = max(0, (len(members) - 1).bit_length()) if members else 0
        leaves = [(keccak(b'\x00' + who + u(128, weight)), weight) if weight else (ZERO, 0) for who, weight in members]
        self.rows = [leaves + [(ZERO, 0)] * ((1 << self.depth) - len(leaves))]
        while len(self.rows[-1]) > 1:
            below = self.rows[-1]
            self.rows.append([(keccak(b'\x01' + self.packed(below[i]) + self.packed(below[i + 1])),
                               below[i][1] + below[i + 1][1]) for i in range(0, len(below), 2)])
        self.root, self.total = self.rows[-1][0]

    @staticmethod
    def packed(node):
        return node[0] + u(128, node[1])

    def path(self, index):
        return b''.join(self.packed(row[(index >> level) ^ 1]) for level, row in enumerate(self.rows[:-1]))

    def find(self, x):
        """The leaf that x falls on, walking down from the root, and what is left of x there."""
        index = 0
        for row in reversed(self.rows[:-1]):
            index *= 2
            if x >= row[index][1]:
                x -= row[index][1]
                index += 1
        return index, x

    def header(self, epoch, court, version):
        return keccak(abi('bytes32 uint64 uint96 uint32 bytes32 uint128 uint32',
                          [tag('roll'), epoch, court, version, self.root, self.total, len(self.members)]))


def draw(randomness, key, panel, i, total):
    return int.from_bytes(keccak(tag('draw') + randomness + key + u(32, panel) + u(32, i)), 'big') % total


def beacon_round_at(instant, genesis=GENESIS, period=PERIOD):
    return -(-(instant - genesis) // period) + 1


def tally_hash(seats, absent, recused, unopened):
    return keccak(abi('uint256[] uint32 uint32 uint32', [seats, absent, recused, unopened]))


LEAF = [('panel', 'uint32'), ('i', 'uint32'), ('jurorNumber', 'uint32'), ('juror', 'address'), ('weight', 'uint128'),
        ('held', 'uint32'), ('prev', 'uint32'), ('state', 'uint8'), ('revision', 'uint64'), ('opening', 'bytes32'),
        ('answerHash', 'bytes32'), ('choice', 'uint32'), ('commitment', 'bytes32'), ('entryHash', 'bytes32'),
        ('tally', 'bytes32')]


def ballot_leaf(row):
    return keccak(abi('bytes32 ' + ' '.join(kind for _, kind in LEAF),
                      [tag('draw leaf')] + [row[name] for name, _ in LEAF]))


def entry_hash(number, accepted_at, kind, body_hash):
    return keccak(abi('bytes32 uint64 uint64 bytes32 bytes32',
                      [tag('entry'), number, accepted_at, keccak(kind.encode()), body_hash]))


def entry_leaf(number, entry, head):
    return keccak(abi('bytes32 uint64 bytes32 bytes32', [tag('entry leaf'), number, entry, head]))


def head_leaf(key, number, head, verdict, opened):
    return keccak(abi('bytes32 bytes32 uint64 bytes32 bytes32 bytes32',
                      [tag('head'), key, number, head, verdict, opened]))


def gazette_hash(serial, epoch, rolls, heads, block_time):
    return keccak(abi('uint64 uint64 bytes32 bytes32 uint64', [serial, epoch, rolls, heads, block_time]))


def config_digest(k, members, chain=CHAIN, contract=ARBITRATOR):
    return keccak(abi('uint256 address uint32 address[]', [chain, contract, k, sorted(members)]))


def json_hash(value):
    return keccak(canonical(value).encode())


# Typed data (1.6 to 1.12), field by field; hashed as EIP-712 says.
TYPES = {name: [tuple(field.split()) for field in fields.split(', ')] for name, fields in {
    'BallotKey': 'address juror, string notice',
    'Commit': 'bytes32 disputeKey, uint32 panel, address juror, uint64 beaconRound, uint64 revision, '
              'bytes32 commitment, bytes32 sealedHash',
    'Final': 'bytes32 disputeKey, uint256 ruling, bytes32 outcome, uint64 serial, bytes32 configDigest',
    'Gazette': 'uint64 serial, uint64 epoch, bytes32 rollsRoot, bytes32 headsRoot, bytes32 configDigest',
    'Open': 'address account, uint96 court, bytes32 policyHash, bytes32 questionHash, uint32 seats, uint256 maxFee, '
            'uint64 nonce, uint64 expiresAt',
    'Receipt': 'bytes32 disputeKey, uint64 number, bytes32 entryHash, bytes32 head, uint64 acceptedAt',
    'Recuse': 'bytes32 disputeKey, uint32 panel, address juror, string reason',
    'Rotation': 'uint64 serial, address[] signers, uint32 k, bytes32 configDigest',
    'Verdict': 'bytes32 disputeKey, uint32 panel, bytes32 rollsRoot, uint64 beaconRound, bytes32 randomness, '
               'uint64 gazette, bytes32 ballotsRoot, uint32 draws, bytes32 entriesRoot, uint256 ruling, '
               'bytes32 outcome, bool tied, bytes32 policyHash, uint64 serial, bytes32 configDigest',
}.items()}
DOMAIN_TYPE = 'EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)'


def type_string(name):
    return name + '(' + ','.join(' '.join(field) for field in TYPES[name]) + ')'


def struct_hash(name, values):
    kinds, encoded = ['bytes32'], [keccak(type_string(name).encode())]
    for kind, field in TYPES[name]:
        value = values[field]
        if kind == 'string':
            kind, value = 'bytes32', keccak(value.encode())
        elif kind.endswith('[]'):
            kind, value = 'bytes32', keccak(b''.join(bytes(12) + item for item in value))
        kinds.append(kind)
        encoded.append(value)
    return keccak(abi(' '.join(kinds), encoded))


def domain_separator(chain=CHAIN, contract=ARBITRATOR, name='Venire', version='1'):
    return keccak(abi('bytes32 bytes32 bytes32 uint256 address',
                      [keccak(DOMAIN_TYPE.encode()), keccak(name.encode()), keccak(version.encode()), chain, contract]))


def typed_digest(name, values):
    return keccak(b'\x19\x01' + domain_separator() + struct_hash(name, values))


# Answers (1.6)


def choice_answer(*choices):
    return u(16, len(choices)) + b''.join(u(32, choice) for choice in choices)


def fixed_answer(*items):
    return u(16, len(items)) + b''.join(items)


def variable_answer(*items):
    return u(16, len(items)) + b''.join(u(32, len(item)) + item for item in items)


def variable_padding(length):
    padded = 256
    while padded < length:
        padded *= 2
    return padded


# Ballots (1.6)

# Wallets sign it to make the ballot key, so another wording is another key.
NOTICE = ('This signature is the key to my sealed ballots in this court. '
          'Whoever has it can open my votes: give it to nobody.')


def commitment_of(key, panel, juror, beacon_round, revision, answer_hash, opening):
    return keccak(abi('bytes32 bytes32 uint32 address uint64 uint64 bytes32 bytes32',
                      [tag('ballot'), key, panel, juror, beacon_round, revision, answer_hash, opening]))


def ballot_key(signature):
    """From r and the low s alone: how the wallet spells s or v doesn't matter."""
    s = int.from_bytes(signature[32:64], 'big')
    return hkdf(signature[:32] + u(256, min(s, primitives.N - s)), tag('ballot key'))


def opening_of(secret, key, panel, beacon_round, revision):
    return hkdf(secret, tag('opening') + key + u(32, panel) + u(64, beacon_round) + u(64, revision))


def seal_plaintext(answer, padded):
    return u(32, len(answer)) + answer + bytes(padded - len(answer))


def sealed_bytes(opening, beacon_round, answer, padded):
    """The opening locked to a quicknet round, then the answer under it."""
    locked = timelock(bytes.fromhex(NETWORKS['quicknet']), beacon_round, hkdf(opening, tag('sigma')), opening)
    return b''.join(locked[:3]) + aes_gcm(hkdf(opening, tag('seal')), bytes(12), seal_plaintext(answer, padded))
