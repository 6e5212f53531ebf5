"""Makes spaces.json: answers in every space, and their canonical bytes.

    python3 test/vectors/spaces.py            write the file beside this one
    python3 test/vectors/spaces.py --check    compare with the file that stands there; exit 1 on any difference

Python's standard library, nothing else, and no line of the product. An answer is u16(items) followed by its items. An
item of a choice is a u32; of any other space a mark (0 blank, 1 cannot tell, 2 none of these, 3 a value) and the value,
zeros where there is none; where length varies, u32(length) stands before it and no zeros after.
"""

import json
import os
import struct
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
MARKS = ['blank', 'cannot tell', 'none of these']


def choice(said):
    return struct.pack('>I', {'blank': 2**32 - 1, 'cannot tell': 0}.get(said, said) if isinstance(said, str) else said)


def fixed(size, spell):
    def item(said):
        return bytes([MARKS.index(said)]) + bytes(size) if isinstance(said, str) else b'\x03' + spell(said)
    return item


def varying(said):
    body = bytes([MARKS.index(said)]) if said in MARKS else b'\x03' + bytes.fromhex(said[2:])
    return struct.pack('>I', len(body)) + body


def point(said):
    return struct.pack('>IIH', said['north'] + 900_000_000, said['east'] + 1_800_000_000, said.get('heading', 65535))


def label_bits(said):
    bits = ''.join('1' if label in said else '0' for label in range(16))
    return int(bits, 2).to_bytes(2, 'big')


def parts(said):
    return b''.join(part.to_bytes(3, 'big') for part in said)


SAMPLES = [
    ({'space': 'choice', 'choices': 3}, choice, [1, 'cannot tell', 'blank', 3]),
    ({'space': 'scalar', 'min': '-1', 'max': '1', 'step': '0.001'}, fixed(6, lambda v: v.to_bytes(6, 'big')),
     [0, 2000, 'none of these', 'blank']),
    ({'space': 'point', 'metres': '10', 'degrees': '20'}, fixed(10, point),
     [{'north': 465_274_109, 'east': 65_722_075, 'heading': 9000}, {'north': -900_000_000, 'east': 0, 'heading': 0},
      {'north': 0, 'east': -1_800_000_000, 'heading': 35999}, 'cannot tell']),
    ({'space': 'point', 'metres': '10'}, fixed(10, point), [{'north': 1, 'east': -1}]),
    ({'space': 'order', 'candidates': 3, 'none': True}, fixed(4, bytes), [[2, 0, 3, 1], 'none of these']),
    ({'space': 'labels', 'labels': 12}, fixed(2, label_bits), [[], [0, 3, 11], 'none of these']),
    ({'space': 'distribution', 'outcomes': 3}, fixed(9, parts), [[1_000_000, 0, 0], [333_333, 333_333, 333_334], 'blank']),
    ({'space': 'vector', 'dimensions': 3}, fixed(12, lambda v: struct.pack('>iii', *v)),
     [[-2**31, 0, 2**31 - 1], 'cannot tell']),
    ({'space': 'bytes', 'most': 8}, varying, ['0x', '0x00ff', 'cannot tell', 'none of these']),
    ({'space': 'opinion', 'choices': 2}, fixed(7, lambda v: bytes([v['choice']]) + parts(v['forecast'])),
     [{'choice': 2, 'forecast': [250_000, 750_000]}, 'blank']),
]


def made():
    rows = []
    for court, spell, answer in SAMPLES:
        item_bytes = b''.join(spell(said) for said in answer)
        rows.append({'answer': answer, 'bytes': '0x' + (struct.pack('>H', len(answer)) + item_bytes).hex(),
                     'court': court})
    source = 'Answers and their canonical bytes in every answer space; made by spaces.py.'
    return json.dumps({'answers': rows, 'source': source}, indent=2, sort_keys=True) + '\n'


if __name__ == '__main__':
    path = os.path.join(HERE, 'spaces.json')
    if '--check' in sys.argv:
        sys.exit(0 if open(path).read() == made() else 1)
    with open(path, 'w') as file:
        file.write(made())
