"""CSV files as people have them: each is read value by value, or refused with what to do; and what is odd about one is asked."""

import re
import warnings
from dataclasses import dataclass, field

import numpy as np
import pytest

from nbnn.core.records.datasets import Dataset
from nbnn.core.tables.data_questions import DataWarning
from nbnn.core.tables.reading import NotATable, read_csv


@dataclass(frozen=True)
class File:
    """A small file and its right reading.

    x, z : what is in it. features : the names. left : row number -> words of why it is left out. columns : the same for columns.
    asks : words of each question, in order. how : what was found out. chosen : keywords without which it cannot be read.
    """

    content: bytes
    features: tuple
    x: list
    z: list
    left: dict = field(default_factory=dict)
    columns: dict = field(default_factory=dict)
    asks: tuple = ()
    how: dict = field(default_factory=dict)
    chosen: dict = field(default_factory=dict)


def text(*lines, end="\n"):
    return end.join([*lines, ""])


TWO = [[1.5, 20], [2.5, 30], [3.25, 40], [4, 50]]
ABAB = ["a", "b", "a", "b"]
POINTS = text("len,wid,kind", "1.5,20,a", "2.5,30,b", "3.25,40,a", "4,50,b")
COMMAS = text("len;wid;kind", "1,5;20;a", "2,5;30;b", "3,25;40;a", "4;50;b")
GERMAN = {"delimiter": ";", "decimal": ","}


def words(**more):
    return {"features": ("len", "wid"), "x": TWO, "z": ABAB, **more}


