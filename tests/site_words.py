"""What the sites of site_pages say, in three languages. All of it is invented."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Language:
    """Words of articles, of which sentences and titles are put together, and of furniture."""

    code: str
    who: tuple[str, ...]
    did: tuple[str, ...]
    what: tuple[str, ...]
    when: tuple[str, ...]
    why: tuple[str, ...]
    remarks: tuple[str, ...]
    people: tuple[str, ...]
    by: str
    date: Callable[[datetime], str]
    menu: tuple[str, ...]
    topics: str
    latest: str
    most_read: str
    related: str
    comments: str
    reply: str
    cookies: str
    footer: tuple[str, ...]

    def sentence(self, chance: random.Random) -> str:
        """One of some thousands of sentences."""
        parts = (self.who, self.did, self.what, self.when, self.why)
        return f"{' '.join(chance.choice(part) for part in parts)}."

    def title(self, chance: random.Random) -> str:
        """A headline: who did what, and when."""
        parts = (self.who, self.did, self.what, self.when)
        return " ".join(chance.choice(part) for part in parts)

    def subhead(self, chance: random.Random) -> str:
        """A line between two paragraphs."""
        words = f"{chance.choice(self.what)} {chance.choice(self.when)}"
        return words[:1].upper() + words[1:]

    def remark(self, chance: random.Random) -> str:
        """What a reader has written."""
        return chance.choice(self.remarks)


LANGUAGES = {
    "en": Language(
        code="en",
        who=(
            "The harbour board of Port Ardell",
            "The mayor of Saltgate",
            "A committee of the regional assembly",
            "The ferry company Blue Heron",
            "The teachers of the Tamm valley",
            "A court in Old Marrow",
        ),
        did=("has approved", "wants to delay", "has turned down", "will pay for", "has studied"),
        what=(
            "the new terminal at the northern quay",
            "a plan for 640 cameras in the market district",
            "the repair of the swing bridge over the Tamm",
            "night trams to the islands",
            "a museum of tide mills",
        ),
        when=("on Tuesday evening", "before the summer", "in a letter of four pages", "once more"),
        why=(
            "after a debate that lasted longer than anybody had expected",
            "although the money for it has not been found so far",
            "because the old contract with the builders ends in the autumn",
            "and neighbours who had waited for years welcomed the news with a feast",
        ),
        remarks=(
            "I walk past that quay every morning and have never seen a single builder there.",
            "Nobody asked those of us who live on the islands, as usual, and it shows.",
        ),
        people=("Ada Brandt", "Tomas O’Hara", "Mirela Quist"),
        by="By",
        date=lambda day: f"{day.day} {day:%B %Y}",
        menu=("Home", "Politics", "Harbour", "Culture", "Sport", "Weather", "Jobs", "Archive"),
        topics="Article Topics",
        latest="Latest Harbour News",
        most_read="Most Read",
        related="Related Articles",
        comments="Comments",
        reply="Leave a Reply",
        cookies="We use cookies and ask for your consent. Read our privacy policy and terms.",
        footer=("Privacy policy", "Terms of use", "Contact"),
    ),
    "de": Language(
        code="de",
        who=(
            "Der Stadtrat von Tammhausen",
            "Die Bürgermeisterin von Altmark am See",
            "Ein Ausschuss des Landtags",
            "Die Reederei Blauer Reiher",
            "Das Gericht in Grünau",
        ),
        did=("prüft seit Wochen", "verschiebt", "bezahlt nun doch", "lehnt", "fördert"),
        what=(
            "den neuen Anleger am Nordufer",
            "die Sanierung der alten Drehbrücke",
            "ein Museum für Gezeitenmühlen",
            "die Nachtbahn zu den Inseln",
        ),
        when=("am Dienstagabend", "noch vor dem Sommer", "nach langem Streit", "ein weiteres Mal"),
        why=(
            "ohne Gegenstimmen, obwohl das Geld dafür bisher nicht gefunden worden ist",
            "weil der Vertrag mit den Bauleuten im kommenden Herbst zu Ende geht",
            "während die Nachbarn, die seit Jahren warten, auf eine Antwort hoffen",
        ),
        remarks=("Ich gehe dort jeden Morgen vorbei und habe noch nie jemanden arbeiten sehen.",),
        people=("Jutta Öhrlein", "Henning Marx", "Elif Sommer"),
        by="Von",
        date=lambda day: f"{day:%d.%m.%Y}",
        menu=("Startseite", "Politik", "Hafen", "Kultur", "Sport", "Wetter", "Stellen", "Archiv"),
        topics="Schlagworte",
        latest="Neueste Nachrichten",
        most_read="Meistgelesen",
        related="Ähnliche Artikel",
        comments="Kommentare",
        reply="Kommentar schreiben",
        cookies="Wir verwenden Cookies. Näheres steht in den Hinweisen zum Datenschutz.",
        footer=("Impressum", "Datenschutz", "Kontakt"),
    ),
    "es": Language(
        code="es",
        who=(
            "El ayuntamiento de Almar",
            "La alcaldesa de Puerto Viejo",
            "Una comisión del parlamento regional",
            "La naviera Garza Azul",
            "El tribunal de Sierra Baja",
        ),
        did=("ha aprobado", "quiere aplazar", "ha rechazado", "pagará", "ha estudiado"),
        what=(
            "la nueva terminal del muelle norte",
            "un plan de 640 cámaras en el barrio del mercado",
            "la reparación del puente giratorio",
            "los tranvías nocturnos a las islas",
        ),
        when=("el martes por la tarde", "antes del verano", "en una carta", "una vez más"),
        why=(
            "después de un debate que duró más de lo que nadie había esperado",
            "aunque el dinero necesario no se ha encontrado hasta ahora",
            "porque el contrato con los constructores termina en otoño",
        ),
        remarks=("Paso por ese muelle todas las mañanas y nunca he visto a nadie trabajar.",),
        people=("Inés Robledo", "Martín Aguirre", "Lucía Peña"),
        by="Por",
        date=lambda day: f"{day:%d/%m/%Y}",
        menu=("Inicio", "Política", "Puerto", "Cultura", "Deportes", "Tiempo", "Empleo", "Archivo"),
        topics="Etiquetas",
        latest="Últimas noticias",
        most_read="Lo más leído",
        related="Noticias relacionadas",
        comments="Comentarios",
        reply="Deja un comentario",
        cookies="Utilizamos cookies propias y de terceros para mejorar la privacidad del sitio.",
        footer=("Aviso legal", "Privacidad", "Contacto"),
    ),
}
