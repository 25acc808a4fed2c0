//! Lists of words that say nothing about the subject of a figure, beside the stop words of the language: number words,
//! and words of news that are said of every subject.

use crate::domain::language::Language;

/// Whether a word of news says nothing about the subject of a figure, though it is no stop word of the language.
pub(super) fn is_news_word(lower: &str, language: Language) -> bool {
    let list = match language {
        Language::English => EN,
        Language::German => DE,
        Language::French => FR,
        Language::Spanish => ES,
        Language::Other { .. } => "",
    };
    list.split_whitespace().any(|known| known == lower)
}

/// Whether a word says that a value went up or down, or who spoke, which is no sign of what the value is of.
pub(super) fn is_aside(lower: &str, language: Language) -> bool {
    let list = match language {
        Language::English => {
            "rise rises rose risen increase increases increased climbed climb grew grow growth jumped fall falls \
            fell fallen drop drops dropped decline declined decreased shrank reached stood total governor minister \
            president premier chancellor mayor chief executive director spokesman spokeswoman spokesperson official \
            officials authorities secretary leader chairman chairwoman analyst analysts"
        }
        Language::German => {
            "stieg steigt gestiegen anstieg erhöht wuchs zugenommen sank sinkt gesunken fiel rückgang gesteigert lag liegt \
            minister ministerin präsident präsidentin sprecher sprecherin bürgermeister bürgermeisterin chef chefin"
        }
        Language::French => {
            "hausse augmentation augmenté progressé grimpé baisse recul reculé diminué chuté baissent atteint total \
            ministre président présidente maire préfet préfète porte-parole directeur directrice"
        }
        Language::Spanish => {
            "subió aumentó aumento alza creció incremento bajó cayó descenso caída disminuyó total ministro ministra \
            presidente presidenta alcalde alcaldesa portavoz director directora"
        }
        Language::Other { .. } => "",
    };
    list.split_whitespace().any(|known| known == lower)
}

/// Whether a German word before a noun shows that it is no name: an article, a pronoun or a contraction.
pub(super) fn is_german_article(lower: &str) -> bool {
    const ARTICLES: &str = "der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner sein seine \
        seinen seinem seiner ihr ihre ihren ihrem ihrer dieser diese dieses diesen diesem jeder jede jedes im am beim vom zum zur \
        ins ans alle allen viele vielen mehr mehrere einige zwei drei vier fünf sechs sieben acht neun zehn zwölf";
    ARTICLES.split_whitespace().any(|known| known == lower)
}

const EN: &str = "telling according report reports reported reporting minute minutes three four five six seven eight nine ten \
    eleven twelve dozen hundred thousand million billion trillion percent cent news second third people person \
    persons early late earlier times set";
const DE: &str = "sagen teilte mitgeteilt angaben erklärte hieß berichtete berichtet berichten stunde minute minuten eins drei \
    vier fünf sechs sieben acht neun zehn elf zwölf dutzend hundert tausend million millionen milliarde \
    milliarden prozent herr frau menschen personen mensch person neu neue neuen";
const FR: &str = "déclaré annoncé précisé ajouté expliqué rapporté minute minutes trois quatre cinq six sept huit neuf dix \
    onze douze vingt cents mille million millions milliard milliards pourcent personne personnes gens monsieur \
    madame nouveau nouvelle premier première";
const ES: &str = "dijeron declaró afirmó informó informaron señaló aseguró indicó explicó añadió minuto minutos cinco seis \
    siete ocho nueve diez once doce docena cien ciento mil millón millones personas persona gente señor señora \
    nuevo nueva último última primero";
