"""Makes the vectors that TypeScript and Solidity are both held to.

    python3 test/vectors/make.py            write every JSON file beside this one
    python3 test/vectors/make.py --check    compare with the files that stand there; exit 1 on any difference

Python 3.11 and its standard library, nothing else. `primitives.py` holds the hashes and ciphers, `beacon.py` the
pairing, `protocol.py` the layouts, `payments.py` the money; none shares a line with the product, so a vector that both meet was reached
twice, on two roads. The same bytes come out on every run (half a minute of it): no clock, no chance. Before anything
is written, the mathematics is checked against the standards' own vectors and drand's published rounds.

Shape: one object per file, `source` says how it was made, every other member is an array of flat objects.
Bytes are lower-case 0x-hex, integers decimal strings, truth values JSON booleans, keys in alphabetical order.
A Merkle path is the concatenation of its siblings, leaf to root: 32 bytes a level, in a roll 48.
"""

import hashlib
import json
import os
import sys

sys.dont_write_bytecode = True

import beacon  # noqa: E402
import primitives  # noqa: E402
from payments import payments  # noqa: E402
from primitives import abi, address_of, aes_gcm, canonical, hkdf, keccak, malleated, recover, sign, u  # noqa: E402
from protocol import *  # noqa: E402, F403

HERE = os.path.dirname(os.path.abspath(__file__))

# ---------------------------------------------------------------- the world the samples live in

ARBITRABLE = bytes.fromhex('e7f1725e7734ce288f8367e1bb143e90bb3f0512')
# The first three accounts of "test test test test test test test test test test test junk".
ANVIL = [0xAC0974BEC39A17E36BA4A6B4D238FF944BACB478CBED5EFCAE784D7BF4F2FF80,
         0x59C6995E998F97A5A0044966F0945389DC9E86DAE88C7A8412F4603B6B78690D,
         0x5DE4111AFA1A4B94908F83103EB1F1706367C2E68CA870FC3FB9A804CDAB365A]
ATTESTORS = sorted((address_of(key), key) for key in ANVIL)
JUROR_KEYS = [int.from_bytes(keccak(b'venire vectors, juror %d' % i), 'big') for i in range(12)]
JURORS = [address_of(key) for key in JUROR_KEYS]

# Rounds of drand's quicknet as others published them: round, signature, randomness, where.
QUICKNET = [
    (123, 'b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92',
     'fb8f7bc29bf24db51871ec8c79f3a1e4bd0557bc0dfcee9ed1d924e69d1c60dc', 'noislabs/drand-verify src/verify.rs'),
    (1000, 'b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39',
     'fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd',
     'ideal-lab5/timelock examples/python/drand_tlock.py'),
    (657413, 'b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b',
     'fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587', 'mcdcam/python-drand-verify README.md'),
    (10024141, '8c87caf26bb4f5e9fdfad5ddf739ff8683344f8cf04a8c381225ff067557b5d9d51937eed765fcef21971bf5ddef44bb',
     '08622adf60800b20ad45b39792a6fe32cb4bf428925550921b01ac3843e714e6', 'public test code'),
    (12040883, '929906c959032ab363c9f26570d215d66f5c06cb0c44fe508c12bb5839f04ec895bb6868e5b9ff13ab289bdb5266b394',
     '173df1f57805453a8d2015268205d68147de12cafc2f451f7bc6adadca3571b3', 'drand/tlock tlock_test.go'),
]
RANDOMNESS = {number: bytes.fromhex(randomness) for number, _, randomness, _ in QUICKNET}



def by(name):
    """The address and key of an anvil account or a juror, by number: 'anvil 0', 'juror 3'."""
    kind, number = name.split()
    key = (ANVIL if kind == 'anvil' else JUROR_KEYS)[int(number)]
    return address_of(key), key


# ---------------------------------------------------------------- tags and plain trees

TAGS = ['ballot', 'ballot key', 'docket', 'draw', 'draw leaf', 'entry', 'entry leaf', 'head', 'open', 'opening',
        'person', 'roll', 'seal', 'sigma']


def tags():
    return {
        'source': 'keccak256 of "venire/1/" and the name, for every name in use; made by make.py.',
        'tags': [{'name': name, 'tag': tag(name)} for name in TAGS],
    }


def merkle():
    trees = []
    for count in (0, 1, 2, 3, 5, 8):
        leaves = [keccak(abi('uint256', [i])) for i in range(count)]
        trees.append({'leaves': leaves, 'paths': [merkle_path(leaves, i) for i in range(count)],
                      'root': merkle_root(leaves)})
    return {
        'source': 'Plain trees of 1.9 over leaf i = keccak256(abi.encode(uint256 i)), padded with 32 zero bytes to '
                  'a power of two; paths[i] belongs to leaf i and is its siblings, leaf to root; made by make.py.',
        'trees': trees,
    }


# ---------------------------------------------------------------- rolls and draws

ETHER = 10**18
HOLES = [400, 0, 900, 150, 0, 1200, 300, 0, 75, 2500, 600]
ROLLS = {roll.name: roll for roll in [
    Roll('hundreds', [(bytes([i]) * 20, 100 * i) for i in range(1, 6)]),
    Roll('nobody', []),
    Roll('one', [(JURORS[0], 7)]),
    Roll('idle', [(juror, 0) for juror in JURORS[:3]]),
    Roll('holes', list(zip(JURORS, HOLES))),
    Roll('deep', [(juror, (i % 3) * 10**6 * ETHER + i) for i, juror in enumerate(JURORS)]),
    Roll('heaviest', [(JURORS[0], 2**127), (JURORS[1], 2**127 - 1)]),
    Roll('persons', [(juror, i % 2) for i, juror in enumerate(JURORS[:9])]),
]}
EPOCH = 412


def rolls():
    courts = [ROLLS['holes'], ROLLS['idle'], ROLLS['deep'], ROLLS['hundreds'], ROLLS['one']]
    headers = [roll.header(EPOCH, court, 1 + court) if roll.total else ZERO for court, roll in enumerate(courts)]
    trees = [{'addresses': [who for who, _ in roll.members], 'court': court, 'depth': roll.depth, 'epoch': EPOCH,
              'header': roll.header(EPOCH, court, 1 + court), 'jurors': len(roll.members),
              'leaves': [node[0] for node in roll.rows[0][:len(roll.members)]], 'name': roll.name,
              'paths': [roll.path(i) for i in range(len(roll.members))], 'root': roll.root, 'total': roll.total,
              'version': 1 + court, 'weights': [weight for _, weight in roll.members]}
             for court, roll in enumerate(ROLLS.values())]
    return {
        'rollsRoots': [{'headers': headers[:count], 'names': [roll.name for roll in courts[:count]],
                        'paths': [merkle_path(headers[:count], i) for i in range(count)],
                        'rollsRoot': merkle_root(headers[:count])} for count in (1, 3, 5)],
        'source': 'Sum trees of 1.4; leaf i is juror i, weight 0 the empty leaf; a path is depth × (sibling hash ‖ '
                  'sibling sum), 48 bytes a level. "hundreds": juror i − 1 is the byte i twenty times, '
                  'weight 100·i. In rollsRoots, court c has the tree names[c] and version 1 + c; a court whose roll '
                  'weighs nothing has 32 zero bytes; made by make.py.',
        'trees': trees,
    }


