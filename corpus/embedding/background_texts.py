"""Ordinary sentences and questions in many languages: what their words share says nothing of any word.

The vectors that a model gives to words have much in common whatever the word. The mean over these texts stands for
it; what is left without it tells words apart.
"""

SENTENCES = (
    "The town council voted on Tuesday to close the old bridge, which 4,000 cars cross each day.",
    "After the war the company moved its offices to Chicago and began to build engines for small aircraft.",
    "Water that freezes in the cracks of a rock widens them, until pieces break off and fall.",
    "Le musée, fondé en 1887, conserve plus de deux cents tableaux et les carnets d'un explorateur.",
    "Selon la ministre, la loi entrera en vigueur au printemps et concernera surtout les petites entreprises.",
    "Cette plante pousse dans les régions humides ; ses feuilles servent à préparer une boisson amère.",
    "La universidad fue la primera del país en admitir mujeres, aunque pocas pudieron terminar sus estudios.",
    "El equipo perdió los tres primeros partidos de la temporada, pero llegó a la final en junio de 1994.",
    "Der Fluss entspringt in den Alpen und mündet nach 240 Kilometern in die Nordsee.",
    "Die Forscher untersuchten, wie sich das Medikament auf ältere Patienten auswirkt.",
    "Il re fece costruire una nuova cattedrale, ma i lavori durarono più di un secolo.",
    "O romance conta a história de uma família que emigrou para o Brasil no século XIX.",
    "De gemeente wil dat bewoners hun afval beter scheiden en deelt daarvoor nieuwe bakken uit.",
    "Город был основан в XII веке и долго оставался центром торговли мехом.",
    "بُنيت المدرسة على تلة تطل على البحر، ويدرس فيها نحو ثلاثمئة طالب.",
    "这座工厂每年生产两万辆电动汽车，大部分出口到邻国。",
    "その島には約八百人が住み、漁業と観光で暮らしている。",
)
QUESTIONS = (
    "Who wrote the first book about it?",
    "In what year did the company open its second office?",
    "How many people live in the city?",
    "What is the name of the river that crosses the country?",
    "Why was the bridge closed?",
    "Qui a dirigé l'équipe pendant la guerre ?",
    "Quand la loi est-elle entrée en vigueur ?",
    "Combien de personnes travaillent dans cette usine ?",
    "Quelle est la cause de la maladie ?",
    "¿Dónde nació el rey?",
    "¿Cuál es la capital de la región?",
    "Wann wurde die Stadt gegründet?",
    "Welche Sprache spricht man dort?",
    "Chi ha vinto il premio?",
    "Onde fica o museu?",
    "Hoe heet de hoofdpersoon van het verhaal?",
    "Сколько лет длилась война?",
    "متى بدأ العمل في المشروع؟",
    "谁发明了这种机器？",
    "この島には何人が住んでいますか。",
)
