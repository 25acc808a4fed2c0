//! Groups of words that news use for the same thing, so that "blaze" and "fire" count as one word of two sentences.
//!
//! A group is short and holds words that name the same thing in nearly every report. What happened to people is left
//! to `roles`.

use crate::domain::language::Language;

/// Returns the groups of a language; the first word of a group stands for the others.
pub(super) fn of(language: Language) -> &'static [&'static str] {
    match language {
        Language::English => EN,
        Language::German => DE,
        Language::French => FR,
        Language::Spanish => ES,
        Language::Other { .. } => &[],
    }
}

const EN: &[&str] = &[
    "home homes house houses household households",
    "fire fires blaze blazes wildfire wildfires inferno",
    "quake quakes earthquake earthquakes tremor tremors",
    "crash crashes crashed collision collisions collided",
    "child children kid kids youngster youngsters",
    "firefighter firefighters firemen",
    "police officers",
    "worker job jobs workers employee employees staff workforce employ employs employed employing",
    "company firm business",
    "flood floods flooding flooded deluge",
    "blast blasts explosion explosions exploded",
    "storm storms hurricane typhoon cyclone",
    "vote votes ballot ballots",
    "protester protesters demonstrator demonstrators",
    "price prices cost costs",
    "rise rises rose risen increase increases increased climbed climb grew grow growth jumped",
    "fall falls fell fallen drop drops dropped decline declined decreased shrank",
    "buy buys bought acquire acquired acquisition purchase purchased takeover",
    "car cars vehicle vehicles",
    "ship ships vessel vessels boat boats ferry ferries",
    "plane planes aircraft airliner jet",
    "student students pupil pupils",
    "doctor doctors physician physicians",
    "earnings profit profits",
    "sales revenue revenues turnover",
    "rate rates",
    "troops soldier soldiers",
    "victory win wins won beat beats defeat defeated",
    "spectators fans crowd attendance",
    "evacuated evacuate evacuation evacuees",
    "patients patient",
    "trees tree",
    "strike strikes walkout walkouts",
    "worth valued value values",
    "loss losses lost lose",
    "plant plants factory factories",
    "customer customers client clients subscriber subscribers",
    "prison jail jailed imprisoned",
    "investigation inquiry probe",
];
const DE: &[&str] = &[
    "haus häuser häusern wohnhäuser wohnhäusern gebäude gebäuden",
    "brand feuer großbrand waldbrand flammen",
    "unfall unglück zusammenstoß kollision",
    "beben erdbeben",
    "kind kinder kindern",
    "firma unternehmen konzern",
    "beschäftigte beschäftigt beschäftigten mitarbeiter mitarbeitern arbeiter arbeitern angestellte angestellten",
    "stelle stellen arbeitsplätze arbeitsplätzen jobs",
    "stieg steigt gestiegen anstieg erhöht wuchs zugenommen",
    "sank sinkt gesunken fiel rückgang zurückgegangen",
    "einsatzkräfte feuerwehrleute feuerwehrleuten feuerwehrkräfte",
    "gewinn überschuss",
    "umsatz erlöse erlös",
    "zuschauer zuschauern fans besucher besuchern",
];
const FR: &[&str] = &[
    "incendie incendies feu feux",
    "séisme séismes tremblement secousse",
    "maison maisons logement logements habitation habitations",
    "enfant enfants",
    "entreprise société groupe",
    "salarié salariés employé employés emploie emploient",
    "emploi emplois poste postes",
    "hausse augmentation augmenté progressé grimpé",
    "baisse recul reculé diminué chuté",
    "pompier pompiers",
    "accident collision",
    "bénéfice bénéfices profit profits",
];
const ES: &[&str] = &[
    "incendio incendios fuego fuegos",
    "terremoto terremotos sismo seísmo temblor",
    "casa casas vivienda viviendas hogar hogares",
    "niño niños menores",
    "empresa compañía firma grupo",
    "trabajador trabajadores empleado empleados emplea",
    "empleo empleos puesto puestos",
    "subió aumentó aumento alza creció incremento",
    "bajó cayó descenso caída disminuyó",
    "bombero bomberos",
    "accidente choque colisión",
    "beneficio beneficios ganancia ganancias",
];
