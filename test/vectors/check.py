"""A second reader of transcripts: the same ruling, checked again in another language.

    python3 test/vectors/check.py docs/example/dispute.json

Written from docs/1-mechanism.md with the parts that make the vectors (their own keccak, secp256k1, AES and BLS12-381),
so it shares no line with the product. It re-computes what a ruling hangs on: the seed, every draw and its path, every
commitment and signature, every timelock, the tally, the roots, the gazette and the attestations, of every panel that an
appeal led to. One line a claim; exit 1 at the first that fails. A pairing takes half a second here, so a panel of 31
takes half a minute.

What it leaves to `npm run verify`: deadlines, canonical form, the later entries of the docket, anchors; and what a policy's
blocks make of the answers, of which it checks the hash and that the account adds up to zero.
"""

import hashlib
import json
import sys

sys.dont_write_bytecode = True

import beacon  # noqa: E402
from primitives import abi, aes_gcm, hkdf, keccak, recover, u  # noqa: E402
from protocol import (NOBODY, ZERO, ballot_leaf, choice_answer, commitment_of, dispute_key,  # noqa: E402
                      domain_separator, draw, entry_hash, entry_leaf, head_leaf, json_hash, merkle_root,
                      seal_plaintext, struct_hash, tag, tally_hash)

STATES = ['skipped', 'absent', 'recused', 'unopened', 'invalid', 'leaked', 'opened', 'unheard']


class Wrong(Exception):
    pass


def unhex(text):
    return bytes.fromhex(text[2:])


def require(holds, why):
    if not holds:
        raise Wrong(why)


def plain_path(leaf, index, siblings):
    for sibling in siblings:
        leaf = keccak(b'\x01' + (sibling + leaf if index & 1 else leaf + sibling))
        index >>= 1
    return leaf


def sum_path(who, weight, index, path):
    """The root a path leads to, its total, and the weight left of the leaf."""
    node, total, before = keccak(b'\x00' + who + u(128, weight)), weight, 0
    for at in range(0, len(path), 48):
        sibling, side = path[at:at + 32], int.from_bytes(path[at + 32:at + 48], 'big')
        if index & 1:
            node, before = keccak(b'\x01' + sibling + u(128, side) + node + u(128, total)), before + side
        else:
            node = keccak(b'\x01' + node + u(128, total) + sibling + u(128, side))
        total, index = total + side, index >> 1
    return node, total, before


class Court:
    def __init__(self, number, policy):
        terms = unhex(policy['terms'])
        words = [int.from_bytes(terms[i:i + 32], 'big') for i in range(0, len(terms), 32)]
        self.number, self.policy, self.appeal_seconds = number, policy, words[6]
        self.appeals, self.jump_seats, self.seat_cap, self.strict = words[9:13]


