# Reads what is sealed in a program for macOS and says what does not fit, by Python's own readers and hashes: the
# format is that of mach-o/loader.h and cs_blobs.h. Usage: check_seal.py PROGRAM [CONTENTS], where CONTENTS is the
# folder of that name in an app. Prints JSON.

import hashlib, json, os, plistlib, struct, sys

program = open(sys.argv[1], "rb").read()
contents = sys.argv[2] if len(sys.argv) > 2 else None
wrong = []


def expect(what, fits):
    if not fits:
        wrong.append(what)


def sha256(data):
    return hashlib.sha256(data).digest()


commands = {}
at = 32
for _ in range(struct.unpack_from("<I", program, 16)[0]):
    kind, size = struct.unpack_from("<II", program, at)
    name = program[at + 8 : at + 24].rstrip(b"\0").decode() if kind == 0x19 else kind
    commands[name] = at
    at += size
expect("load commands", at == 32 + struct.unpack_from("<I", program, 20)[0])
for name, place in commands.items():
    if not isinstance(name, str):
        continue
    for section in range(struct.unpack_from("<I", program, place + 64)[0]):
        (content,) = struct.unpack_from("<I", program, place + 72 + 80 * section + 48)
        expect("content behind the load commands", content == 0 or content >= at)

uuid = program[commands[0x1B] + 8 : commands[0x1B] + 24]
# RFC 9562, section 5.8; that of the runtime is of another version.
expect("UUID of its own", uuid[6] >> 4 == 8 and uuid[8] >> 6 == 2)
start, length = struct.unpack_from("<II", program, commands[0x1D] + 8)
expect("signature at the end", start + length == len(program) and start % 16 == 0)
address, span, offset, size = struct.unpack_from("<QQQQ", program, commands["__LINKEDIT"] + 24)
expect("last segment", offset + size == len(program) and span >= size and span % 4096 == 0)

signature = program[start:]
magic, total, count = struct.unpack_from(">III", signature)
expect("signature", magic == 0xFADE0CC0 and total <= len(signature))
slots = {}
for index in range(count):
    slot, place = struct.unpack_from(">II", signature, 12 + 8 * index)
    slots[slot] = signature[place : place + struct.unpack_from(">I", signature, place + 4)[0]]
expect("parts", sorted(slots) == [0, 2, 0x10000])
expect("requirements", slots[2][:4] == b"\xfa\xde\x0c\x01")
expect("no identity", slots[0x10000] == b"\xfa\xde\x0b\x01\0\0\0\x08")

directory = slots[0]
(magic, _, version, flags, hashes, name_at, special, pages, limit) = struct.unpack_from(">9I", directory)
hash_size, hash_type, _, page_bits = struct.unpack_from("4B", directory, 36)
base, text_size, text_flags = struct.unpack_from(">QQQ", directory, 64)
expect("directory", magic == 0xFADE0C02 and version == 0x20400 and flags == 2)
expect("kind of hash", hash_size == 32 and hash_type == 2 and page_bits == 12)
expect("signed length", limit == start and pages == -(-start // 4096))
_, _, text_offset, text_length = struct.unpack_from("<QQQQ", program, commands["__TEXT"] + 24)
expect("code segment", base == text_offset == 0 and text_size == text_length and text_flags == 1)
for page in range(pages):
    data = program[page * 4096 : min((page + 1) * 4096, limit)]
    at = hashes + page * 32
    expect("page %d" % page, directory[at : at + 32] == sha256(data))


def slot_hash(number):
    at = hashes - number * 32
    return directory[at : at + 32]


expect("requirements hash", slot_hash(2) == sha256(slots[2]))
if contents is None:
    expect("nothing around it", slot_hash(1) == slot_hash(3) == bytes(32))
else:
    info = open(os.path.join(contents, "Info.plist"), "rb").read()
    resources = open(os.path.join(contents, "_CodeSignature/CodeResources"), "rb").read()
    expect("Info.plist", slot_hash(1) == sha256(info))
    expect("CodeResources", slot_hash(3) == sha256(resources))
    listed = plistlib.loads(resources)
    files = [
        os.path.relpath(os.path.join(folder, file), contents)
        for folder, _, names in os.walk(contents)
        for file in names
    ]
    unlisted = {"Info.plist", "_CodeSignature/CodeResources"}
    sealed = {path for path in files if path not in unlisted and not path.startswith("MacOS/")}
    expect("list of files", set(listed["files"]) == set(listed["files2"]) == sealed)
    for path in sorted(sealed & set(listed["files"]) & set(listed["files2"])):
        data = open(os.path.join(contents, path), "rb").read()
        expect(path, listed["files"][path] == hashlib.sha1(data).digest())
        expect(path, listed["files2"][path]["hash2"] == sha256(data))
    expect("rules", {"rules", "rules2"} <= set(listed))

identifier = directory[name_at : directory.index(b"\0", name_at)].decode()
print(json.dumps({"identifier": identifier, "uuid": uuid.hex(), "pages": pages, "wrong": wrong}))