class Sitting:
    """The walk of 1.5: draws with replacement, a cap in the first 8n, the chain of prev and held."""

    def __init__(self, name, roll, dispute, panel, seats, cap, strict, randomness=RANDOMNESS[1000]):
        self.name, self.roll, self.dispute, self.panel = name, roll, dispute, panel
        self.seats, self.cap, self.strict, self.randomness = seats, cap, strict, randomness
        self.key, self.draws, self.taken = dispute_key(dispute), [], 0
        held, last = {}, {}
        while self.taken < seats and not (strict and len(self.draws) == 8 * seats):
            i = len(self.draws)
            x = draw(randomness, self.key, panel, i, roll.total)
            juror, remainder = roll.find(x)
            seated = not (cap and i < 8 * seats and held.get(juror, 0) >= cap)
            held[juror] = held.get(juror, 0) + seated
            self.taken += seated
            self.draws.append({'held': held[juror], 'juror': juror, 'prev': last.get(juror, NOBODY),
                               'remainder': remainder, 'seated': seated, 'x': x})
            last[juror] = i


SITTINGS = [
    Sitting('hundreds', ROLLS['hundreds'], 1, 0, 6, 0, False),
    Sitting('capped', ROLLS['holes'], 1, 0, 10, 2, False),
    Sitting('appeal', ROLLS['holes'], 3, 2, 10, 2, False),
    Sitting('redraw', ROLLS['deep'], 3, 3, 5, 1, True, RANDOMNESS[123]),
    Sitting('cap lifted', ROLLS['one'], 2, 0, 3, 1, False),
    Sitting('strict, short', ROLLS['one'], 2, 0, 3, 1, True),
    Sitting('off chain', ROLLS['persons'], off_chain_id(ARBITRABLE, 7), 0, 3, 1, False, RANDOMNESS[12040883]),
]


def draws():
    keys = [(1, CHAIN, ARBITRATOR), (2, CHAIN, ARBITRATOR), (3, CHAIN, ARBITRATOR), (1, 1, ARBITRATOR),
            (1, CHAIN, ARBITRABLE), (2**255 - 1, 100, ARBITRATOR), (off_chain_id(ARBITRABLE, 7), CHAIN, ARBITRATOR)]
    singles = []
    for beacon_round, randomness in RANDOMNESS.items():
        for name, dispute, panel, i in (
                ('hundreds', 1, 0, 0), ('hundreds', 1, 0, 1), ('hundreds', 1, 1, 0), ('hundreds', 2, 0, 0),
                ('holes', 9, 5, 510), ('deep', 2**40, 2, 2**32 - 1), ('heaviest', 1, 0, 3), ('one', 1, 0, 0),
                ('persons', off_chain_id(ARBITRABLE, 7), 0, 2)):
            roll, key = ROLLS[name], dispute_key(dispute)
            x = draw(randomness, key, panel, i, roll.total)
            leaf, remainder = roll.find(x)
            singles.append({'beaconRound': beacon_round, 'disputeKey': key, 'i': i, 'leafIndex': leaf, 'panel': panel,
                            'path': roll.path(leaf), 'randomness': randomness, 'remainder': remainder,
                            'total': roll.total, 'tree': name, 'x': x})
    times = [GENESIS, GENESIS + 1, GENESIS + 2, GENESIS + 3, GENESIS + 4, 1692803733, 1692806364, 1692806365,
             1728926013, 1728926012, 1728926014, 1893456000]
    return {
        'beaconRounds': [{'beaconRound': beacon_round_at(t), 'genesis': GENESIS, 'instant': t, 'period': PERIOD,
                          'roundTime': GENESIS + (beacon_round_at(t) - 1) * PERIOD} for t in times],
        'disputeKeys': [{'arbitrator': contract, 'chainId': chain, 'disputeId': dispute,
                         'disputeKey': dispute_key(dispute, chain, contract)} for dispute, chain, contract in keys],
        'draws': singles,
        'offChainIds': [{'account': who, 'disputeId': off_chain_id(who, nonce), 'nonce': nonce}
                        for who, nonce in ((ARBITRABLE, 0), (ARBITRABLE, 7), (JURORS[0], 7), (JURORS[0], 2**64 - 1))],
        'sittings': [{'cap': s.cap, 'disputeKey': s.key, 'held': [d['held'] for d in s.draws],
                      'jurorNumbers': [d['juror'] for d in s.draws], 'name': s.name, 'panel': s.panel,
                      'prev': [d['prev'] for d in s.draws], 'randomness': s.randomness,
                      'seated': [d['seated'] for d in s.draws], 'seats': s.seats, 'strict': s.strict,
                      'tree': s.roll.name, 'x': [d['x'] for d in s.draws]} for s in SITTINGS],
        'source': 'Draws of 1.5 over the trees of roll.json, with the randomness of published quicknet rounds; '
                  'remainder is x less the weights left of the leaf. A sitting is the whole walk of 1.5: held counts '
                  'the seats of the juror after this draw, prev is the index of the same juror\'s draw before, '
                  'skipped ones too (4294967295: none), and the cap binds in the first 8 × seats draws; cap 0 is '
                  'no cap; made by make.py.',
    }


# ---------------------------------------------------------------- ballots

SKIPPED, ABSENT, RECUSED, UNOPENED, INVALID, LEAKED, OPENED, UNHEARD = range(8)
CHOICES = 3
# What each juror of a panel did: state, choice, and how the commit came (docket or lane).
DEEDS = {
    'capped': {2: (OPENED, 1, 'docket'), 10: (OPENED, 1, 'docket'), 9: (OPENED, 2, 'docket'), 5: (ABSENT, 0, ''),
               0: (RECUSED, 0, ''), 6: (UNOPENED, 1, 'docket')},
    'appeal': {2: (INVALID, 9, 'docket'), 6: (LEAKED, 1, 'docket'), 10: (OPENED, 2, 'docket'),
               0: (OPENED, 0, 'docket'), 5: (OPENED, 3, 'docket'), 9: (OPENED, 3, 'lane')},
}
REVEALS = {'capped': 12040883, 'appeal': 10024141}


