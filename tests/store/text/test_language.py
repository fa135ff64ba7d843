from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.text.language import detect_language, likely_languages

# The same piece of news in many languages: a code, then the text.
NEWS = """
es El gobierno anunció ayer que las obras del puente empezarán en otoño y costarán tres millones,
  aunque la oposición duda de que haya dinero.
pt O governo anunciou ontem que as obras da ponte vão começar no outono e custarão três milhões,
  embora a oposição duvide que haja dinheiro.
ca El govern va anunciar ahir que les obres del pont començaran a la tardor i costaran tres
  milions, tot i que l'oposició dubta que hi hagi diners per a això.
it Il governo ha annunciato ieri che i lavori del ponte inizieranno in autunno e costeranno tre
  milioni, anche se l'opposizione dubita che ci siano i soldi.
fr Le gouvernement a annoncé hier que les travaux du pont commenceront à l'automne et coûteront
  trois millions, même si l'opposition doute qu'il y ait de l'argent.
nl De regering maakte gisteren bekend dat de werken aan de brug in de herfst beginnen en drie
  miljoen kosten, hoewel de oppositie twijfelt of er geld is.
pl Rząd ogłosił wczoraj, że prace przy moście rozpoczną się jesienią i będą kosztować trzy
  miliony, choć opozycja wątpi, czy są na to pieniądze.
cs Vláda včera oznámila, že práce na mostě začnou na podzim a budou stát tři miliony, i když
  opozice pochybuje, že na to jsou peníze.
sk Vláda včera oznámila, že práce na moste sa začnú na jeseň a budú stáť tri milióny, hoci
  opozícia pochybuje, že na to sú peniaze, ktoré by stačili.
hr Vlada je jučer objavila da će radovi na mostu početi na jesen i stajati tri milijuna, iako
  oporba sumnja da za to ima novca koji bi bio dovoljan.
sv Regeringen meddelade i går att arbetet med bron börjar i höst och kommer att kosta tre
  miljoner, även om oppositionen tvivlar på att det finns pengar.
da Regeringen meddelte i går, at arbejdet på broen begynder til efteråret og vil koste tre
  millioner, selv om oppositionen tvivler på, at der er penge.
no Regjeringen kunngjorde i går at arbeidet på broen begynner til høsten og vil koste tre
  millioner, selv om opposisjonen tviler på at det finnes penger.
fi Hallitus ilmoitti eilen, että sillan työt alkavat syksyllä ja maksavat kolme miljoonaa, vaikka
  oppositio epäilee, onko siihen rahaa.
hu A kormány tegnap bejelentette, hogy a híd munkálatai ősszel kezdődnek, és hárommillióba
  kerülnek, bár az ellenzék kételkedik abban, hogy van rá pénz.
ro Guvernul a anunțat ieri că lucrările la pod vor începe la toamnă și vor costa trei milioane,
  deși opoziția se îndoiește că există bani.
tr Hükümet dün köprü çalışmalarının sonbaharda başlayacağını ve üç milyona mal olacağını açıkladı,
  ancak muhalefet bunun için para olduğundan şüphe ediyor.
el Η κυβέρνηση ανακοίνωσε χθες ότι οι εργασίες στη γέφυρα θα αρχίσουν το φθινόπωρο.
ru Правительство вчера объявило, что работы на мосту начнутся осенью и обойдутся в три миллиона,
  хотя оппозиция сомневается, есть ли на это деньги.
uk Уряд учора оголосив, що роботи на мосту почнуться восени і коштуватимуть три мільйони, хоча
  опозиція сумнівається, чи є на це гроші.
bg Правителството обяви вчера, че работата по моста ще започне през есента и ще струва три
  милиона, въпреки че опозицията се съмнява дали има пари за това.
sr Влада је јуче објавила да ће радови на мосту почети на јесен и коштати три милиона, иако
  опозиција сумња да за то има новца.
be Урад учора абвясціў, што працы на мосце пачнуцца ўвосень і будуць каштаваць тры мільёны, хоць
  апазіцыя сумняваецца.
ar أعلنت الحكومة أمس أن أعمال الجسر ستبدأ في الخريف وستكلف ثلاثة ملايين.
fa دولت دیروز اعلام کرد که کار روی پل در پاییز آغاز می‌شود و سه میلیون هزینه خواهد داشت.
ur حکومت نے کل اعلان کیا کہ پل پر کام خزاں میں شروع ہوگا اور اس پر تین ملین لاگت آئے گی۔
he הממשלה הודיעה אתמול שהעבודות על הגשר יתחילו בסתיו.
hi सरकार ने कल घोषणा की कि पुल का काम शरद ऋतु में शुरू होगा और इस पर तीस लाख खर्च होंगे।
mr सरकारने काल जाहीर केले की पुलाचे काम शरद ऋतूत सुरू होईल आणि त्यासाठी तीस लाख खर्च येईल असे
  सांगितले.
vi Chính phủ hôm qua thông báo rằng công trình trên cây cầu sẽ bắt đầu vào mùa thu và tốn ba
  triệu.
id Pemerintah kemarin mengumumkan bahwa pekerjaan di jembatan akan dimulai pada musim gugur dan
  menelan biaya tiga juta.
th รัฐบาลประกาศเมื่อวานนี้ว่างานสะพานจะเริ่มในฤดูใบไม้ร่วง
zh 政府昨天宣布，桥梁工程将于秋季开工，耗资三百万。
ja 政府は昨日、橋の工事が秋に始まると発表した。
ko 정부는 어제 다리 공사가 가을에 시작될 것이라고 발표했다.
en The government announced yesterday that work on the bridge will begin in the autumn.
und 12345 !!! ---
"""


@pytest.mark.parametrize("row", re.split(r"\n(?! )", NEWS.strip()))
def test_a_sentence_of_news_tells_its_language(row):
    language, text = row.split(maxsplit=1)
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "who's the mayor?"),
        ("de", "wer ist die Bürgermeisterin"),
        ("es", "¿Quién es la alcaldesa?"),
        ("es", "donde esta el puente"),
        ("fr", "qui est la maire"),
        ("it", "chi è la sindaca?"),
        ("pt", "Quem é a prefeita?"),
        ("pl", "kto jest burmistrzem"),
        ("tr", "belediye başkanı kim"),
        ("ro", "cine este primarul"),
        ("vi", "ai la thi truong"),
        ("el", "ποια είναι η δήμαρχος"),
        ("ru", "кто мэр"),
        ("uk", "хто є мером міста"),
        ("ar", "من هو رئيس البلدية؟"),
        ("he", "מי ראש העיר"),
        ("hi", "मेयर कौन है"),
        ("th", "ใครคือนายกเทศมนตรี"),
        ("zh", "市长是谁？"),
        ("ja", "市長は誰ですか"),
        ("ko", "시장은 누구입니까"),
    ],
)
def test_a_short_question_names_its_language_first(language, question):
    assert likely_languages(question)[0] == language


def test_bare_names_in_latin_letters_name_none():
    assert likely_languages("Wendside Quay") == ()
    assert likely_languages("2018") == ()


@given(st.text())
def test_any_text_has_an_answer(text):
    assert detect_language(text)
    assert len(likely_languages(text)) <= 3
