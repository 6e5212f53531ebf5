"""Who pays and who is paid: chapters 1.13 to 1.15 of docs/1-mechanism.md in integers, written from the text alone.

Amounts are integers of the smallest unit, every division rounds down. A seat is a tuple (juror, state, choice), the
juror a number into the accounts; a panel is a dict with the two sittings it had.
"""

from primitives import keccak

SKIPPED, ABSENT, RECUSED, UNOPENED, INVALID, LEAKED, OPENED, UNHEARD = range(8)


def penalty(state, seat_stake, penalty_bps, coherent=False):
    """What one seat loses, in stake tokens."""
    unit = seat_stake * penalty_bps // 10_000
    return {SKIPPED: 0, ABSENT: 5 * unit // 4, RECUSED: 5 * unit // 8, UNOPENED: 3 * unit // 2,
            INVALID: 3 * unit // 2, LEAKED: seat_stake, OPENED: 0 if coherent else unit, UNHEARD: 0}[state]


def leading(seats):
    """The choices with most votes among the seats of one sitting; none if nobody voted."""
    votes = [choice for _, state, choice in seats if state == OPENED]
    most = max((votes.count(choice) for choice in votes), default=0)
    return sorted({choice for choice in votes if votes.count(choice) == most})


def settle(dispute):
    """Debits and credits of one dispute. Returns what each account loses and gets, and what was shared out."""
    panels, ruling, tied = dispute['panels'], dispute['ruling'], dispute['tied']
    accepted = {0, *leading(panels[0]['sittings'][-1])} if tied else {ruling}
    every = [(panel, seat) for panel in panels for sitting in panel['sittings'] for seat in sitting]

    debits = {}
    for panel, (who, state, choice) in every:
        agrees = state == OPENED and choice in accepted
        debits[who] = debits.get(who, 0) + penalty(state, panel['seatStake'], panel['penaltyBps'], agrees)
    debits = {who: min(amount, dispute['holds'][who]) for who, amount in debits.items()}

    tokens, fees = {}, {}  # two currencies; where fees are paid in tokens both end up in one

    def credit(purse, account, amount):
        purse[account] = purse.get(account, 0) + amount

    fee_pot, fee_dust, last = dispute['forfeited'], 0, panels[-1]['deliverer']
    for panel in panels:
        budget = panel['seats'] * panel['feePerSeat']
        earners = [who for sitting in panel['sittings'] for who, state, choice in sitting
                   if state == OPENED and (tied or choice == ruling)]
        panel['earning'] = len(earners)
        panel['feeShare'] = budget // len(earners) if earners else 0
        for who in earners:
            credit(fees, who, panel['feeShare'])
        if earners:
            fee_dust += budget - panel['feeShare'] * len(earners)
        else:
            fee_pot += budget
        credit(fees, panel['deliverer'], panel['deliveryFee'])
    credit(fees, last, fee_dust)

    token_pot = sum(debits.values())
    if dispute['inToken']:
        token_pot, fee_pot = token_pot + fee_pot, 0
    coherent = [who for _, (who, state, choice) in every if state == OPENED and choice in accepted]
    for purse, pot in ((tokens, token_pot), (fees, fee_pot)):
        share = pot // len(coherent) if coherent else 0
        for who in coherent:
            credit(purse, who, share)
        credit(purse, last if coherent else dispute['opener'], pot - share * len(coherent))
    if dispute['inToken']:
        for account, amount in fees.items():
            credit(tokens, account, amount)
        fees = {}

    paid_in = dispute['forfeited'] + sum(p['seats'] * p['feePerSeat'] + p['deliveryFee'] for p in panels)
    assert sum(fees.values()) == (0 if dispute['inToken'] else paid_in)
    assert sum(tokens.values()) == sum(debits.values()) + (paid_in if dispute['inToken'] else 0)
    assert all(amount <= dispute['holds'][who] for who, amount in debits.items())
    return {'coherent': len(coherent), 'debits': debits, 'feePot': fee_pot, 'fees': fees,
            'leading': leading(panels[0]['sittings'][-1]), 'tokenPot': token_pot, 'tokens': tokens}


def ladder(courts, seats, fits=lambda step: True):
    """The panels that appeals can lead to. `courts` are the dispute's own court, its parent, and so on to the root."""
    at, steps = 0, [{'court': 0, 'seats': seats}]
    while len(steps) <= courts[0]['appeals']:
        seats = 2 * seats + 1
        if seats > courts[at]['jumpSeats'] and at + 1 < len(courts):
            at += 1
        if seats > 16_383:
            break
        steps.append({'court': at, 'seats': seats})
    return steps


def appeal_cost(court, seats, in_token):
    fee, delivery = (('tokenFeePerSeat', 'tokenDeliveryFee') if in_token else ('feePerSeat', 'deliveryFee'))
    cost = seats * court[fee] + court[delivery]
    stake = cost // 2
    return {'against': cost + stake, 'cost': cost, 'for': cost - cost // 2 + stake, 'stake': stake}


def sides(cost, against, favour, overturned, unfinished=False):
    """What contributors of an appeal take back, and what goes to the pot. Lists of amounts in, lists out."""
    stake = cost // 2
    full_against, full_for = cost + stake, cost - cost // 2 + stake
    assert sum(against) <= full_against and sum(favour) <= full_for
    if sum(against) < full_against or unfinished:
        return {'against': list(against), 'for': list(favour), 'forfeited': 0}

    def pro_rata(amount, given):
        return [amount * one // sum(given) for one in given]

    if sum(favour) < full_for:
        return {'against': pro_rata(stake if overturned else 0, against), 'for': list(favour),
                'forfeited': 0 if overturned else stake}
    half = cost - cost // 2  # what the other side brought to the cost
    return {'against': pro_rata(half + 2 * stake if overturned else half, against),
            'for': pro_rata(0 if overturned else 2 * stake, favour), 'forfeited': 0}


# ---------------------------------------------------------------- samples

ETHER = 10**18


def panel(*sittings, seats=None, fee=ETHER // 100, delivery=ETHER // 50, stake=50 * ETHER, bps=1000, deliverer=90):
    drawn = [seat for sitting in sittings for seat in sitting if seat[1] != SKIPPED]
    return {'deliverer': deliverer, 'deliveryFee': delivery, 'feePerSeat': fee, 'penaltyBps': bps,
            'seatStake': stake, 'seats': len(drawn) if seats is None else seats, 'sittings': list(sittings)}


def voted(*choices, first=0):
    return [(first + i, OPENED, choice) for i, choice in enumerate(choices)]


def dispute(name, ruling, *panels, tied=False, token=False, forfeited=0, holds=None):
    jurors = {who for one in panels for sitting in one['sittings'] for who, _, _ in sitting}
    kept = {who: 1000 * ETHER for who in jurors} | (holds or {})
    return {'forfeited': forfeited, 'holds': kept, 'inToken': token, 'name': name, 'opener': 99,
            'panels': list(panels), 'ruling': ruling, 'tied': tied}


ALL_STATES = [(0, OPENED, 1), (1, OPENED, 2), (2, ABSENT, 0), (3, RECUSED, 0), (4, UNOPENED, 0), (5, INVALID, 0),
              (6, LEAKED, 0), (7, SKIPPED, 0), (8, OPENED, 1), (9, OPENED, 1), (10, OPENED, 1), (11, OPENED, 1)]
ODD = {'bps': 3333, 'delivery': 7, 'fee': 10**15 + 1, 'stake': 10**18 + 3}


def named():
    silent = [(i, ABSENT, 0) for i in range(3)]
    yield dispute('three agree', 1, panel(voted(1, 1, 1)))
    yield dispute('two against one', 1, panel(voted(1, 1, 2)))
    yield dispute('two against one, paid in tokens', 1, panel(voted(1, 1, 2)), token=True)
    yield dispute('every state a seat can have', 1, panel(ALL_STATES, seats=11))
    yield dispute('uneven numbers', 1, panel(ALL_STATES, seats=11, **ODD))
    yield dispute('uneven numbers, paid in tokens', 1, panel(ALL_STATES, seats=11, **ODD), token=True)
    yield dispute('one juror in two seats', 1, panel([(0, OPENED, 1), (0, OPENED, 1), (1, OPENED, 2)]))
    yield dispute('a tie', 0, panel(voted(1, 2, 1, 2)), tied=True)
    yield dispute('a tie with a refusal and a stray', 0, panel(voted(1, 2, 1, 2, 0, 3)), tied=True)
    yield dispute('a quorum missed twice, one voter', 0,
                  panel(silent, [(3, OPENED, 2), (4, ABSENT, 0), (5, RECUSED, 0)], seats=3), tied=True)
    yield dispute('one voter, and never drawn again', 0, panel([(0, OPENED, 1), *silent[1:]], [], seats=3), tied=True)
    yield dispute('nobody came, twice', 0, panel(silent, [(i, ABSENT, 0) for i in (0, 3, 4)], seats=3), tied=True)
    yield dispute('nobody was heard', 0, panel([(i, UNHEARD, 0) for i in range(3)], seats=3), tied=True)
    yield dispute('unheard, then heard', 2, panel([(i, UNHEARD, 0) for i in range(3)], voted(2, 2, 1), seats=3))
    yield dispute('never drawn, then drawn', 1, panel([], voted(1, 1, 1), seats=3))
    yield dispute('never drawn at all', 0, panel([], seats=3), tied=True)
    yield dispute('redrawn: the absent pay, the second sitting earns', 1,
                  panel([(0, OPENED, 1), *silent[1:]], voted(1, 2, 1, first=3), seats=3))
    yield dispute('a juror who holds nothing any more', 1, panel(voted(1, 1, 2)), holds={2: 0})
    yield dispute('a juror who holds less than the penalty', 1, panel(voted(1, 1, 2)), holds={2: 3})
    yield dispute('a juror who holds enough for one seat of two', 1,
                  panel([(0, OPENED, 1), (1, OPENED, 2), (1, OPENED, 2), (2, OPENED, 1), (3, OPENED, 1)]),
                  holds={1: 7 * ETHER})
    yield dispute('overturned by seven', 2, panel(voted(1, 1, 2)),
                  panel(voted(2, 2, 2, 2, 2, 1, 1, first=3), deliverer=91))
    yield dispute('upheld by seven, a stake forfeited', 1, panel(voted(1, 1, 1)),
                  panel(voted(1, 1, 1, 1, 2, 2, 1, first=3), deliverer=91), forfeited=45 * ETHER // 1000 + 1)
    yield dispute('upheld by seven in tokens, a stake forfeited', 1, panel(voted(1, 1, 1)),
                  panel(voted(1, 1, 1, 1, 2, 2, 1, first=3), deliverer=91), forfeited=45, token=True)
    yield dispute('nobody of the first panel was right', 2, panel(voted(1, 1, 1)),
                  panel(voted(2, 2, 2, 2, 2, 2, 2, first=3), deliverer=91))
    yield dispute('a panel that could not decide confirms', 1, panel(voted(1, 1, 2)),
                  panel([(3, ABSENT, 0)] * 7, [(4, ABSENT, 0)] * 7, seats=7, deliverer=91))
    yield dispute('a tie that an appeal left a tie', 0, panel(voted(1, 2)),
                  panel(voted(1, 1, 2, 2, 3, first=2), deliverer=91), tied=True)
    yield dispute('three panels, the last in the parent court', 2, panel(voted(1, 1, 2), **ODD),
                  panel(voted(2, 2, 2, 2, 1, 1, 0, first=3), deliverer=91, **ODD),
                  panel(voted(*[2] * 9, *[1] * 6, first=2), deliverer=92, fee=3 * 10**16, stake=200 * ETHER, bps=6000),
                  forfeited=11)
    yield dispute('only refusals, and they are right', 0, panel(voted(0, 0, 1)))
    yield dispute('the deliverer and the opener are jurors too', 1, panel(voted(1, 1, 2), deliverer=0))


def random_disputes(count):
    """More of the kind, out of a hash."""
    for number in range(count):
        stream = (byte for block in range(10_000) for byte in keccak(b'payments %d %d' % (number, block)))
        roll = lambda most: (next(stream) * 256 + next(stream)) % (most + 1)  # noqa: E731
        panels, n = [], 1 + roll(4)
        for p in range(1 + roll(2)):
            sittings = [[(roll(9), (OPENED, OPENED, OPENED, roll(7))[roll(3)], roll(3)) for _ in range(n)]
                        for _ in range(1 + (roll(4) == 0))]
            sittings = [[(who, state, choice if state == OPENED else 0) for who, state, choice in sitting]
                        for sitting in sittings]
            panels.append(panel(*sittings, seats=n, fee=roll(9999) * 10**11 + roll(9), delivery=roll(99),
                                stake=roll(9999) * 10**15 + roll(99), bps=roll(6000), deliverer=(90, 0, 1)[roll(2)]))
            n = 2 * n + 1
        tied = roll(3) == 0
        yield dispute(f'random {number}', 0 if tied else roll(3), *panels, tied=tied, token=roll(1) == 1,
                      forfeited=roll(9999) * roll(1),
                      holds={who: roll(9999) * 10**14 for who in {w for p in panels for s in p['sittings']
                                                                  for w, _, _ in s}})


def account(number):
    """Everybody's address: 20 times the number + 1."""
    return bytes([number + 1]) * 20


def spelled(sample):
    made = settle(sample)
    ids = sorted({*sample['holds'], sample['opener'], *(p['deliverer'] for p in sample['panels'])})
    rows = []
    for p, one in enumerate(sample['panels']):
        seats = [(rho, *seat) for rho, sitting in enumerate(one['sittings'], 2 * p) for seat in sitting]
        rows.append({'choices': [choice for *_, choice in seats], 'deliverer': account(one['deliverer']),
                     'deliveryFee': one['deliveryFee'], 'earning': one['earning'], 'feePerSeat': one['feePerSeat'],
                     'feeShare': one['feeShare'], 'jurors': [account(who) for _, who, _, _ in seats],
                     'panel': 2 * p + len(one['sittings']) - 1, 'penaltyBps': one['penaltyBps'], 'seatStake': one['seatStake'], 'seats': one['seats'],
                     'sittings': [rho for rho, *_ in seats], 'states': [state for _, _, state, _ in seats]})
    return {'accounts': [account(who) for who in ids], 'coherent': made['coherent'],
            'debits': [made['debits'].get(who, 0) for who in ids], 'feePot': made['feePot'],
            'forfeited': sample['forfeited'], 'holds': [sample['holds'].get(who, 0) for who in ids],
            'inToken': sample['inToken'], 'leading': made['leading'], 'name': sample['name'],
            'opener': account(sample['opener']), 'panels': rows, 'ruling': sample['ruling'], 'tied': sample['tied'],
            'tokenPot': made['tokenPot'], 'tokens': [made['tokens'].get(who, 0) for who in ids],
            'wei': [made['fees'].get(who, 0) for who in ids]}


def ladders():
    own = {'appeals': 3, 'deliveryFee': 2 * 10**16, 'feePerSeat': 10**16 + 1, 'jumpSeats': 31,
           'tokenDeliveryFee': 10**18, 'tokenFeePerSeat': 3 * 10**18 + 1}
    parent = {**own, 'deliveryFee': 5 * 10**16, 'feePerSeat': 3 * 10**16, 'jumpSeats': 127}
    root = {**own, 'deliveryFee': 0, 'feePerSeat': 7, 'jumpSeats': 0, 'tokenDeliveryFee': 1, 'tokenFeePerSeat': 0}
    for name, seats, courts in (
            ('three appeals in one court', 3, [own]), ('a jump at 31', 15, [own, parent]),
            ('a jump at once', 1, [{**own, 'jumpSeats': 0}, parent]), ('no appeal', 3, [{**own, 'appeals': 0}, parent]),
            ('two jumps', 31, [own, parent, root]), ('the largest panel', 511, [{**own, 'appeals': 9}, parent]),
            ('two hundred seats jump, and stay', 100, [{**own, 'appeals': 4}, parent, root])):
        steps = ladder(courts, seats)
        yield {'appeals': courts[0]['appeals'], 'courts': [{key: value for key, value in court.items()
                                                            if key != 'appeals'} for court in courts],
               'name': name, 'seats': seats,
               'steps': [{**step, **{key + suffix: value for suffix, token in (('InToken', True), ('InWei', False))
                                     for key, value in appeal_cost(courts[step['court']], step['seats'], token).items()}}
                         for step in steps[1:]]}


def contributions():
    for name, cost, against, favour, unfinished in (
            ('one side, one appellant', 90, [135], [], False), ('one side, three of them', 91, [100, 30, 6], [], False),
            ('both sides, even cost', 90, [135], [90], False), ('both sides, uneven cost', 91, [136], [91], False),
            ('both sides, many of them', 1001, [1000, 500, 1], [3, 997, -1], False),
            ('not made', 90, [134], [10], False), ('the other side short of a wei', 91, [136], [90], False),
            ('a panel that never finished', 91, [136], [91], True), ('a cost of one', 1, [1], [1], False),
            ('in wei', 7 * 10**16 + 2 * 10**16 + 7, [-1], [-1], False)):
        full = appeal_cost({'feePerSeat': 0, 'deliveryFee': cost}, 0, False)
        against = [full['against'] - sum(x for x in against if x > 0) if x < 0 else x for x in against]
        favour = [full['for'] - sum(x for x in favour if x > 0) if x < 0 else x for x in favour]
        for overturned in (True, False):
            back = sides(cost, against, favour, overturned, unfinished)
            taken = sum(against) + sum(favour)
            spent = sum(back['against']) + sum(back['for']) + back['forfeited']
            bears = 0 if unfinished or sum(against) < full['against'] else cost
            dust = taken - spent - bears
            assert 0 <= dust <= len(against) + len(favour)
            yield {'against': against, 'backAgainst': back['against'], 'backFor': back['for'], 'cost': cost,
                   'dust': dust, 'finished': not unfinished, 'for': favour, 'forfeited': back['forfeited'],
                   'name': f'{name}, {"overturned" if overturned else "upheld"}', 'overturned': overturned}


def penalties():
    for seat_stake, bps in ((50 * ETHER, 1000), (10**18 + 3, 3333), (7, 6000), (0, 6000), (2**128 - 1, 6000), (99, 0)):
        for state in range(8):
            for agrees in (False, True) if state == OPENED else (False,):
                yield {'amount': penalty(state, seat_stake, bps, agrees), 'coherent': agrees, 'penaltyBps': bps,
                       'seatStake': seat_stake, 'state': state}


def payments():
    return {
        'contributions': list(contributions()),
        'disputes': [spelled(sample) for sample in (*named(), *random_disputes(40))],
        'ladders': list(ladders()),
        'penalties': list(penalties()),
        'source': 'Money of 1.13 to 1.15. disputes: everybody is 20 bytes of one value, accounts ascend, and holds, debits, '
                  'tokens and wei belong to them; holds is stake + pending + min(tab, 0) before; debits are what was '
                  'taken of it, tokens and wei what is credited, the pots what coherent seats share before division. '
                  'A panel lists the seats of its sittings one after the other, and its number is that of the last; forfeited is in the currency of the '
                  'fees. ladders: steps[i] is the panel after appeal i + 1, court counts from the dispute\'s own '
                  'upwards. contributions: what each contributor of a side gave, and takes back; made by payments.py.',
    }