FILES = {
    "plain": File(POINTS.encode(), **words(how={"delimiter": ",", "decimal": ".", "encoding": "utf-8", "header": True})),
    "semicolons and decimal commas": File(COMMAS.encode(), **words(how=GERMAN)),
    "with a byte order mark": File(b"\xef\xbb\xbf" + COMMAS.encode(), **words(how={**GERMAN, "encoding": "utf-8"})),
    "tabs": File(COMMAS.replace(";", "\t").encode(), **words(how={"delimiter": "\t", "decimal": ","})),
    "vertical bars": File(POINTS.replace(",", "|").encode(), **words(how={"delimiter": "|", "decimal": "."})),
    "spaces": File(POINTS.replace(",", "   ").replace("\n", " \n").encode(), **words(how={"delimiter": " "})),
    "sep=; and the ends of lines of Windows": File(("sep=;\n" + COMMAS).replace("\n", "\r\n").encode(), **words(how=GERMAN)),
    "the ends of lines of old Macs": File(COMMAS.replace("\n", "\r").encode(), **words(how=GERMAN)),
    "UTF-16": File(COMMAS.encode("utf-16"), **words(how={**GERMAN, "encoding": "utf-16"})),
    "UTF-16 without a mark": File(COMMAS.encode("utf-16-le"), **words(how={**GERMAN, "encoding": "utf-16-le"})),
    "Windows-1252": File(COMMAS.replace("len", "Länge").encode("cp1252"), **words(features=("Länge", "wid"),
             asks=("Windows-1252. Are these words",),
                                                                                   how={**GERMAN, "encoding": "cp1252"})),
    "everything in quotes": File(text(*('"' + line.replace(",", '","') + '"' for line in POINTS.splitlines())).encode(), **words()),
    "signs inside quotes": File(text('"len, in cm";"wid ""w""";kind', '1,5;20;"a; or b"', '2,5;30;b', '3;40;"a; or b"', "4;50;b").encode(),
                                ("len, in cm", 'wid "w"'), [[1.5, 20], [2.5, 30], [3, 40], [4, 50]], ["a; or b", "b"] * 2, how=GERMAN),
    "a blank behind the sign": File(POINTS.replace(",", ", ").replace("kind", '"kind"').encode(), **words()),
    "no names": File(POINTS.partition("\n")[2].encode(), ("column 1", "column 2"), TWO, ABAB, asks=("column names|have no names",),
                     how={"header": False, "label": "column 3"}),
    "no names and decimal commas": File(COMMAS.partition("\n")[2].encode(), ("column 1", "column 2"), TWO, ABAB, asks=("no names",),
                                        how={**GERMAN, "header": False}),
    "years as names": File(text("2019,2020,kind", "1.5,20,a", "2.5,30,b", "3.25,40,a", "4,50,b").encode(), ("2019", "2020"), TWO, ABAB,
                           chosen={"header": True}),
    "empty columns and rows at the end": File(text("len;wid;kind;;", "1,5;20;a;;", ";;;;", "2,5;30;b;;", "3,25;40;a;;", "4;50;b;;",
             ";;;;").encode(),
                                              **words(how=GERMAN)),
    "a sign at the end of each row": File(POINTS.replace("a\n", "a,\n").replace("b\n", "b,\n").encode(), **words()),
    "a sign at the end of the names": File(POINTS.replace("kind\n", "kind,,\n").encode(), **words()),
    "a remark beside and below": File(text(POINTS.splitlines()[0] + ",", *(line + "," for line in POINTS.splitlines()[1:-1]),
             "4,50,b,checked",
                                           "", "Source: a field book,,,").encode(),
                                      **words(columns={"column 4": "words"}, left={7: "below the table"})),
    "a remark below": File(text("len,kind", "1.5,a", "2.5,b", "3.5,a", "4.5,b", "Source: a field book,", "and another").encode(),
                           ("len",), [[1.5], [2.5], [3.5], [4.5]], ABAB, left={6: "below the table", 7: "1 cell|below the table"}),
    "gaps": File(text("len,wid,kind", "1.5,20,a", ",30,b", "2.5,30,b", "3.25,n/a,a", "3.25,40,a", "4,#N/A,b", "7,-,b", "8,9,",
             "4,50,b").encode(),
                 **words(left={3: "'len' is missing", 5: "'wid' is missing", 7: "#N/A", 8: r"missing \('-'\)", 9: "there is no class"})),
    "slips": File(text("len,wid,kind", *(f"{i}.5,{10 * i % 70},{'ab'[i % 2]}" for i in range(8)), "9.5,many,a", "inf,3,b").encode(),
                  ("len", "wid"), [[i + 0.5, 10 * i % 70] for i in range(8)], ABAB * 2,
                  left={10: "'wid' is 'many', not a number", 11: "not finite"}),
    "short and long rows": File(text("len,wid,kind", "1.5,20,a", "2.5,30,b", "9,a", "3.25,40,a", "9,9,b,9", "4,50,b").encode(),
                                **words(left={4: "2 cells instead of 3", 6: "4 cells instead of 3"})),
    "a title and comments": File(text("Plants of 2024;;", "# measured by hand", "", *COMMAS.splitlines()).encode(),
                                 **words(left={1: "above the table", 2: "above the table"}, how=GERMAN)),
    "names behind a #": File(("# " + POINTS).encode(), **words(features=("# len", "wid"))),
    "names with units": File(POINTS.replace("len", "5 cm").replace("wid", "10 cm").encode(), **words(features=("5 cm", "10 cm"))),
    "no names and units": File(text("5 cm,7%,a", "6 cm,8%,b", "7 cm,1%,a").encode(), ("column 1", "column 2"), [[5, 7], [6, 8], [7, 1]],
                               ["a", "b", "a"], asks=("no names", "'5 cm' is 5", "'b' has only one"), how={"header": False}),
    "a class named total": File(text("len,wid,kind", "1.5,20,part", "2.5,30,part", "3.25,40,total", "4,50,total").encode(),
                                **{**words(), "z": ["part", "part", "total", "total"]}),
    "a last class named total": File(text("len,kind", "1.5,a", "2.5,a", "3,total").encode(), ("len",), [[1.5], [2.5], [3]], ["a",
             "a", "total"],
                                     asks=("'total' has only one",)),
    "labels with commas": File(text("len,kind", '1.234,"1,5"', '2.345,"2,5"', '3.456,"1,5"', '1.5,"2,5"').encode(), ("len",),
                               [[1.234], [2.345], [3.456], [1.5]], ["1,5", "2,5"] * 2),
    "units and totals": File(text("plant,len,wid,kind", ",cm,mm,", *(f"p{i},{line}" for i, line in enumerate(POINTS.splitlines()[1:])),
                                  "Total,11.25,140,").encode(),
                             **words(left={2: "units", 7: "totals"}, columns={"plant": "words"})),
    "thousands, points": File(text("price,len,kind", '"1,234.50",1.5,a', '"12,345",2.5,b', "999,3.5,a", '"1,000,000",4.5,b').encode(),
                              ("price", "len"), [[1234.5, 1.5], [12345, 2.5], [999, 3.5], [1e6, 4.5]], ABAB, asks=("standardize",)),
    "thousands, commas": File(text("price;len;kind", "1.234,50;1,5;a", "12.345;2,5;b", "999;3,5;a", "1 000 000;4,5;b").encode(),
                              ("price", "len"), [[1234.5, 1.5], [12345, 2.5], [999, 3.5], [1e6, 4.5]], ABAB, asks=("standardize",),
                                       how=GERMAN),
    "percent, money and units": File(text("share;price;mass;kind", "12 %;€ 1.234,50;5 kg;a", "7,5%;€ 20;6,5 kg;b",
             "-3%;€ 30;7 kg;a", "9%;$ 40;8 kg;b",
                                          "4%;€ 50;9 kg;b").encode(),
                                     ("share", "price", "mass"), [[12, 1234.5, 5], [7.5, 20, 6.5], [-3, 30, 7], [4, 50, 9]], ABAB,
                                     left={5: "'\\$ 40', not a number with €"}, asks=("12 %' is 12", "standardize"), how=GERMAN),
    "true and false": File(text("ill,len,kind", "TRUE,1.5,a", "FALSE,2.5,b", "false,3.5,b", "True,4.5,a").encode(),
                           ("ill", "len"), [[1, 1.5], [0, 2.5], [0, 3.5], [1, 4.5]], ["a", "b", "b", "a"], asks=("1 and 0",)),
    "dates, times and words": File(text("day,time,color,len,kind", "2024-01-31,12:30,red,1.5,a", "31.01.2024,1:05 pm,red,2.5,b",
             "1/31/24,12:30:05,blue,3.5,a",
                                        "31 Jan 2024,7:00,red,4.5,b").encode(),
                                   ("len",), [[1.5], [2.5], [3.5], [4.5]], ABAB, columns={"day": "dates", "time": "dates",
                                   "color": "2 different"}, asks=("'color' holds words \\(blue, red\\).*zero_one=\\('color',\\)",)),
    "words as 0 and 1": File(text("sex,len,port,kind", "male,1.5,Rome,a", "female,2.5,Nice,b", "male,3.5,,a", "female,4.5,Bari,b",
                                  "male,5.5,Nice,b", "male,6.5,Bari,a", "male,7.5,Rome,a").encode(),
                             ("sex = male", "len", "port = Bari", "port = Nice", "port = Rome"),
                             [[1, 1.5, 0, 0, 1], [0, 2.5, 0, 1, 0], [0, 4.5, 1, 0, 0], [1, 5.5, 0, 1, 0], [1, 6.5, 1, 0, 0],
                              [1, 7.5, 0, 0, 1]], ["a", "b", "b", "b", "a", "a"],
                             left={4: "^'port' is missing"}, chosen={"zero_one": ("sex", "port")},
                             asks=("'sex' became 0 and 1", "'port' became")),
    "the index of a DataFrame": File(text(",len,wid,kind", *(f"{i},{line}" for i, line in enumerate(POINTS.splitlines()[1:]))).encode(),
                                     **words(columns={"column 1": "numbers the rows"})),
    "the row names of R": File(text('"len" "wid" "kind"', *(f'"{i}" {line}' for i, line in enumerate(POINTS.replace(",",
             " ").splitlines()[1:], 1))).encode(),
                               **words(columns={"column 1": "numbers the rows"}, how={"delimiter": " "})),
    "a name twice, and none": File(text("len,len,,kind", *(line.replace(",", ",1,", 1) for line in POINTS.splitlines()[1:])).encode(),
                                   ("len", "len (2)", "column 3"), [[a, 1, b] for a, b in TWO], ABAB, asks=("called 'len \\(2\\)'",
                                   "same value in every row")),
    "the label first": File(text("kind,len,wid", "a,1.5,20", "b,2.5,30", "a,3.25,40", "b,4,50").encode(),
                            **words(asks=("'kind' does: it was taken",), how={"label": "kind"})),
    "labels in several spellings": File(text("len,wid,kind", "1.5,20,Yes", "2.5,30,no", "3.25,40,yes", "4,50,no ", "5,60,Yes").encode(),
                                        ("len", "wid"), [*TWO, [5, 60]], ["Yes", "no", "yes", "no", "Yes"],
                                        asks=("'Yes', 'yes': these differ in writing only",)),
    "minus signs of a typesetter": File(text("len,kind", "−1.5,a", "2,b", "−3,a", "4,b").encode(), ("len",), [[-1.5], [2], [-3],
             [4]], ABAB),
    "decimal commas in quotes": File(text("len,kind", '"1,5",a', '"2,25",b', '"3,0",a', "4,b").encode(), ("len",), [[1.5], [2.25],
             [3], [4]], ABAB,
                                     how={"delimiter": ",", "decimal": ","}),
    "exponents": File(text("len;kind", "1,5E+03;a", "2e-1;b", "3;a", ",5;b").encode(), ("len",), [[1500], [0.2], [3], [0.5]], ABAB,
             how=GERMAN),
    "three decimals after commas": File(text("len;kind", "1,234;a", "2,345;b", "3,456;a", "4,567;b").encode(), ("len",),
                                        [[1.234], [2.345], [3.456], [4.567]], ABAB, chosen={"decimal": ","}),
    "a line end inside quotes": File(text('"len', 'in cm",kind', "1.5,a", "2,b", ",a", "3,a", "4,b").encode(), ("len\nin cm",),
             [[1.5], [2], [3], [4]], ABAB,
                                     left={4: "missing"}),
}