def ballot_of(juror, key, panel, beacon_round, revision, answer, garbled=False):
    """Everything a juror's client derives for one vote, from the ballot-key signature to the signed Commit."""
    who, secret = by(f'juror {juror}')
    wallet = sign(secret, typed_digest('BallotKey', {'juror': who, 'notice': NOTICE}))
    opening = opening_of(ballot_key(wallet), key, panel, beacon_round, revision)
    commitment = commitment_of(key, panel, who, beacon_round, revision, keccak(answer), opening)
    sealed = sealed_bytes(opening, beacon_round, answer, 6)
    if garbled:
        sealed = sealed[:159] + bytes([sealed[159] ^ 1]) + sealed[160:]
    commit = {'beaconRound': beacon_round, 'commitment': commitment, 'disputeKey': key, 'juror': who, 'panel': panel,
              'revision': revision, 'sealedHash': keccak(sealed)}
    signature = sign(secret, typed_digest('Commit', commit))
    return {**commit, 'aesKey': hkdf(opening, tag('seal')), 'answer': answer, 'answerHash': keccak(answer),
            'ballotKey': ballot_key(wallet), 'ballotKeySignature': wallet,
            'ballotKeySignatureHighS': malleated(wallet), 'opening': opening, 'plaintext': seal_plaintext(answer, 6),
            'sealed': sealed, 'sigma': hkdf(opening, tag('sigma')), 'signature': signature,
            'signatureHash': keccak(signature), 'structHash': struct_hash('Commit', commit)}


def entry_of(number, ballot):
    """Hash of the docket's entry that brought a ballot."""
    body = keccak(abi('bytes32 bytes32 bytes32', [ballot['structHash'], ballot['signatureHash'], keccak(ballot['sealed'])]))
    return entry_hash(number, 1722800100 + number, 'commit', body)


class Hearing:
    """A sitting with its ballots: the rows of ballotsRoot, and what they come to."""

    def __init__(self, sitting):
        self.sitting, self.rows, self.ballots = sitting, [], {}
        self.beacon_round = REVEALS[sitting.name]
        seats, absent, recused, unopened = [0] * (CHOICES + 1), 0, 0, 0
        for i, drawn in enumerate(sitting.draws):
            number = drawn['juror']
            who, weight = sitting.roll.members[number]
            state, choice, door = DEEDS[sitting.name][number] if drawn['seated'] else (SKIPPED, 0, '')
            row = {'answerHash': ZERO, 'choice': 0, 'commitment': ZERO, 'held': drawn['held'], 'i': i, 'juror': who,
                   'jurorNumber': number, 'opening': ZERO, 'panel': sitting.panel, 'prev': drawn['prev'],
                   'revision': 0, 'entryHash': ZERO, 'state': state, 'weight': weight}
            if state >= UNOPENED:
                ballot = self.ballot(number, choice, state == UNOPENED)
                row.update({'commitment': ballot['commitment'], 'revision': ballot['revision'],
                            'entryHash': ZERO if door == 'lane' else entry_of(number + 3, ballot)})
                if state > UNOPENED:
                    row.update({'answerHash': ballot['answerHash'], 'opening': ballot['opening']})
            if state == OPENED:
                row['choice'] = choice
                seats[choice] += 1
            absent += state in (ABSENT, UNHEARD)
            recused += state == RECUSED
            unopened += state in (UNOPENED, INVALID, LEAKED)
            row['tally'] = tally_hash(seats, absent, recused, unopened)
            self.rows.append(row)
        self.leaves = [ballot_leaf(row) for row in self.rows]
        self.root = merkle_root(self.leaves)
        self.counts = {'absent': absent, 'recused': recused, 'seatsPerChoice': seats, 'unopened': unopened}
        best = max(seats)
        self.tied = seats.count(best) > 1
        self.ruling = 0 if self.tied else seats.index(best)

    def ballot(self, number, choice, garbled):
        if number not in self.ballots:
            revision = 1722800000123 + 1000 * number
            self.ballots[number] = ballot_of(number, self.sitting.key, self.sitting.panel, self.beacon_round, revision,
                                             choice_answer(choice), garbled)
        return self.ballots[number]


def hearings():
    return [Hearing(sitting) for sitting in SITTINGS if sitting.name in DEEDS]


# Panels that were drawn anew: what became of each draw (juror, state, choice) of both sittings.
REDRAWN = [
    ('a quorum missed', 0, [(2, OPENED, 1), (3, ABSENT, 0), (2, SKIPPED, 0), (5, RECUSED, 0)],
     [(7, OPENED, 2), (2, OPENED, 2), (9, OPENED, 1)]),
    ('unheard, then heard', 2, [(0, UNHEARD, 0), (10, UNHEARD, 0), (0, UNHEARD, 0)],
     [(10, OPENED, 3), (6, UNOPENED, 0), (10, OPENED, 3)]),
    ('never drawn, then drawn', 4, [], [(2, OPENED, 0), (3, INVALID, 0), (9, OPENED, 0)]),
    ('drawn, then not', 0, [(2, ABSENT, 0), (2, ABSENT, 0), (5, LEAKED, 0)], []),
]


def redrawn(name, panel, *sittings):
    """Both sittings' leaves in one tree; tally, held and prev begin anew with the second."""
    rows = []
    for rho, draws in enumerate(sittings, panel):
        seats, others, held, last = [0] * (CHOICES + 1), [0, 0, 0], {}, {}
        for i, (number, state, choice) in enumerate(draws):
            held[number] = held.get(number, 0) + (state != SKIPPED)
            seats[choice] += state == OPENED
            others = [others[0] + (state in (ABSENT, UNHEARD)), others[1] + (state == RECUSED),
                      others[2] + (state in (UNOPENED, INVALID, LEAKED))]
            stamp = keccak(name.encode() + u(32, rho) + u(32, number))
            shown, committed = state in (INVALID, LEAKED, OPENED), state in (UNOPENED, INVALID, LEAKED, OPENED)
            rows.append({'answerHash': keccak(choice_answer(choice)) if shown else ZERO, 'choice': choice,
                         'commitment': stamp if committed else ZERO, 'held': held[number], 'i': i,
                         'juror': JURORS[number], 'jurorNumber': number, 'opening': keccak(stamp) if shown else ZERO,
                         'panel': rho, 'prev': last.get(number, NOBODY), 'revision': 1722800000123 if committed else 0,
                         'entryHash': keccak(stamp + stamp) if committed else ZERO, 'state': state,
                         'tally': tally_hash(list(seats), *others), 'weight': HOLES[number] or 1})
            last[number] = i
    leaves = [ballot_leaf(row) for row in rows]
    return {'ballotsRoot': merkle_root(leaves), 'choices': CHOICES, 'draws': len(rows), 'name': name, 'panel': panel + 1,
            'rows': [{**row, 'leaf': leaf, 'path': merkle_path(leaves, i)}
                     for i, (row, leaf) in enumerate(zip(rows, leaves))]}


