//! Lists of words that say nothing about the subject: function words, days and months, and frequent words of news.
//!
//! Days and months are compared as dates by `dates`, so they do not count as common words of two sentences as well.

use crate::domain::language::Language;

/// Returns the stop words of a language, separated by white space.
pub(super) fn of(language: Language) -> [&'static str; 2] {
    match language {
        Language::English => [EN, EN_NEWS],
        Language::German => [DE, DE_NEWS],
        Language::French => [FR, FR_NEWS],
        Language::Spanish => [ES, ES_NEWS],
        Language::Other { .. } => ["", ""],
    }
}

/// Whether a word says only that a value went up or down, which is no sign of what the value is of.
pub(super) fn is_move(lower: &str, language: Language) -> bool {
    let list = match language {
        Language::English => {
            "rise rises rose risen increase increases increased climbed climb grew grow growth jumped fall falls \
            fell fallen drop drops dropped decline declined decreased shrank reached stood total"
        }
        Language::German => {
            "stieg steigt gestiegen anstieg erhöht wuchs zugenommen sank sinkt gesunken fiel rückgang gesteigert lag liegt"
        }
        Language::French => {
            "hausse augmentation augmenté progressé grimpé baisse recul reculé diminué chuté baissent atteint total"
        }
        Language::Spanish => "subió aumentó aumento alza creció incremento bajó cayó descenso caída disminuyó total",
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

/// Guesses the language of a text that states none, by its function words.
pub(super) fn guess(text: &str) -> Language {
    let candidates = [
        (Language::English, "the of and to in was that for on with is were said by from has"),
        (Language::German, "der die das und den von zu mit sich des auf für ist nicht ein eine wurde"),
        (Language::French, "le la les des et du une dans est pour que qui sur par au a été"),
        (Language::Spanish, "el la los las del y en que una por con se para al fue ha"),
    ];
    let words: Vec<String> = text.split_whitespace().take(60).map(str::to_lowercase).collect();
    let count = |list: &str| {
        words.iter().filter(|word| word.len() <= 5 && list.split(' ').any(|known| known == word.as_str())).count()
    };
    let mut best = (0, Language::Other { has_dotted_ordinals: false });
    for (language, list) in candidates {
        let found = count(list);
        if found > best.0 {
            best = (found, language);
        }
    }
    best.1
}

const EN: &str = "a an the this that these those some any each every no none all both either neither another other others \
    such same own which who whom whose what when where why how i me my we us our you your he him his she her hers it its \
    they them their theirs and or but nor so yet if then than as at by for from in into of off on onto out over to up \
    with without within about above across after against along among around before behind below beneath beside besides \
    between beyond down during except inside like near outside past since through throughout till toward towards under \
    until upon via while because though although unless whether is am are was were be been being has have had having do \
    does did doing done will would shall should can could may might must ought not only also just too very more most much \
    many few less least still even ever never again already almost always often once here there now s t ll ve re d m \
    don didn doesn isn wasn weren won wouldn couldn shouldn hasn haven hadn aren cannot nearly roughly approximately";
const EN_NEWS: &str = "say says said saying tell told telling according report reports reported reporting monday tuesday \
    wednesday thursday friday saturday sunday today yesterday tomorrow tonight january february march april june july \
    august september october november december jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat \
    sun day days week weeks month months year years hour hours minute minutes one two three four five six seven eight \
    nine ten eleven twelve dozen hundred thousand million billion trillion percent per cent mr mrs ms dr new news last \
    next first second third people person persons early late later earlier ago time times make made take taken took get \
    got come came go went gone put set use used way well back";
const DE: &str = "der die das den dem des ein eine einen einem einer eines und oder aber denn sondern doch wenn dann als \
    wie an am auf aus bei beim bis durch für gegen hinter im in ins mit nach neben ohne seit um unter über vom von vor zu \
    zum zur zwischen während wegen trotz ist sind war waren sein gewesen wird werden wurde wurden worden hat haben hatte \
    hatten kann können konnte konnten muss müssen soll sollen sollte will wollen darf dürfen mag nicht kein keine keinen \
    keinem nur auch noch schon sehr mehr meisten viel viele wenig weniger ich du er sie es wir ihr mich mir dich dir ihn \
    ihm uns euch ihnen mein dein sein seine seinen seiner seinem ihre ihren ihrer ihrem unser dieser diese dieses diesen \
    diesem jener jede jeder jedes alle allem allen aller man sich so da dass ob weil damit wo was wer wen wem welche \
    welcher welches hier dort nun jetzt immer wieder bereits etwa rund knapp fast mindestens ungefähr zudem dabei darunter \
    selbst sowie rund";
const DE_NEWS: &str = "sagte sagt sagten sagen teilte mitgeteilt mit laut angaben erklärte hieß berichtete berichtet \
    berichten montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag heute gestern morgen abend nacht \
    januar februar märz april mai juni juli august september oktober november dezember tag tage tagen woche wochen monat \
    monate monaten jahr jahre jahren stunde stunden minute minuten uhr eins zwei drei vier fünf sechs sieben acht neun \
    zehn elf zwölf dutzend hundert tausend million millionen milliarde milliarden prozent herr frau menschen personen \
    mensch person neu neue neuen ersten erste";
const FR: &str = "le la les l un une des du de d et ou mais donc or ni car que qu qui quoi dont où si ce cet cette ces ça \
    cela ceci celui celle ceux celles je j tu il elle on nous vous ils elles me m te t se s lui leur leurs y en mon ma mes \
    ton ta tes son sa ses notre nos votre vos à au aux avec chez contre dans depuis derrière devant durant entre envers \
    hors jusque jusqu malgré outre par parmi pendant pour près sans sauf selon sous sur vers voici voilà est sont était \
    étaient été être sera seront serait a ai as ont avait avaient avoir aura auront eu fait faire font peut peuvent \
    pouvait doit doivent ne n pas plus moins très trop peu beaucoup aussi encore déjà toujours jamais tout toute tous \
    toutes même mêmes autre autres quelque quelques chaque plusieurs aucun aucune tel telle comme quand lorsque puis ainsi \
    alors après avant environ presque c";
const FR_NEWS: &str = "dit déclaré indiqué annoncé affirmé précisé ajouté expliqué rapporté lundi mardi mercredi jeudi \
    vendredi samedi dimanche hier demain aujourd hui soir matin nuit janvier février mars avril mai juin juillet août \
    septembre octobre novembre décembre jour jours semaine semaines mois an ans année années heure heures minute minutes \
    deux trois quatre cinq six sept huit neuf dix onze douze vingt cent cents mille million millions milliard milliards \
    pourcent personne personnes gens monsieur madame mm nouveau nouvelle dernier dernière premier première";
const ES: &str = "el la los las lo un una unos unas de del a al y e o u pero sino ni que quien quienes cual cuales cuyo \
    cuya donde cuando como si no yo tú él ella ello nosotros ellos ellas me te se le les nos mi mis tu tus su sus nuestro \
    nuestra este esta estos estas ese esa esos esas aquel aquella esto eso en con sin por para según sobre entre hasta \
    desde hacia ante bajo contra durante mediante tras es son era eran fue fueron ser sido siendo será serán sería está \
    están estaba estaban estar ha han había habían haber hay he hemos hace hacer hizo puede pueden podía debe deben más \
    menos muy mucho mucha muchos muchas poco pocos también ya aún todavía siempre nunca todo toda todos todas otro otra \
    otros otras mismo misma cada algún alguna algunos algunas ningún ninguna tan tanto porque pues así después antes casi \
    cerca unos";
const ES_NEWS: &str = "dijo dijeron declaró afirmó informó informaron señaló aseguró indicó explicó añadió lunes martes \
    miércoles jueves viernes sábado domingo hoy ayer mañana noche tarde enero febrero marzo abril mayo junio julio agosto \
    septiembre octubre noviembre diciembre día días semana semanas mes meses año años hora horas minuto minutos dos tres \
    cuatro cinco seis siete ocho nueve diez once doce docena cien ciento mil millón millones ciento personas persona gente \
    señor señora nuevo nueva último última primer primero primera";
