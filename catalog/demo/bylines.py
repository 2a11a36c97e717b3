"""Invented people and towns, by the part of the world they belong to."""

from __future__ import annotations

import numpy as np

from tastemaker.catalog.demo.wording import choose

__all__ = ["COUNTRIES", "REGIONS", "person", "town"]

REGIONS: dict[str, tuple[str, ...]] = {
    "Nordics": ("Havnsund", "Lillevik", "Östmora", "Kaldnes", "Brannfjord", "Saltholm", "Tuulisaari"),
    "Mediterranean": ("Porto Sereno", "Montalba", "Castel Fiora", "Sant Oriol", "Agia Thalia", "Valdoro"),
    "British Isles": ("Harrowmere", "Kilbrannan", "Thornwick", "Aldermouth", "Penhallow", "Ballyvane"),
    "Central Europe": ("Lindenbrück", "Hohenfurt", "Wolfsgrund", "Mirava", "Starodol", "Rosenau am See"),
    "North America": (
        "Maple Junction",
        "Port Halloway",
        "Silver Bay",
        "Lac-aux-Pins",
        "Prairie Bend",
        "Dunmore",
    ),
    "South America": ("Santa Amaranta", "Puerto Calima", "Villa Esperal", "Valle Sereno", "Rio Dourado"),
    "West Africa": ("Adankro", "Tamboré", "Kofibra", "Port Sélou", "Nsuwa", "Diambari"),
    "East Asia": ("Hanamori", "Minase", "Seolcheon", "Yunlan", "Tsukigawa", "Baekdo"),
    "Oceania": ("Wattle Point", "Kauri Bay", "Port Linden", "Mount Arral", "Coral Reach"),
}
"""Region to its towns."""

COUNTRIES: dict[str, str] = {
    "Denmark": "Nordics", "Sweden": "Nordics", "Italy": "Mediterranean", "Spain": "Mediterranean",
    "United Kingdom": "British Isles", "Ireland": "British Isles", "Germany": "Central Europe",
    "Poland": "Central Europe", "France": "France", "United States": "North America", "Canada": "North America",
    "Brazil": "South America", "Argentina": "South America", "Nigeria": "West Africa", "Senegal": "West Africa",
    "Japan": "East Asia", "South Korea": "Korea", "Australia": "Oceania", "New Zealand": "Oceania", "India": "India",
}  # fmt: skip
"""Film country to the names its people have."""

_NAMES: dict[str, tuple[str, str, str]] = {
    "Nordics": ("Astrid Ingrid Sigrun Maja Liv Anja Solveig", "Jonas Eskil Aksel Henrik Mikko",
                "Halvorsen Lindqvist Brandt Ekholm Nygård Sandvik Virtala Dahlgren Thorsen Holmgaard"),
    "Mediterranean": ("Chiara Lucia Elena Nuria Ines Carmen Giulia", "Marco Paolo Rafael Dario Nikos",
                "Morelli Fontana Serrano Vidal Kallas Bellini Ortega Ferrante Castellan Rovira"),
    "British Isles": ("Eleanor Imogen Niamh Harriet Maeve Hazel", "Rhys Callum Owen Fergus Tom Declan",
                "Whitlock Ashcombe Gallagher Penrose Fairweather Kinsella Tarrant Loxley Merrick Byrne"),
    "Central Europe": ("Klara Johanna Magda Greta Lena Zofia Hanna", "Tomasz Jakub Felix Anton Matthias",
                "Brenner Vogelsang Nowicki Kowarik Steinfeld Zeller Wolny Albrecht Hartung Mazur"),
    "North America": ("Grace Naomi Josephine Delia Ruth Camille", "Walter Marcus Eli Theo Wyatt Noah",
                "Hollis Carraway Bouchard Whitfield Delacroix Marlowe Stanton Okafor Reyes Lindgren"),
    "South America": ("Lucía Beatriz Camila Renata Marisol Valentina Inés", "Thiago Joaquín Mateo Gustavo Bruno",
                "Quintana Figueira Salvatierra Moura Barrientos Arce Valverde Nogueira Ibarra Campos"),
    "West Africa": ("Ama Aïssatou Ngozi Efua Fatou Adaeze Mariama", "Kwame Moussa Chidi Ibrahim Kofi",
                "Mensah Diallo Okonkwo Sarr Boateng Traoré Adeyemi Ndiaye Owusu Eze"),
    "East Asia": ("Yuki Haruka Aiko Mei Naoko Emi", "Kenji Haruto Takumi Ren Sora Daichi",
                "Takeda Morikawa Hayashi Ishida Kuroda Fujimori Asano Nishimura Okabe Shirai"),
    "Oceania": ("Isla Matilda Aroha Ruby Freya Tess Mia", "Angus Tane Jarrah Lachlan Hamish",
                "Thackeray Ngata Callaghan Redfern Huxley Paterson Wirihana Lockwood Merton Quill"),
    "France": ("Camille Odile Margaux Solène Agnès Céline Noémie", "Luc Étienne Bastien Rémi Antoine",
                "Delorme Vasseur Marchand Aubrac Lefort Rousselin Garance Chevallier Montclair Perrin"),
    "Korea": ("Ji-woo Seo-yeon Min-ji Hana Eun-bi", "Jae-min Dong-hyun Tae-yang Hyun-woo Sang-ho",
                "Baek Seong Namgung Hwang Ahn Cho Noh Yoon Ryu Moon"),
    "India": ("Ananya Meera Kavita Leela Priya Nandini", "Arjun Vikram Rohan Kabir Dev Sunil",
                "Raghavan Chatterjee Bhatt Menon Deshpande Kulkarni Sarin Iyengar Talwar Mukherji"),
}  # fmt: skip
"""Names of women, of men, and family names."""


def person(region: str, *, rng: np.random.Generator, kind: str = "any") -> str:
    """A first and a last name of the region; `kind` is woman, man or any."""
    women, men, last = (names.split() for names in _NAMES[region])
    first = {"woman": women, "man": men}.get(kind, women + men)
    return f"{choose(first, rng)} {choose(last, rng)}"


def town(region: str, *, rng: np.random.Generator) -> str:
    """A town of the region."""
    return choose(REGIONS[region], rng)