def ballots(heard):
    tallies = [([0, 0], 0, 0, 0), ([0, 3, 2], 0, 0, 0), ([1, 0, 2, 4], 1, 2, 3), ([0] * 256, 511, 0, 2**32 - 1)]
    seals = []
    for name, answer, padded in (
            ('one choice', choice_answer(2), 6), ('refusal', choice_answer(0), 6),
            ('three choices, one blank', choice_answer(1, NOBODY, 3), 14), ('short text', variable_answer(b'aye'), 256),
            ('256 bytes exactly', variable_answer(bytes(range(250))), 256),
            ('257 bytes', variable_answer(bytes(range(251))), 512)):
        key = hkdf(keccak(name.encode()), tag('seal'))
        seals.append({'aesKey': key, 'answer': answer, 'ciphertext': aes_gcm(key, bytes(12),
                      seal_plaintext(answer, padded)), 'name': name, 'opening': keccak(name.encode()),
                      'padded': padded, 'plaintext': seal_plaintext(answer, padded),
                      'sigma': hkdf(keccak(name.encode()), tag('sigma'))})
    return {
        'ballots': [ballot for hearing in heard for ballot in hearing.ballots.values()],
        'jurors': [{'address': who, 'privateKey': u(256, key)} for who, key in map(by, ['juror %d' % i for i in
                                                                                     range(len(JURORS))])],
        'notice': NOTICE,
        'panels': [{**hearing.counts, 'ballotsRoot': hearing.root, 'beaconRound': hearing.beacon_round,
                    'cap': hearing.sitting.cap, 'choices': CHOICES, 'disputeKey': hearing.sitting.key,
                    'draws': len(hearing.rows), 'name': hearing.sitting.name, 'panel': hearing.sitting.panel,
                    'rows': [{**row, 'leaf': leaf, 'path': merkle_path(hearing.leaves, i)}
                             for i, (row, leaf) in enumerate(zip(hearing.rows, hearing.leaves))],
                    'ruling': hearing.ruling, 'seats': hearing.sitting.seats, 'tied': hearing.tied}
                   for hearing in heard],
        'redrawn': [redrawn(*panel) for panel in REDRAWN],
        'seals': seals,
        'source': 'Ballots of 1.6, seals under keccak256 of their name as opening, and the leaves of 1.8 for the '
                  'sittings "capped" and "appeal" of draw.json. state: 0 skipped, 1 absent, 2 recused, 3 unopened, '
                  '4 invalid answer, 5 leaked, 6 opened, 7 unheard. A row of state 4 or 5 carries opening and answerHash but '
                  'choice 0, and counts as unopened in the tally; the ballot of state 3 has the last bit of W flipped; '
                  'the lane ballot has entryHash 0. Signatures are RFC 6979 by the keys in jurors, the notice is '
                  'the court\'s own. redrawn: the leaves of a panel that was drawn anew, both sittings in one tree, '
                  'with made-up commitments; made by make.py.',
        'tallies': [{'absent': absent, 'recused': recused, 'seatsPerChoice': seats,
                     'tally': tally_hash(seats, absent, recused, unopened), 'unopened': unopened}
                    for seats, absent, recused, unopened in tallies],
    }


def tallies():
    counts = [([0, 3, 2], 0, 0, 0), ([0, 2, 3], 0, 0, 0), ([3, 1, 1], 0, 0, 0), ([0, 2, 2], 0, 0, 0),
              ([2, 2, 1], 0, 0, 0), ([0, 0, 0], 3, 0, 0), ([0, 1, 1, 1], 0, 0, 0), ([0, 2, 0], 1, 0, 0),
              ([0, 1, 0], 1, 0, 0), ([0, 1, 1], 1, 1, 1), ([0, 2, 1], 1, 0, 1), ([1, 0, 2, 4], 1, 2, 3),
              ([0, 1], 0, 0, 0), ([0] * 255 + [1], 0, 0, 0), ([0, 256, 255], 0, 0, 0), ([0, 255, 0], 0, 0, 256)]
    rows = []
    for seats, absent, recused, unopened in counts:
        best, voted = max(seats), sum(seats)
        tied = seats.count(best) > 1
        rows.append({'absent': absent, 'choice': 0 if tied else seats.index(best),
                     'quorum': 2 * voted > voted + absent + recused + unopened, 'recused': recused,
                     'seats': voted + absent + recused + unopened, 'seatsPerChoice': seats,
                     'tally': tally_hash(seats, absent, recused, unopened), 'tied': tied, 'unopened': unopened})
    return {
        'source': 'Plurality: the choice with most seats, 0 and tied where several lead or nobody voted; quorum holds '
                  'when more than half of the seats voted, for 0 too; tally is the hash of 1.8; made by make.py.',
        'tallies': rows,
    }


# ---------------------------------------------------------------- dockets and gazettes


def docket_of(dispute, filings):
    """Folds filings (instant, kind, body or ballot) into rows with their hashes and heads."""
    key, rows = dispute_key(dispute), []
    head = keccak(tag('docket') + key)
    for number, (instant, kind, body) in enumerate(filings, 1):
        if kind == 'commit':
            text, parts = '', [body['structHash'], body['signatureHash'], body['sealedHash']]
            body_hash = keccak(abi('bytes32 bytes32 bytes32', parts))
        else:
            text, parts, body_hash = canonical(body), [ZERO, ZERO, ZERO], json_hash(body)
        entry = entry_hash(number, instant, kind, body_hash)
        head = keccak(head + entry)
        rows.append({'acceptedAt': instant, 'body': text, 'bodyHash': body_hash, 'commitHash': parts[0],
                     'entryHash': entry, 'head': head, 'kind': kind, 'kindHash': keccak(kind.encode()),
                     'leaf': entry_leaf(number, entry, head), 'number': number, 'sealedHash': parts[2],
                     'signatureHash': parts[1]})
    leaves = [row['leaf'] for row in rows]
    for i, row in enumerate(rows):
        row['path'] = merkle_path(leaves, i)
    return {'disputeKey': key, 'entries': rows, 'entriesRoot': merkle_root(leaves),
            'head': head, 'head0': keccak(tag('docket') + key)}


def filings_of(hearing):
    ballots_in_order = [hearing.ballots[number] for number in sorted(hearing.ballots)]
    hexed = lambda raw: '0x' + raw.hex()  # noqa: E731
    return [
        (1722700000, 'open', {'choices': str(CHOICES), 'court': '0', 'question': {'text': 'Was it delivered?'},
                              'account': hexed(ARBITRABLE)}),
        (1722700060, 'evidence', {'party': hexed(JURORS[11]), 'uri': 'ipfs://bafy/überweisung.json', 'public': True,
                                  'exhibits': [hexed(keccak(b'a')), hexed(keccak(b'b'))]}),
        (1722760000, 'draw', {'beaconRound': '1000', 'panel': str(hearing.sitting.panel), 'draws':
                              str(len(hearing.rows)), 'randomness': hexed(hearing.sitting.randomness)}),
        *[(1722800001 + i, 'commit', ballot) for i, ballot in enumerate(ballots_in_order)],
        (1722875787, 'reveal', {'juror': hexed(ballots_in_order[0]['juror']), 'opening':
                                hexed(ballots_in_order[0]['opening'])}),
    ]


