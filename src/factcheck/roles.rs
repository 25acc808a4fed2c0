//! The lists of words that say what happened to the people or things that a figure counts.
//!
//! "12 dead" and "a dozen people killed" count the same thing, because both words have one role. Choosing the word that
//! belongs to a figure is left to `figures`.

use crate::domain::language::Language;

/// What happened to those that a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Role {
    /// Killed, died.
    Killed,
    /// Injured, wounded.
    Injured,
    /// Arrested, detained.
    Arrested,
    /// Missing, unaccounted for.
    Missing,
    /// Displaced, evacuated, left without a home.
    Displaced,
    /// Rescued, saved.
    Rescued,
    /// Destroyed, burnt down.
    Destroyed,
    /// Damaged.
    Damaged,
    /// Infected, ill.
    Ill,
}

const ROLES: [Role; 9] = [
    Role::Killed,
    Role::Injured,
    Role::Arrested,
    Role::Missing,
    Role::Displaced,
    Role::Rescued,
    Role::Destroyed,
    Role::Damaged,
    Role::Ill,
];

/// Returns each role with its words, separated by spaces.
pub(super) fn of(language: Language) -> impl Iterator<Item = (Role, &'static str)> {
    let lists = match language {
        Language::English => EN,
        Language::German => DE,
        Language::French => FR,
        Language::Spanish => ES,
        Language::Other { .. } => [""; 9],
    };
    ROLES.into_iter().zip(lists)
}

const EN: [&str; 9] = [
    "killed kill kills killing dead died die dies dying death deaths fatalities fatality toll perished drowned slain bodies lives",
    "injured injuring injuries injury wounded wounding hurt hospitalised hospitalized",
    "arrested arrest arrests detained detaining custody",
    "missing unaccounted",
    "displaced displacing evacuated evacuate evacuating evacuation homeless fled flee evacuees",
    "rescued rescuing rescue saved saving survivors survivor",
    "destroyed destroying destroy razed gutted flattened",
    "damaged damaging damage",
    "infected infections infection cases sickened ill",
];
const DE: [&str; 9] = [
    "tote toten toter getötet getötete starben stirbt sterben gestorben todesopfer todesopfern ums umgekommen opferzahl \
     ertrunken leichen ertranken todesfälle gestorbene",
    "verletzt verletzte verletzten verletzter verletzungen verwundet verwundete",
    "festgenommen festnahmen verhaftet festgenommene",
    "vermisst vermisste vermissten vermisster",
    "evakuiert evakuierte obdachlos vertrieben flohen geflohen verlassen",
    "gerettet gerettete rettete retteten geborgen überlebende überlebenden",
    "zerstört zerstörte zerstörten zerstörter niedergebrannt",
    "beschädigt beschädigte beschädigten",
    "infiziert infizierte infizierten erkrankt erkrankte infektionen erkrankten",
];
const FR: [&str; 9] = [
    "mort morts mortes morte tué tués tuées tuée tuant décès décédé décédés bilan péri noyés cadavres",
    "blessé blessés blessées blessée blessant",
    "arrêté arrêtés arrêtées arrestations arrestation interpellé interpellés interpellées interpellations",
    "disparu disparus disparues",
    "évacué évacués évacuées déplacés déplacées sinistrés fui",
    "sauvé sauvés secourus secourues secouru survivants rescapés",
    "détruit détruits détruites détruite ravagé ravagées",
    "endommagé endommagés endommagées",
    "infecté infectés contaminés contaminées malades contaminations intoxiquées intoxiqués",
];
const ES: [&str; 9] = [
    "muerto muertos muertas muerta muertes murieron murió fallecidos fallecido fallecieron falleció mató matado \
     fallecidas ahogados",
    "herido heridos heridas herida lesionados lesionadas",
    "detenido detenidos detenidas detuvo detenciones arrestados arrestadas",
    "desaparecido desaparecidos desaparecidas",
    "evacuado evacuados evacuadas desplazados damnificados huyeron desalojados desalojadas",
    "rescatado rescatados rescatadas rescató salvados supervivientes sobrevivientes",
    "destruido destruidos destruidas arrasadas arrasados destruyó",
    "dañado dañados dañadas",
    "infectado infectados contagios contagiados enfermos intoxicados",
];
