"""Names of languages as they stand in lower case, in ASCII, in the labels of items.

Compiled for this project: English names of the larger languages, and names that their own
speakers or large neighbours use. Accented names are left out: the text that is searched escapes
them.
"""

from __future__ import annotations

_NAMES = """
afrikaans albanian aleman allemand amharic anglais arabe arabic aramaic armenian assamese asturian
aymara azerbaijani balinese baluchi bashkir basque belarusian bengali bislama bosnian breton bulgarian
burmese cantonese castellano catala catalan cebuano chechen cherokee chinese chuvash cornish corsican
croatian czech danish danois deutsch dhivehi dutch dzongkha englisch english espagnol espanhol esperanto
estonian euskara faroese fijian finnish flemish frances franzosisch french frisian frysk gaeilge galego
galician georgian german greek guarani gujarati hausa hawaiian hebrew hiligaynon hindi hrvatski
hungarian icelandic igbo ilocano indonesian ingles inglese interlingua inuktitut irish italian italiano
italien italienisch japanese javanese kabyle kannada kashmiri kazakh khmer kinyarwanda kirundi klingon
korean kurdish kyrgyz ladino latin latvian latviesu lietuviu lingala lithuanian luxembourgish macedonian
magyar malagasy malayalam maltese mandarin maori marathi melayu mongolian nahuatl navajo nederlands
neerlandais nepali norwegian occitan ossetian pashto persian piedmontese polish portugais portugiesisch
portuguese provencal punjabi quechua romanian romansh russian russisch samoan sanskrit sardinian serbian
sicilian silesian sindhi sinhala slovak slovene slovenian slovenski somali sorbian spagnolo spanisch
spanish srpski sundanese suomi svenska swahili swedish tagalog tahitian tajik tamil tatar tedesco telugu
tibetan tigrinya tongan tsonga tswana turkish turkmen udmurt uighur ukrainian urdu uyghur uzbek
vietnamese volapuk walloon welsh xhosa yiddish yoruba zulu
"""

#: Sorted, without doubles.
LANGUAGE_NAMES = tuple(_NAMES.split())