def dockets(heard):
    texts = ['{"b":1,"a":[true,null,"x"]}', '{"\\u20ac":"€","\\r":"\\u000F","1":{},"\\ud83d\\ude00":"\\/"}',
             '{"weight":"340282366920938463463374607431768211455","hex":"0xabcdef"}', '[]', '"\\u007f\\b\\t\\\\"']
    made = [docket_of(hearing.sitting.dispute, filings_of(hearing)) for hearing in heard]
    made.append(docket_of(9, filings_of(heard[0])[:1]))
    return {
        'canonical': [{'canonical': canonical(json.loads(text)), 'hash': json_hash(json.loads(text)), 'json': text}
                      for text in texts],
        'dockets': made,
        'source': 'Dockets of 1.10 with sample bodies; body is the RFC 8785 text that was hashed (as UTF-8), empty '
                  'for a commit, whose bodyHash comes from commitHash (its struct hash), signatureHash and sealedHash '
                  '(the ballots are those of ballot.json). canonical: JSON texts, their RFC 8785 form, its keccak256; '
                  'made by make.py.',
    }


def gazette_of(serial, epoch, rolls_root, block_time, heads):
    heads = sorted(heads, key=lambda head: head['disputeKey'])
    leaves = [head_leaf(h['disputeKey'], h['number'], h['head'], h['verdictHash'], h['openHash']) for h in heads]
    root = merkle_root(leaves)
    whole = gazette_hash(serial, epoch, rolls_root, root, block_time)
    return {'blockTime': block_time, 'epoch': epoch, 'hash': whole, 'heads':
            [{**head, 'leaf': leaf, 'path': merkle_path(leaves, i)}
             for i, (head, leaf) in enumerate(zip(heads, leaves))],
            'headsRoot': root, 'place': serial % 2**16, 'rollsRoot': rolls_root, 'serial': serial,
            'slot': u(24, serial // 2**16) + u(40, block_time) + whole[:24]}


def gazettes(heard, rolls_root):
    heads = []
    for docket in dockets(heard)['dockets']:
        heads.append({'disputeKey': docket['disputeKey'], 'head': docket['head'],
                      'number': len(docket['entries']), 'openHash': ZERO, 'verdictHash': ZERO})
    off_chain = dispute_key(off_chain_id(ARBITRABLE, 7))
    heads.append({'disputeKey': off_chain, 'head': keccak(b'a head'), 'number': 12,
                  'openHash': struct_hash('Open', SAMPLES['Open'](heard)[0]),
                  'verdictHash': struct_hash('Verdict', SAMPLES['Verdict'](heard)[1])})
    return {
        'gazettes': [
            gazette_of(0, EPOCH, rolls_root, 1728925900, heads[:1]),
            gazette_of(1, EPOCH, ZERO, 1728925960, heads),
            gazette_of(2**16 + 3, EPOCH + 1, rolls_root, 1760000000, []),
            gazette_of(2**40 - 1, EPOCH + 2, rolls_root, 2**40 - 1, heads[1:4]),
        ],
        'source': 'Gazettes of 1.11; heads ascend by disputeKey. slot is what the contract stores at place = serial '
                  'mod 65536: u24 serial / 65536, u40 block time, the first 192 bits of hash; made by make.py.',
    }


# ---------------------------------------------------------------- typed data

REFUSAL = keccak(choice_answer(0))


def verdict_of(hearing, gazette, serial, config):
    docket = docket_of(hearing.sitting.dispute, filings_of(hearing))
    return {'ballotsRoot': hearing.root, 'beaconRound': hearing.beacon_round, 'configDigest': config,
            'disputeKey': hearing.sitting.key, 'draws': len(hearing.rows), 'entriesRoot': docket['entriesRoot'],
            'gazette': gazette, 'outcome': keccak(choice_answer(hearing.ruling)), 'panel': hearing.sitting.panel,
            'policyHash': json_hash(POLICIES[0]), 'randomness': hearing.sitting.randomness,
            'rollsRoot': rolls()['rollsRoots'][1]['rollsRoot'], 'ruling': hearing.ruling, 'serial': serial,
            'tied': hearing.tied}


def config(count, k):
    return config_digest(k, [who for who, _ in ATTESTORS[:count]])


SAMPLES = {
    'BallotKey': lambda heard: [{'juror': JURORS[0], 'notice': NOTICE}, {'juror': address_of(ANVIL[0]), 'notice': ''}],
    'Commit': lambda heard: [{field: ballot[field] for _, field in TYPES['Commit']}
                             for ballot in list(heard[0].ballots.values())[:2]],
    'Final': lambda heard: [{'configDigest': config(3, 2), 'disputeKey': dispute_key(1), 'outcome':
                             keccak(choice_answer(1)), 'ruling': 1, 'serial': 3},
                            {'configDigest': config(3, 2), 'disputeKey': dispute_key(2), 'outcome': REFUSAL,
                             'ruling': 0, 'serial': 4}],
    'Gazette': lambda heard: [{'configDigest': config(3, 2), 'epoch': EPOCH, 'headsRoot': keccak(b'heads'),
                               'rollsRoot': rolls()['rollsRoots'][1]['rollsRoot'], 'serial': 1},
                              {'configDigest': config(1, 1), 'epoch': 0, 'headsRoot': ZERO, 'rollsRoot': ZERO,
                               'serial': 0}],
    'Open': lambda heard: [{'account': ARBITRABLE, 'court': 2, 'expiresAt': 1722800000, 'maxFee': ETHER // 10,
                            'nonce': 7, 'policyHash': json_hash(POLICIES[0]), 'questionHash': json_hash(QUESTIONS[0]),
                            'seats': 3},
                           {'account': address_of(ANVIL[1]), 'court': 2**96 - 1, 'expiresAt': 2**64 - 1,
                            'maxFee': 2**256 - 1, 'nonce': 2**64 - 1, 'policyHash': ZERO, 'questionHash': ZERO,
                            'seats': 2**32 - 1}],
    'Receipt': lambda heard: [{'acceptedAt': row['acceptedAt'], 'disputeKey': docket['disputeKey'],
                               'entryHash': row['entryHash'], 'head': row['head'], 'number': row['number']}
                              for docket in [docket_of(1, filings_of(heard[0]))] for row in docket['entries'][:4:3]],
    'Recuse': lambda heard: [{'disputeKey': dispute_key(1), 'juror': JURORS[0], 'panel': 0, 'reason': 'I know a party.'},
                             {'disputeKey': dispute_key(2), 'juror': address_of(ANVIL[0]), 'panel': 3, 'reason': ''}],
    'Rotation': lambda heard: [{'configDigest': config(3, 2), 'k': 2, 'serial': 5,
                                'signers': sorted(JURORS[:3])},
                               {'configDigest': config(3, 2), 'k': 1, 'serial': 6, 'signers': [JURORS[0]]}],
    'Verdict': lambda heard: [verdict_of(heard[0], 1, 1, config(3, 2)), verdict_of(heard[1], 3, 2, config(3, 3)),
                              {**verdict_of(heard[0], 2**64 - 1, 2**64 - 1, config(1, 1)), 'outcome': REFUSAL,
                               'panel': 2**32 - 1, 'ruling': 0, 'tied': True}],
}


def typed(heard):
    made = {
        'configs': [{'chainId': CHAIN, 'configDigest': config(count, k), 'contract': ARBITRATOR, 'k': k,
                     'members': b''.join(who for who, _ in ATTESTORS[:count]),
                     'signers': [who for who, _ in ATTESTORS[:count]]}
                    for count, k in ((1, 1), (2, 2), (3, 2), (3, 3))],
        'domains': [{'chainId': chain, 'domainSeparator': domain_separator(chain, contract), 'name': 'Venire',
                     'typeHash': keccak(DOMAIN_TYPE.encode()), 'typeString': DOMAIN_TYPE,
                     'verifyingContract': contract, 'version': '1'}
                    for chain, contract in ((CHAIN, ARBITRATOR), (1, ARBITRATOR), (CHAIN, ARBITRABLE))],
        'keys': [{'address': address_of(key), 'privateKey': u(256, key)} for key in ANVIL],
        'source': 'Typed data of 1.6 to 1.12 under domains[0], hashed as EIP-712 says and signed (RFC 6979, low s) by the '
                  'first accounts of "test test test test test test test test test test test junk", listed in keys. '
                  'Each array named for a type holds its values with structHash, digest, one signature by signer, '
                  'signatureHighS (to be refused), and signatures: those of the three attestors in ascending order '
                  'of address, 65 bytes each; recovered is what comes back from signature. Commit values are signed '
                  'by keys[0], not by the juror they name; made by make.py.',
        'types': [{'name': name, 'typeHash': keccak(type_string(name).encode()), 'typeString': type_string(name)}
                  for name in sorted(TYPES)],
    }
    for name in TYPES:
        made[name[0].lower() + name[1:]] = rows = []
        for number, values in enumerate(SAMPLES[name](heard)):
            key, digest = ANVIL[number % 2], typed_digest(name, values)
            signature = sign(key, digest)
            rows.append({**values, 'digest': digest, 'recovered': recover(digest, signature), 'signature': signature,
                         'signatureHighS': malleated(signature), 'signatures':
                         b''.join(sign(attestor, digest) for _, attestor in ATTESTORS), 'signer': address_of(key),
                         'structHash': struct_hash(name, values)})
    return made


# ---------------------------------------------------------------- answers, policies, questions, persons


def answers():
    rows = [{'answer': choice_answer(*items), 'answerHash': keccak(choice_answer(*items)),
             'items': list(items)} for items in ((0,), (1,), (255,), (NOBODY,), (1, 2, NOBODY), ())]
    texts = [(b'',), (b'aye',), (b'aye', b'', 'nö'.encode())]
    fixed = [(bytes(8),), (u(64, 10**9), u(64, 2 * 10**9))]
    return {
        'choices': rows,
        'fixed': [{'answer': fixed_answer(*items), 'answerHash': keccak(fixed_answer(*items)), 'items': list(items)}
                  for items in fixed],
        'outcomes': [{'answer': choice_answer(ruling), 'outcome': keccak(choice_answer(ruling)), 'ruling': ruling}
                     for ruling in (0, 1, 2, 255)],
        'padding': [{'answerLength': length, 'longest': longest, 'padded': padded, 'plaintextLength': 4 + padded,
                     'sealedLength': 160 + 4 + padded + 16, 'variable': variable}
                    for length, longest, variable, padded in
                    [(6, 6, False, 6), (18, 18, False, 18)] +
                    [(length, 0, True, variable_padding(length)) for length in (6, 255, 256, 257, 512, 513, 5000)]],
        'source': 'Answers of 1.6: u16(items), then u32 choices (4294967295 blank), fixed-size bytes, or u32(length) '
                  'and bytes. padding: the sealed answer is padded to the question\'s longest answer, of a variable '
                  'space (longest 0) to the power of two ≥ 256 that holds the answer, its length word not counted; '
                  'made by make.py.',
        'variable': [{'answer': variable_answer(*items), 'answerHash': keccak(variable_answer(*items)),
                      'items': list(items)} for items in texts],
    }


TERMS = [field.split() for field in (
    'uint32 seats, uint32 evidenceSeconds, uint32 drawSeconds, uint32 commitSeconds, uint32 sealSeconds, '
    'uint32 revealSeconds, uint32 appealSeconds, uint32 challengeSeconds, uint32 silenceSeconds, uint32 appeals, '
    'uint32 jumpSeats, uint32 seatCap, bool strict, uint8 weight, uint8 personSource, address personRegistry, '
    'uint128 minStake, uint128 seatStake, uint32 penaltyBps, uint128 feePerSeat, uint128 deliveryFee, '
    'uint128 tokenFeePerSeat, uint128 tokenDeliveryFee').split(', ')]
TERMS_SAMPLES = [
    dict(zip((name for _, name in TERMS), (3, 259200, 3600, 172800, 600, 86400, 259200, 86400, 172800, 3, 31, 0, False,
                                           0, 0, bytes(20), 100 * ETHER, 50 * ETHER, 1000, ETHER // 100, ETHER // 50, 0, 0))),
    dict(zip((name for _, name in TERMS), (5, 60, 120, 600, 180, 300, 400, 500, 700, 1, 15, 2, True, 1, 1,
                                           bytes.fromhex('c5e9ddebb09cd64dfacab4011a0d5cedaf7c9bdb'), 0, 2**128 - 1,
                                           6000, 0, 1, 2**88, 3))),
]


def encode_terms(terms):
    return abi(' '.join(kind for kind, _ in TERMS), [terms[name] for _, name in TERMS])


POLICIES = [
    {'ladder': {'appeals': '3', 'growth': '2n+1'}, 'name': 'general court', 'panel': {'seats': '3', 'weight': 'stake'},
     'purse': {'penaltyBps': '1000', 'rule': 'coherent'}, 'question': {'options': ['yes', 'no'], 'space': 'choice'},
     'score': {'referee': 'outcome'}, 'tally': {'rule': 'plurality'},
     'terms': '0x' + encode_terms(TERMS_SAMPLES[0]).hex(), 'text': 'Rule “yes” only if the goods arrived.\n'},
    {'name': 'persons', 'panel': {'admit': {'registry': '0xc5e9ddebb09cd64dfacab4011a0d5cedaf7c9bdb'},
                                  'strict': True, 'weight': 'one'},
     'tally': {'rule': 'plurality'}, 'terms': '0x' + encode_terms(TERMS_SAMPLES[1]).hex()},
]
QUESTIONS = [
    {'options': ['refuse to arbitrate', 'yes', 'no'], 'space': 'choice', 'text': 'Was the parcel delivered?'},
    {'items': [{'text': 'First milestone?'}, {'text': 'Zweiter Meilenstein: größer?'}], 'space': 'scalar',
     'min': '0', 'max': '1000000000'},
]


def policies():
    return {
        'persons': [{'court': court, 'person': keccak(tag('person') + u(96, court) + u(8, source) + identity),
                     'personSource': source, 'sourceId': identity}
                    for court, source, identity in ((0, 1, JURORS[3]), (0, 2, JURORS[3]), (7, 1, JURORS[3]),
                                                    (0, 2, keccak(b'an attestation')),
                                                    (0, 3, keccak(b'a credential')))],
        'policies': [{'canonical': canonical(policy), 'policyHash': json_hash(policy)} for policy in POLICIES],
        'questions': [{'canonical': canonical(question), 'questionHash': json_hash(question)}
                      for question in QUESTIONS],
        'source': 'Terms in the order of the struct, abi-encoded, with keccak256 as termsHash; policy and question '
                  'hashes over RFC 8785 text as UTF-8 (1.3 of docs/1-mechanism.md), policies[i] with terms[i]; person ids over the source '
                  'id\'s bytes as they are; made by make.py.',
        'terms': [{**terms, 'encoded': encode_terms(terms), 'termsHash': keccak(encode_terms(terms))}
                  for terms in TERMS_SAMPLES],
    }


# ---------------------------------------------------------------- the beacon and the timelock

QUICKNET_KEY, TESTNET_KEY, WALKTHROUGH_KEY = (bytes.fromhex(beacon.NETWORKS[name]) for name in
                                              ('quicknet', 'quicknet-t', 'walkthrough'))
LOCAL_SECRET = int.from_bytes(keccak(b'venire vectors, local beacon'), 'big') % beacon.R
LOCAL_KEY = beacon.public_key(LOCAL_SECRET)
WALKTHROUGH = bytes.fromhex('95c93585c513ebbcb4777ff15599b3140e5ec0295faa0e483f3deadd88fa6d43'
                            'f0d3703e3a4ce106e8fd6c6987f32126')
SIGNATURE = {number: bytes.fromhex(signature) for number, signature, _, _ in QUICKNET}
IDENTITY = b'\xc0' + bytes(47)
# A local round whose signature has so small an abscissa that p can be added to it and still fit into 381 bits.
SMALL = next(number for number in range(1, 200) if
             int.from_bytes(beacon.sign(LOCAL_SECRET, number), 'big') % 2**381 + beacon.P < 2**381)


def stray(group):
    """A point of the curve that isn't in the subgroup, and one whose order is prime to the subgroup's."""
    constant = beacon.F2(4) if group == 1 else beacon.F2(4, 4)
    for i in range(1, 100):
        x = beacon.F2(i, group - 1)
        y = (x * x * x + constant).root()
        if y and not (group == 1 and y.b) and (cleared := beacon.multiply((x, y), beacon.R)):
            return (x, y), cleared


def flipped(raw, index, mask=1):
    return raw[:index] + bytes([raw[index] ^ mask]) + raw[index + 1:]


def beacons():
    rows = [('quicknet', QUICKNET_KEY, number, SIGNATURE[number], where) for number, _, _, where in QUICKNET]
    rows.append(('walkthrough', WALKTHROUGH_KEY, 38, WALKTHROUGH, 'drand/drand-client test data'))
    rows += [('local', LOCAL_KEY, number, beacon.sign(LOCAL_SECRET, number), 'made by make.py')
             for number in (1, 2, 3, SMALL, 2**32, 2**64 - 1)]
    rounds = []
    for name, public, number, signature, where in rows:
        assert beacon.verify(public, number, signature), f'{name} round {number}'
        message = beacon.round_message(number)
        rounds.append({
            'beaconRound': number, 'elements': [u(512, e) for e in beacon.field_elements(message, beacon.DST)],
            'hashedPoint': beacon.eip2537(beacon.hash_to_g1(message), 1), 'message': message, 'network': name,
            'publicKey': public, 'publicKeyPoint': beacon.eip2537(beacon.decompress(public, 2), 2),
            'randomness': hashlib.sha256(signature).digest(), 'signature': signature,
            'signaturePoint': beacon.eip2537(beacon.decompress(signature, 1), 1), 'where': where})
    outside, small = stray(1)
    thousand = SIGNATURE[1000]
    tainted = beacon.compress(beacon.add(beacon.decompress(thousand, 1), small), 1)
    lifted = int.from_bytes(beacon.sign(LOCAL_SECRET, SMALL), 'big') + beacon.P
    negatives = [
        ('a signature of another round', QUICKNET_KEY, 100, SIGNATURE[123]),
        ('the round before', QUICKNET_KEY, 999, thousand),
        ('the key of another network', TESTNET_KEY, 1000, thousand),
        ('walkthrough, round 55', WALKTHROUGH_KEY, 55, WALKTHROUGH),
        ('walkthrough, round 2', WALKTHROUGH_KEY, 2, WALKTHROUGH),
        ('the negated point', QUICKNET_KEY, 1000, flipped(thousand, 0, 0x20)),
        ('the last bit flipped', QUICKNET_KEY, 1000, flipped(thousand, 47)),
        ('the identity', QUICKNET_KEY, 1000, IDENTITY),
        ('the identity with a sign', QUICKNET_KEY, 1000, flipped(IDENTITY, 0, 0x20)),
        ('the identity under the identity as key', b'\xc0' + bytes(95), 1000, IDENTITY),
        ('a point outside the subgroup', QUICKNET_KEY, 1000, beacon.compress(outside, 1)),
        ('the signature plus a point of the cofactor', QUICKNET_KEY, 1000, tainted),
        ('an abscissa not below p', LOCAL_KEY, SMALL, u(384, lifted)),
        ('without the flag of compression', QUICKNET_KEY, 1000, flipped(thousand, 0, 0x80)),
        ('47 bytes', QUICKNET_KEY, 1000, thousand[:47]),
        ('49 bytes', QUICKNET_KEY, 1000, thousand + b'\0'),
        ('nothing', QUICKNET_KEY, 1000, b''),
    ]
    for name, public, number, signature in negatives:
        assert not beacon.verify(public, number, signature), name
    return {
        'localKeys': [{'publicKey': LOCAL_KEY, 'secretKey': u(256, LOCAL_SECRET)}],
        'negatives': [{'beaconRound': number, 'name': name, 'publicKey': public, 'signature': signature}
                      for name, public, number, signature in negatives],
        'rounds': rounds,
        'source': 'Rounds of drand\'s quicknet and of drand-client\'s walkthrough as published at where, and rounds '
                  'of a made-up network "local" signed with localKeys; all verified here by a pairing of their own '
                  '(beacon.py). message is SHA-256 of the round as u64, elements the two field elements of '
                  'hash_to_field in 64 bytes each, the points as EIP-2537 wants them (64 bytes a coordinate, the '
                  'real part first). Every negative must be refused; made by make.py.',
    }


def timelocks():
    made, published = [], [
        ('drand/tlock TestDecryptText, 16 bytes', 12040883, bytes.fromhex('dc30fc18d558b36eb239035c70f8f024'),
         bytes.fromhex('caa8b7fcc90f85a5871c8d075310799d')),
        ('32 bytes', 1000, b'\x11' * 32, b'\x02' + b'\x22' * 31)]
    own = [(f'own {number}', number, keccak(b'sigma %d' % number), keccak(b'message %d' % number))
           for number in (123, 657413, 10024141)]
    for name, number, sigma, message in published + own:
        point, v, w, scalar = beacon.timelock(QUICKNET_KEY, number, sigma, message)
        assert beacon.unlock(SIGNATURE[number], point + v + w) == (sigma, message), name
        hashed = beacon.hash_to_g1(beacon.round_message(number))
        made.append({'beaconRound': number, 'id': beacon.round_message(number), 'identityPoint':
                     beacon.compress(hashed, 1), 'locked': point + v + w, 'message': message, 'name': name,
                     'publicKey': QUICKNET_KEY, 'scalar': u(256, scalar), 'sigma': sigma,
                     'signature': SIGNATURE[number], 'u': point, 'v': v, 'w': w})
    assert [(row['u'][:8].hex(), row['v'].hex(), row['w'].hex()) for row in made[:2]] == [
        ('91173e30c1c4d0a3', '96839f388a0986482ee5216b4fc79403', '64fc8bb8b4a413ec2fd4980537413e8a'),
        ('a668eabb642f6d74', 'bf3c2ba4234c393cac91c3ebfdb4d7822070a0a3c1a67ccc4068442c4ab2a5ca',
         '488891c8aad787dde06e9aa0a3c2523d5410c9416a9806302dd1e711adfe5e74')], 'the published ciphertexts'
    locked, signature = made[1]['locked'], SIGNATURE[1000]
    outside, small = stray(2)
    tainted = beacon.compress(beacon.add(beacon.decompress(locked[:96], 2), small), 2)
    negatives = [
        ('the signature of another round', SIGNATURE[123], locked),
        ('a bit of V flipped', signature, flipped(locked, 96)),
        ('a bit of W flipped', signature, flipped(locked, 159)),
        ('U negated', signature, flipped(locked, 0, 0x20)),
        ('the last bit of U flipped', signature, flipped(locked, 95)),
        ('U of another ciphertext', signature, made[2]['u'] + locked[96:]),
        ('U the identity', signature, b'\xc0' + bytes(95) + locked[96:]),
        ('U outside the subgroup', signature, beacon.compress(outside, 2) + locked[96:]),
        ('U plus a point of the cofactor', signature, tainted + locked[96:]),
        ('a byte short', signature, locked[:159]),
        ('a byte long', signature, locked + b'\0'),
    ]
    for name, key, ciphertext in negatives:
        try:
            beacon.unlock(key, ciphertext)
        except ValueError:
            continue
        raise AssertionError(name)
    one = beacon.pairing_bytes(beacon.pairing((beacon.G1, beacon.G2)))
    return {
        'negatives': [{'locked': ciphertext, 'name': name, 'signature': key} for name, key, ciphertext in negatives],
        'pairings': [{'bytes': one, 'hash': hashlib.sha256(b'IBE-H2' + one).digest(), 'name': 'e(g1, g2)'}],
        'source': 'tlock on quicknet: locked = u ‖ v ‖ w. The first vector is the stanza of drand/tlock\'s '
                  'TestDecryptText, the second the 32-byte vector that tlock-js decrypts; both were recomputed here, '
                  'the others are our own. Each opens under signature; no negative may. The first 16 bytes of '
                  'pairings[0].hash are published in tlock-js\'s tests; made by make.py.',
        'vectors': made,
    }


# ---------------------------------------------------------------- writing and comparing


def plain(value):
    """Bytes to 0x-hex and integers to decimal strings, all the way down."""
    if isinstance(value, (bytes, bytearray)):
        return '0x' + value.hex()
    if isinstance(value, bool) or isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return [plain(item) for item in value]
    return {key: plain(item) for key, item in value.items()}


def check():
    """The mathematics against values that others published."""
    primitives.check()
    beacon.check()
    assert [address_of(key).hex() for key in ANVIL] == [
        'f39fd6e51aad88f6f4ce6ab8827279cfffb92266', '70997970c51812dc3a010c7d01b50e0d17dc79c8',
        '3c44cdddb6a900fa2b585dd299e03d12fa4293bc'], 'the accounts of the well-known mnemonic'
    assert ROLLS['hundreds'].root.hex() == 'f35384ea8d9f1dce04556251a517cf57948856b45b431ad0b1c70803fbd5ce8b'
    assert ROLLS['hundreds'].rows[0][0][0].hex() == '2668aece11bd121669ef2f9f1c494bd84fe8882aecba944601dccd75ed524bc4'
    assert ROLLS['hundreds'].rows[1][0][0].hex() == 'ff0b9e8e5cc7e6058924dedb27047dcbafdc84e163fa77168534a4ebad28f651'
    for number, signature, randomness, _ in QUICKNET:
        assert hashlib.sha256(bytes.fromhex(signature)).hexdigest() == randomness, f'round {number}'
    mail = 'Mail(Person from,Person to,string contents)Person(string name,address wallet)'
    person = keccak(b'Person(string name,address wallet)')
    cow, bob = (keccak(abi('bytes32 bytes32 address', [person, keccak(name), bytes.fromhex(wallet)])) for name, wallet
                in ((b'Cow', 'cd2a3d9f938e13cd947ec05abc7fe734df8dd826'), (b'Bob', 'b' * 40)))
    letter = keccak(abi('bytes32 bytes32 bytes32 bytes32', [keccak(mail.encode()), cow, bob, keccak(b'Hello, Bob!')]))
    assert keccak(b'\x19\x01' + domain_separator(1, b'\xcc' * 20, 'Ether Mail') + letter).hex() == \
        'be609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2', 'the example of EIP-712'


def files():
    heard = hearings()
    made = {
        'answer': answers(), 'ballot': ballots(heard), 'beacon': beacons(), 'docket': dockets(heard), 'draw': draws(),
        'gazette': gazettes(heard, rolls()['rollsRoots'][2]['rollsRoot']), 'merkle': merkle(),
        'payments': payments(), 'policy': policies(), 'roll': rolls(), 'tags': tags(), 'tally': tallies(), 'timelock': timelocks(), 'typed': typed(heard),
    }
    return {f'{name}.json': json.dumps(plain(value), indent=2, sort_keys=True, ensure_ascii=False) + '\n'
            for name, value in made.items()}


def main(arguments):
    if arguments not in ([], ['--check']):
        sys.exit(__doc__)
    check()
    differing = []
    for name, text in files().items():
        path = os.path.join(HERE, name)
        standing = open(path, encoding='utf-8').read() if os.path.exists(path) else None
        if arguments and standing != text:
            differing.append(name)
        elif standing != text:
            with open(path, 'w', encoding='utf-8', newline='\n') as file:
                file.write(text)
            print(f'wrote {name}')
    if differing:
        sys.exit('make.py makes something else than what stands in: ' + ', '.join(differing))


if __name__ == '__main__':
    main(sys.argv[1:])