REFUSED = {
    "xlsx": (b"PK\x03\x04\x14\0\6\0", "spreadsheet.*save the sheet as CSV"), "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1", "old spreadsheet"),
    "pdf": (b"%PDF-1.7\n", "PDF"), "png": (b"\x89PNG\r\n\x1a\n", "picture"), "jpeg": (b"\xff\xd8\xff\xe0", "picture"),
    "html": (b"\xef\xbb\xbf <!DOCTYPE html><table><tr><td>1", "web page"), "xml": (b"<?xml version='1.0'?>", "web page"),
    "json": (b'{"a": [1, 2]}', "JSON"), "gzip": (b"\x1f\x8b\x08\0", "compressed"), "noise": (bytes(range(32)) * 3, "not text"),
}

PROBLEMS = {
    "nothing": (b"", "the file is empty"), "blank lines": (b"\n\n,,\n , \n", "the file is empty"),
    "names only": (b"a,b\n", "no examples"), "one column": (b"z\np\nq\n", "only the column 'z'"),
    "one class": (b"a,b,z\n1,2,p\n3,4,p\n", "only one class, 'p'"), "a single row": (b"a,b,z\n1,2,p\n", "only one class, 'p'"),
    "words only": (b"a,z\nred,p\nblue,q\n", "no column of numbers beside the label 'z'.*'a': it holds words"),
    "gaps only": (b"a,z\n1,\n2,?\n", "no row is left: rows? .*'z' is missing"),
    "decimal commas between commas": (b"x,z\n1,5,a\n2,5,b\n3,1,a\n", "names 2 columns, but the rows below have 3 cells"),
    "one sign for everything": (b"1,5,2,5,a\n2,5,7,25,b\n3,1,4,5,a\n".join([b"x,y,z\n", b""]),
             "names 3 columns, but the rows below have 5 cells"),
    "an open quote": (b'a,z\n1,p\n"2,q\n3,q\n', "row 3 opens a quotation mark that is never closed"),
    "a quote within": (b'a,z\n1,"p"q\n2,r\n', "row 2 has something between a closing quotation mark"),
    "two classes, one left": (b"a,z\n1,p\n,q\n3,p\n4,p\n", "only one class in the rows that are left, 'p'"),
    "bytes of no encoding": (b"a,z\n1,\x81\xfe\n2,q\n", "neither UTF-8 nor Windows-1252"),
}