class Reader:
    def __init__(self, transcript):
        self.file = transcript
        # Off chain an account asks first, and the opening follows once a gazette holds what it signed.
        asks = [entry['body'] for entry in transcript['entries'][:1] if entry['kind'] == 'ask']
        self.asked = asks[0] if asks else None
        self.posed = self.asked is not None and 'under' in self.asked['question']
        opening = next(entry['body'] for entry in transcript['entries'] if entry['kind'] == 'open')
        self.facts, self.setting, self.policy = opening['facts'], opening['setting'], opening['policy']
        self.chain, self.contract = int(self.facts['chainId']), unhex(self.facts['arbitrator'])
        self.open_hash = ZERO
        self.key = dispute_key(int(self.facts['disputeId']), self.chain, self.contract)
        self.network = unhex(self.setting['beacon']['publicKey'])
        self.choices = int(self.facts['choices'])
        self.panels = [int(sitting['panel']) for sitting in transcript['sittings']]
        courts = [Court(int(self.facts['court']), self.policy)]
        courts += [Court(int(above['court']), above['policy']) for above in opening['above']]
        # Sittings in which fewer were heard than asked for, since one sat alone.
        self.heard = {}
        # Panel p of the dispute: where it sits, and how many of it.
        at, seats, self.rungs = 0, int(self.facts['seats']), []
        for _ in range(1 + courts[0].appeals):
            self.rungs.append((courts[at], seats))
            seats = 2 * seats + 1
            at += seats > courts[at].jump_seats and at + 1 < len(courts)

    def digest(self, name, values):
        return keccak(b'\x19\x01' + domain_separator(self.chain, self.contract) + struct_hash(name, values))

    def of(self, kind, panel):
        return [entry['body'] for entry in self.file['entries']
                if entry['kind'] == kind and entry['body'].get('panel') == str(panel)]

    def names(self):
        verdict = self.file['verdict']
        require(unhex(verdict['disputeKey']) == self.key, 'the verdict names another dispute')
        require(self.panels[-1] // 2 < len(self.rungs), 'a panel sat that no appeal leads to')
        court, _ = self.rungs[self.panels[-1] // 2]
        require(unhex(verdict['policyHash']) == json_hash(court.policy), 'the policy has another hash')
        return f'dispute {self.facts["disputeId"]} on chain {self.chain}, “{self.policy["name"]}”'

    def asks(self):
        """Off chain: the account's own signature under law, question and price, in a gazette before it expired."""
        if self.asked is None:
            return 'opened on chain'
        said = self.asked['open']
        struct = {'account': unhex(said['account']), 'policyHash': unhex(said['policyHash']),
                  'questionHash': unhex(said['questionHash'])}
        struct.update({name: int(said[name]) for name in ('court', 'seats', 'maxFee', 'nonce', 'expiresAt')})
        self.open_hash = struct_hash('Open', struct)
        named = int.from_bytes(keccak(abi('bytes32 address uint64', [tag('open'), struct['account'], struct['nonce']])), 'big')
        facts = {'disputeId': (1 << 255) | (named >> 1), 'court': struct['court'], 'seats': struct['seats'],
                 # Under a policy leaves count who answered: there is one choice.
                 'choices': 1 if self.posed else len(self.asked['question']['choices'])}
        if self.posed:
            pinned = unhex(self.asked['question']['under']['policyHash'])
            require(json_hash(self.asked['policy']) == pinned, 'the policy is not the one that was pinned')
        require(all(int(self.facts[name]) == value for name, value in facts.items()), 'another dispute was asked for')
        require(self.facts['arbitrable'] == said['account'], 'another account asked')
        require(json_hash(self.policy) == struct['policyHash'], 'the account signed for another law')
        require(json_hash(self.asked['question']) == struct['questionHash'], 'the account signed for another question')
        words = unhex(self.policy['terms'])
        fee, delivery = (int.from_bytes(words[32 * at:32 * at + 32], 'big') for at in (19, 20))
        require(struct['seats'] * fee + delivery <= struct['maxFee'], 'it costs more than was signed for')
        opening = self.file['postings']['opening']
        at = int(opening['at'])
        require(at == int(self.facts['openedAt']) and at <= struct['expiresAt'], 'it was not opened in time')
        self.holds(opening)
        signature = unhex(self.asked['signature'])
        if self.asked['vouchedAt'] is not None:
            return 'a contract account asked for it: attested, not proven'
        require(recover(self.digest('Open', struct), signature) == struct['account'], 'the account did not sign')
        return f'{said["account"]} asked for it, in gazette {opening["serial"]}'

    def holds(self, posting, verdict=ZERO):
        """A gazette holds this docket's head, and k attestors signed it."""
        number, head = int(posting['number']), unhex(posting['head'])
        require(number > len(self.heads) or self.heads[number - 1] == head, 'a gazette holds another head')
        leaf = head_leaf(self.key, number, head, verdict, self.open_hash)
        require(plain_path(leaf, int(posting['index']), [unhex(s) for s in posting['path']])
                == unhex(posting['headsRoot']), 'the head is not in the gazette')
        config = self.config(posting['set'])
        self.quorum('Gazette', {'serial': int(posting['serial']), 'epoch': int(posting['epoch']),
                                'rollsRoot': unhex(posting['rollsRoot']), 'headsRoot': unhex(posting['headsRoot']),
                                'configDigest': config}, posting['set'], posting['signatures'])

    def docket(self):
        head, leaves, self.heads, self.entries = keccak(tag('docket') + self.key), [], [], {}
        for number, entry in enumerate(self.file['entries'], 1):
            body = entry['body']
            if entry['kind'] in ('commit', 'recuse'):
                body_hash = keccak(abi('bytes32 bytes32 bytes32', self.signed(entry['kind'], body)))
            else:
                body_hash = json_hash(body)
            hashed = entry_hash(number, int(entry['acceptedAt']), entry['kind'], body_hash)
            head = keccak(head + hashed)
            self.heads.append(head)
            leaves.append(entry_leaf(number, hashed, head))
            self.entries[hashed] = (number, entry)
        require(merkle_root(leaves) == unhex(self.file['verdict']['entriesRoot']), 'entriesRoot differs')
        return f'{len(leaves)} entries chain to one root'

    def appeals(self):
        """Each panel but the first sits because the one before was delivered, and appealed in time."""
        later = sorted({panel // 2 for panel in self.panels})
        require(later == list(range(len(later))), 'a panel is missing')
        for p in later[1:]:
            before = max(panel for panel in self.panels if panel // 2 == p - 1)
            delivered, appealed = self.of('deliver', before), self.of('appeal', before)
            require(len(delivered) == len(appealed) == 1, f'panel {before} was not appealed')
            since = int(appealed[0]['at']) - int(delivered[0]['at'])
            require(0 <= since < self.rungs[0][0].appeal_seconds, f'panel {before} was appealed too late')
        return f'{len(later)} panels, each but the first asked for in time'

    def signed(self, kind, body):
        signature_hash = keccak(unhex(body['signature']))
        if kind == 'commit':
            return [struct_hash('Commit', self.commit(body)), signature_hash, keccak(unhex(body['sealed']))]
        recusal = {'disputeKey': self.key, 'panel': int(body['panel']), 'juror': unhex(body['juror']),
                   'reason': body['reason']}
        return [struct_hash('Recuse', recusal), signature_hash, ZERO]

    def commit(self, body):
        return {'disputeKey': self.key, 'panel': int(body['panel']), 'juror': unhex(body['juror']),
                'beaconRound': int(body['beaconRound']), 'revision': int(body['revision']),
                'commitment': unhex(body['commitment']), 'sealedHash': keccak(unhex(body['sealed']))}

    def seeds(self):
        for panel in self.panels:
            for drawn in self.of('draw', panel):
                beacon_round = int(drawn['beaconRound'])
                require(beacon.verify(self.network, beacon_round, unhex(drawn['signature'])), 'a seed is not the beacon’s')
        return 'every seed is signed by the beacon'

    def draws(self):
        count = 0
        for sitting in self.file['sittings']:
            panel = int(sitting['panel'])
            for drawn in self.of('draw', panel):
                roll = drawn['roll']
                require(int(roll['court']) == self.rungs[panel // 2][0].number, 'the roll is of another court')
                root, total = unhex(roll['root']), int(roll['total'])
                header = keccak(abi('bytes32 uint64 uint96 uint32 bytes32 uint128 uint32', [
                    tag('roll'), int(roll['epoch']), int(roll['court']), int(roll['version']), root, total,
                    int(roll['jurors'])]))
                rolls = plain_path(header, int(roll['court']), [unhex(s) for s in sitting['rollPath']])
                require(rolls == unhex(drawn['rollsRoot']), 'the roll is not among the rolls')
                randomness = hashlib.sha256(unhex(drawn['signature'])).digest()
                self.sequence(panel, drawn['draws'], sitting, randomness, root, total)
                count += len(drawn['draws'])
        return f'{count} draws follow from seed and roll'

    def sequence(self, panel, drawn, sitting, randomness, root, total):
        (court, seats), held, last, seated = self.rungs[panel // 2], {}, {}, 0
        alone = panel % 2 == 0 and self.trusted(randomness, unhex(drawn[0]['address']))
        for i, (one, path, leaf) in enumerate(zip(drawn, sitting['drawPaths'], sitting['leaves'], strict=True)):
            number, who, weight = int(one['number']), unhex(one['address']), int(one['weight'])
            x = draw(randomness, self.key, panel, i, total)
            node, whole, before = sum_path(who, weight, number, unhex(path))
            require((node, whole) == (root, total) and before <= x < before + weight, f'draw {i} is somebody else')
            capped = court.seat_cap and held.get(number, 0) >= court.seat_cap and i < 8 * seats
            require(one['seated'] is not bool(capped), f'draw {i} is wrongly seated or skipped')
            require(int(leaf['prev']) == last.get(number, NOBODY), f'draw {i} has another one before it')
            held[number] = held.get(number, 0) + (not capped)
            require(int(leaf['held']) == held[number], f'draw {i} holds another number of seats')
            last[number], seated = i, seated + (not capped)
        if alone:
            require(seated == len(drawn) == 1, 'somebody sat beside a juror who sits alone')
            self.heard[panel] = 1
        else:
            require(seated == seats or court.strict and len(drawn) == 8 * seats, 'the panel is not complete')

    def trusted(self, randomness, first):
        """Under a policy that trusts records: whether the juror drawn first has one, and the beacon does not audit it."""
        policy = self.asked['policy'] if self.posed else {}
        trust = policy.get('panel', {}).get('trust')
        named = self.asked['question'].get('stated', {}).get('trusted', {'jurors': []})['jurors'] if trust else []
        streak = next((one['streak'] for one in named if unhex(one['juror']) == first), 0)
        if not trust or streak < trust['streak']:
            return False
        lot = keccak(tag('lot') + randomness + keccak(b'audit') + self.key + first)
        return int.from_bytes(lot, 'big') % streak != 0

    def signatures(self):
        count = vouched = 0
        for entry in self.file['entries']:
            if entry['kind'] != 'commit':
                continue
            if entry['body']['vouchedAt'] is not None:
                vouched += 1
                continue
            signed = self.digest('Commit', self.commit(entry['body']))
            require(recover(signed, unhex(entry['body']['signature'])) == unhex(entry['body']['juror']),
                    'a ballot is not signed by its juror')
            count += 1
        return f'{count} ballots are signed by their jurors' + (f', {vouched} attested, not proven' if vouched else '')

    def openings(self):
        """Every opened ballot against its commitment, and the timelock of each against the beacon."""
        count = 0
        for sitting in self.file['sittings']:
            panel = int(sitting['panel'])
            revealed = self.of('reveal', panel)
            signature = next((unhex(r['signature']) for r in revealed if r['signature']), None)
            by_hand = {o['juror'] for r in revealed if r['signature'] is None for o in r['openings']}
            opened = {o['juror']: o for r in revealed for o in r['openings']}
            for juror, shown in opened.items():
                leaf = next(leaf for leaf in sitting['leaves'] if leaf['juror'] == juror and leaf['state'] != 'skipped')
                body = next(c for c in self.of('commit', panel) if c['commitment'] == leaf['commitment'])
                answer, opening = unhex(shown['answer']), unhex(shown['opening'])
                require(commitment_of(self.key, panel, unhex(juror), int(body['beaconRound']), int(body['revision']),
                                      keccak(answer), opening) == unhex(body['commitment']), 'an opening does not fit')
                if juror in by_hand:
                    continue
                require(beacon.verify(self.network, int(body['beaconRound']), signature), 'R is not the beacon’s')
                sealed = unhex(body['sealed'])
                _, message = beacon.unlock(signature, sealed[:160])
                require(message == opening, 'a timelock holds another opening')
                inside = aes_gcm(hkdf(opening, tag('seal')), bytes(12),
                                 seal_plaintext(answer, len(sealed) - 160 - 4 - 16))
                require(inside == sealed[160:], 'a seal holds another answer')
                count += 1
        return f'{count} ballots opened themselves'

    def tally(self):
        ruling = 0
        for panel in self.panels:
            leaves, seats = self.leaves(panel)
            if panel % 2:
                leaves = self.leaves(panel - 1)[0] + leaves
            ruling = self.judge(panel, seats, merkle_root(leaves), len(leaves), ruling)
        return f'seats per choice {seats}: ruling {ruling}'

    def leaves(self, panel):
        """The leaves of a sitting, and what it came to."""
        sitting = next(sitting for sitting in self.file['sittings'] if int(sitting['panel']) == panel)
        leaves, seats = [], [0] * (self.choices + 1)
        others = {'absent': 0, 'recused': 0, 'unopened': 0}
        opened = {o['juror']: o for r in self.of('reveal', panel) for o in r['openings']}
        for i, leaf in enumerate(sitting['leaves']):
            state = leaf['state']
            require((state == 'unheard') <= (sitting['gazette'] is None), f'leaf {i} is unheard, though a gazette came')
            if state == 'opened':
                choice = int(leaf['choice'])
                said = unhex(opened[leaf['juror']]['answer'])
                require(choice == 1 if self.posed else said == choice_answer(choice), f'leaf {i} counts another choice')
                seats[choice] += 1
            elif state != 'skipped':
                others['absent' if state == 'unheard' else state if state in others else 'unopened'] += 1
            row = {'panel': panel, 'i': i, 'jurorNumber': int(leaf['number']), 'state': STATES.index(state),
                   'tally': tally_hash(list(seats), others['absent'], others['recused'], others['unopened'])}
            row.update({name: int(leaf[name]) for name in ('weight', 'held', 'prev', 'revision', 'choice')})
            row.update({name: unhex(leaf[name]) for name in
                        ('juror', 'opening', 'answerHash', 'commitment', 'entryHash')})
            leaves.append(ballot_leaf(row))
            if row['entryHash'] != ZERO:
                _, entry = self.entries[row['entryHash']]
                require(entry['kind'] == ('recuse' if state == 'recused' else 'commit')
                        and entry['body']['juror'] == leaf['juror'] and entry['body']['panel'] == str(panel),
                        f'leaf {i} names an entry that did not bring it')
        return leaves, seats

    def judge(self, panel, seats, root, draws, before):
        """A panel that can't decide confirms the ruling before it; its first sitting is drawn anew without a quorum."""
        leaders = [choice for choice, n in enumerate(seats) if n == max(seats)]
        quorum = 2 * sum(seats) > self.heard.get(panel, self.rungs[panel // 2][1])
        tied = not quorum or len(leaders) != 1
        ruling = before if tied else leaders[0]
        if panel + 1 in self.panels and panel % 2 == 0:
            redrawn = self.of('redraw', panel)
            require(not quorum and redrawn and unhex(redrawn[0]['ballotsRoot']) == root, 'a sitting was redrawn wrongly')
            return before
        last = panel == self.panels[-1]
        verdict = self.file['verdict'] if last else self.of('judge', panel)[0]
        require(quorum or panel % 2, 'a panel was judged without a quorum, and not drawn anew')
        require(unhex(verdict['ballotsRoot']) == root and int(verdict['draws']) == draws, 'ballotsRoot differs')
        require((int(verdict['ruling']), verdict['tied']) == (ruling, tied), 'the ruling does not follow')
        found = keccak(choice_answer(ruling))
        if self.posed:
            word = next(entry['body']['word'] for entry in self.file['afterwards']['entries'] if entry['kind'] == 'judge')
            require(sum(int(one['change']) for one in word['payments']) == 0, 'the account does not add up to zero')
            found = json_hash(word)
        require(unhex(verdict['outcome']) == found, 'the outcome is of another answer')
        return ruling

    def gazettes(self):
        held = 0
        for sitting in self.file['sittings']:
            posting = sitting['gazette']
            if posting is None:
                continue
            require(int(posting['number']) <= len(self.heads), 'a gazette holds a later head')
            self.holds(posting)
            held += 1
        return f'{held} gazettes hold the docket’s head, signed by k attestors'

    def config(self, members):
        ordered = [unhex(member) for member in members['members']]
        require(ordered == sorted(set(ordered)), 'attestors do not ascend')
        return keccak(abi('uint256 address uint32 address[]', [self.chain, self.contract, int(members['k']), ordered]))

    def quorum(self, name, statement, members, signatures):
        signed = self.digest(name, statement)
        signers = [recover(signed, unhex(signature)) for signature in signatures]
        require(len(signers) == int(members['k']) and signers == sorted(set(signers)), f'{name}: not k in order')
        require(all('0x' + signer.hex() in members['members'] for signer in signers), f'{name}: signed by a stranger')

    def delivery(self):
        """Off chain a gazette delivers: it holds the hash of this very verdict."""
        posting = (self.file.get('postings') or {}).get('delivery')
        if posting is None:
            return 'no gazette has delivered it' if self.asked else 'delivered on chain, if it was'
        self.holds(posting, struct_hash('Verdict', self.verdict()))
        return f'gazette {posting["serial"]} delivers the verdict'

    def verdict(self):
        return {name: unhex(value) if isinstance(value, str) and value.startswith('0x')
                else value if isinstance(value, bool) else int(value)
                for name, value in self.file['verdict'].items()}

    def attestations(self):
        if not self.file['attestations']:
            return 'nobody has signed the verdict yet'
        verdict = self.verdict()
        require(verdict['configDigest'] == self.config(self.file['attestors']), 'the verdict names another set')
        self.quorum('Verdict', verdict, self.file['attestors'], self.file['attestations'])
        return f'{len(self.file["attestations"])} of {len(self.file["attestors"]["members"])} attestors signed the verdict'


def main(path):
    with open(path, encoding='utf-8') as file:
        reader = Reader(json.load(file))
    for claim in (reader.names, reader.docket, reader.asks, reader.appeals, reader.seeds, reader.draws, reader.signatures, reader.openings,
                  reader.tally, reader.gazettes, reader.attestations, reader.delivery):
        try:
            print(f'ok      {claim()}', flush=True)
        except (Wrong, ValueError, KeyError, IndexError, TypeError, StopIteration) as wrong:
            print(f'failed  {claim.__name__}: {wrong}')
            return 1
    print('The ruling follows from the record.')
    return 0


if __name__ == '__main__':
    if len(sys.argv) != 2 or sys.argv[1] in ('-h', '--help'):
        print(__doc__)
        sys.exit(0 if len(sys.argv) == 2 else 2)
    sys.exit(main(sys.argv[1]))