OPEN = {
    "one, or a thousand": (b"len;kind\n1,234;a\n2,345;b\n", "'1,234' was read as 1.234: .*decimal=','.*decimal='.'"),
    "a thousand, or one": (b'len,kind\n"1,234",a\n"2,345",b\n', "'1,234' was read as 1234: .*decimal='.'.*decimal=','"),
    "both signs": (b"len;wid;kind\n" + b"1,5;2;a\n2,5;3;b\n" * 4 + b"3,5;4.5;a\n",
             "decimal sign is the comma in most numbers, but not in '4.5'"),
    "labels that look like columns": (b"x,z\n1,0;0\n2,1;0\n3,0;0\n", "semicolon separates the columns. Is it the comma"),
    "a mixed column": (b"a,b,z\n1,2,p\n3,two,q\n4,5,p\n",
             "'b' holds numbers in 2 of 3 rows, and words such as 'two'.*leave_out=\\('b',\\)"),
}

ASKED = {
    "a row number": (b"nr,x,z\n" + b"".join(b"%d,%d,%s\n" % (i, i * i % 7, b"pq"[i % 2:i % 2 + 1]) for i in range(1, 12)),
             "'nr' looks like a row number"),
    "an id": (b"id,x,z\n17,1.5,p\n12,3,q\n99,2,p\n40,8,q\n", "'id' looks like a row number"),
    "an id in one word": (b"PassengerId,x,z\n17,1.5,p\n12,3,q\n99,2,p\n40,8,q\n", "'PassengerId' looks like a row number"),
    "an id in two words": (b"plant_id,x,z\n17,1.5,p\n12,3,q\n99,2,p\n40,8,q\n", "'plant_id' looks like a row number"),
    "spellings only": (b"x,z\n1,yes\n2,no\n3,Yes \n4,NO\n", "'NO', 'no'; 'Yes', 'yes': these differ in writing only"),
    "a constant": (b"x,c,z\n1.5,7,p\n2,7,q\n3,7,p\n9,7,q\n", "'c' has the same value in every row"),
    "a copy": (b"x,y,z\n1.5,1.5,p\n2,2,q\n3,3,p\n9,9,q\n", "'y' is a copy of 'x'"),
    "the answer": (b"x,y,z\n" + b"".join(b"%d.5,%d,%s\n" % (i * 3 % 7, 5 + i % 2, b"pq"[i % 2:i % 2 + 1]) for i in range(12)),
             "'y' has one value for each class"),
    "one example": (b"x,z\n1.5,p\n2,q\n3,p\n9,q\n4,r\n", "The class 'r' has only one example"),
    "a measurement": (b"x,z\n" + b"".join(b"%d.5,%d.25\n" % (i * 3 % 7, i) for i in range(30)),
             "30 different numbers|different value in each"),
    "a measurement that repeats": (b"x,z\n" + b"".join(b"%d.5,%d\n" % (i * 3 % 7, i % 25) for i in range(50)), "25 different numbers"),
    "free text": (b"x,z\n" + b"".join(b"%d.5,note %d\n" % (i * 3 % 7, i) for i in range(9)), "different value in each of the 9 rows"),
    "a date as label": (b"x,z\n1,2024-01-31\n2,2024-02-01\n3,2024-01-31\n4,2024-02-01\n", "'z' holds dates"),
    "scales": (b"x,y,z\n1,0.001,p\n2000,0.002,q\n1500,0.0015,p\n900,0.0005,q\n", "'x' spans 1999 and 'y' only 0.0015: standardize"),
    "class, but not last": (b"class,x,y\n" + b"".join(b"%d,%d,%d\n" % (1 + i % 2, i * 7 % 11, i * i % 13) for i in range(20)),
             "Is it 'class'?"),
    "many gaps": (b"x,y,z\n1,,p\n2,,q\n3,5,p\n4,6,q\n", "'y' is missing in 2 of 4 rows"),
    "a gap as a class": (b"x,z\n1,p\n2,n/a\n3,p\n4,n/a\n", "'n/a' looks like a missing value"),
    "numbers as classes twice": (b"x,z\n1,1\n2,1.0\n3,2\n4,2\n5,1\n6,1.0\n", "'1', '1.0': these differ in writing only"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_read_value_by_value(name):
    file = FILES[name]
    reading = read_csv(file.content, **file.chosen)
    assert reading.problem == "" and reading.open_questions == ()
    assert reading.features == file.features
    assert reading.x.tolist() == file.x
    assert list(reading.z) == file.z
    assert {name: getattr(reading, name) for name in file.how} == file.how
    for found, wanted in ((dict(reading.left_out), file.left), (dict(reading.columns_left_out), file.columns)):
        assert found.keys() == wanted.keys()
        for where, why in wanted.items():
            assert re.search(why, found[where]), (where, found[where])


@pytest.mark.parametrize("name", FILES)
def test_what_is_odd_about_a_file_is_asked(name):
    file = FILES[name]
    asked = [str(question) for question in read_csv(file.content, **file.chosen).questions]
    assert len(asked) == len(file.asks) and all(re.search(words, each) for words, each in zip(file.asks, asked)), asked


@pytest.mark.parametrize("name", FILES)
def test_a_data_set_is_the_reading_and_its_keywords_read_it_again(name, tmp_path):
    file = FILES[name]
    path = tmp_path / "own.csv"
    path.write_bytes(file.content)
    reading = read_csv(path, **file.chosen)
    data = quietly(path, **reading.keywords)
    assert data.x.tolist() == file.x and [data.name_of(z) for z in data.z] == file.z and data.feature_names == file.features
    assert data.name == "own" and data.source == "read from own.csv"
    assert str(read_csv(path, **reading.keywords)).splitlines()[1:6] == str(reading).splitlines()[1:6]


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_of_another_kind_is_refused_with_what_to_do(name):
    content, words = REFUSED[name]
    with pytest.raises(NotATable, match=words) as error:
        read_csv(content, name="own.bin")
    assert "'own.bin'" in str(error.value)


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_file_that_cannot_be_used_says_why(name, tmp_path):
    content, words = PROBLEMS[name]
    reading = read_csv(content)
    assert re.search(words, reading.problem), reading.problem
    assert reading.problem in str(reading)
    (tmp_path / "own.csv").write_bytes(content)
    with pytest.raises(ValueError, match=words):
        Dataset.from_csv(tmp_path / "own.csv")


@pytest.mark.parametrize("name", OPEN)
def test_two_readings_that_are_equally_plausible_are_shown_and_not_chosen_in_silence(name, tmp_path):
    content, words = OPEN[name]
    reading = read_csv(content)
    (question,) = reading.open_questions
    assert re.search(words, str(question)), str(question)
    (tmp_path / "own.csv").write_bytes(content)
    with pytest.raises(ValueError, match="two ways"):
        Dataset.from_csv(tmp_path / "own.csv")
    for chosen in filter(None, (question.taken, question.change)):
        assert read_csv(content, **chosen).open_questions == ()
    same = read_csv(content, **reading.keywords)
    assert np.array_equal(same.x, reading.x) and same.open_questions == ()


@pytest.mark.parametrize("name", ASKED)
def test_a_nonsensical_task_is_asked_about(name, tmp_path):
    content, words = ASKED[name]
    reading = read_csv(content)
    assert any(re.search(words, each.words) for each in reading.questions), reading
    (tmp_path / "own.csv").write_bytes(content)
    with pytest.warns(DataWarning, match=words):
        Dataset.from_csv(tmp_path / "own.csv")
    for each in reading.questions:
        assert each.words not in [other.words for other in read_csv(content, **each.change).questions] or not each.change, each


@pytest.mark.parametrize("content", [
    b"plaid,x,z\n17,1.5,p\n12,3,q\n99,2,p\n40,8,q\n", b"casino,x,z\n17,1.5,p\n12,3,q\n99,2,p\n40,8,q\n",
    b"x,y,z\n1,4,p\n2,4,q\n3,6,p\n4,7,q\n", b"x,y,z\n" + b"".join(b"%d,%d,%s\n" % (i // 2, i % 5,
             b"pq"[i % 2:i % 2 + 1]) for i in range(20)),
    FILES["plain"].content, FILES["spaces"].content,
])
def test_nothing_is_asked_about_data_that_are_well(content):
    assert read_csv(content).questions == ()


def test_a_column_of_many_words_cannot_become_numbers():
    content = text("name,len,kind", *(f"name {i},{i % 7},{'ab'[i % 2]}" for i in range(40))).encode()
    assert "40 different words" in read_csv(content, zero_one="name").problem
    assert "no column 'nam'" in read_csv(content, zero_one=("nam",)).problem and read_csv(content).features == ("len",)


def quietly(path, **keywords):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        return Dataset.from_csv(path, **keywords)


# ---- targets ----

HOUSES = b"rooms,area,price,rent,town\n1,30,100.5,400,a\n2,45,151.5,600,b\n3,80,300.25,900,a\n4,95,,1000,b\n5,100,410,1200,a\n"


def test_columns_of_numbers_as_targets():
    reading = read_csv(HOUSES, targets=["price", "rent"])
    assert (reading.targets, reading.label, reading.classes, reading.features) == (("price", "rent"), "", (), ("rooms", "area"))
    assert reading.z.tolist() == [[100.5, 400], [151.5, 600], [300.25, 900], [410, 1200]]
    assert reading.left_out == ((5, "'price' is missing"),)
    assert "targets" in str(reading) and reading.keywords["targets"] == ("price", "rent")
    assert read_csv(HOUSES, **reading.keywords).z.tolist() == reading.z.tolist()
    assert read_csv(HOUSES, targets=2).targets == ("price",)


def test_a_data_set_from_a_file_with_targets(tmp_path):
    path = tmp_path / "houses.csv"
    path.write_bytes(HOUSES)
    with pytest.warns(DataWarning, match="'price' is missing"):
        data = Dataset.from_csv(path, targets=["price"])
    assert data.targets == ("price",) and data.z.tolist() == [100.5, 151.5, 300.25, 410] and data.feature_names == ("rooms", "area", "rent")


@pytest.mark.parametrize(("targets", "words"), [
    ("town", "holds words, and targets must be numbers: for classes give it as the label"), ("prize", "did you mean 'price'"),
    (("price", "price"), "twice"), (9, "target is column 9"),
])
def test_targets_that_are_none(targets, words):
    assert words in read_csv(HOUSES, targets=targets).problem


def test_label_and_targets_exclude_each_other():
    with pytest.raises(ValueError, match="give one of them"):
        read_csv(HOUSES, label="town", targets="price")


def test_a_label_that_is_a_measurement_leads_to_targets():
    content = b"x,y\n" + b"".join(b"%d,%d.5\n" % (k % 7, k * 3 % 31) for k in range(30))
    [asked] = [each for each in read_csv(content).questions if "targets" in each.change]
    assert "a number to be predicted?" in asked.words and asked.choice == "Predict 'y' as a number"
    assert read_csv(content, **asked.change).targets == ("y",)


def test_targets_that_leave_no_column_of_numbers_are_named():
    reading = read_csv(b"town,price,rent\na,1.5,2.5\nb,2.5,3.5\nc,4.5,1.5\n", targets=["price", "rent"])
    assert reading.problem.startswith("there is no column of numbers beside the targets 'price', 'rent' ('town':")
