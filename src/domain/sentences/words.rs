//! The abbreviations of each language, and the words that begin its sentences.
//!
//! An entry that has a capital is only known in that spelling; others are known in any. Inner full stops and hyphens
//! stay, spaces and the last full stop go: "z. B." is `z.b`.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::domain::language::Language;

/// What an abbreviation says about the full stop after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Abbreviation {
    /// Goes on: a title, or "for example".
    Never,
    /// Ends a sentence only before a word that begins sentences.
    MayEnd,
    /// Goes on before a number; elsewhere it ends like a word.
    BeforeNumber,
}

/// The words of a language.
#[derive(Debug, Default)]
pub(super) struct Words {
    abbreviations: HashMap<&'static str, Abbreviation>,
    starters: Vec<&'static str>,
}

impl Words {
    /// Returns the words of a language.
    pub(super) fn of(language: Language) -> &'static Self {
        static ENGLISH: LazyLock<Words> = LazyLock::new(|| Words::new(&[COMMON, EN], &[EN_STARTERS]));
        static GERMAN: LazyLock<Words> = LazyLock::new(|| Words::new(&[COMMON, DE], &[DE_STARTERS]));
        static FRENCH: LazyLock<Words> = LazyLock::new(|| Words::new(&[COMMON, FR], &[FR_STARTERS]));
        static SPANISH: LazyLock<Words> = LazyLock::new(|| Words::new(&[COMMON, ES], &[ES_STARTERS]));
        static OTHER: LazyLock<Words> =
            LazyLock::new(|| Words::new(&[COMMON], &[EN_STARTERS, DE_STARTERS, FR_STARTERS, ES_STARTERS]));
        match language {
            Language::English => &ENGLISH,
            Language::German => &GERMAN,
            Language::French => &FRENCH,
            Language::Spanish => &SPANISH,
            Language::Other { .. } => &OTHER,
        }
    }

    fn new(lists: &[[&'static str; 3]], starters: &[&'static str]) -> Self {
        let kinds = [Abbreviation::Never, Abbreviation::MayEnd, Abbreviation::BeforeNumber];
        let mut words = Self::default();
        for list in lists {
            for (entries, kind) in list.iter().zip(kinds) {
                words.abbreviations.extend(entries.split_whitespace().map(|entry| (entry, kind)));
            }
        }
        words.starters = starters.iter().flat_map(|list| list.split_whitespace()).collect();
        words.starters.sort_unstable();
        words
    }

    /// Returns what a word before a full stop abbreviates.
    pub(super) fn abbreviation(&self, word: &str) -> Option<Abbreviation> {
        self.abbreviations.get(word).or_else(|| self.abbreviations.get(word.to_lowercase().as_str())).copied()
    }

    /// Whether a capitalised word begins sentences: an article, a pronoun, a preposition, a conjunction.
    pub(super) fn begins_sentences(&self, word: &str) -> bool {
        let word = word.replace('’', "'");
        let has = |word: &str| self.starters.binary_search(&word).is_ok();
        // `It's` begins sentences as `It` does, `L'homme` as `L'`.
        has(&word) || word.find('\'').is_some_and(|at| has(word.split_at(at).0) || has(word.split_at(at + 1).0))
    }
}

const COMMON: [&str; 3] =
    ["Dr Prof Mr Mrs vs cf Msgr St", "Inc Ltd Co Jr a.m p.m approx ca", "no nr p pp vol art fig cap chap tel"];

const EN: [&str; 3] = [
    "mr mrs ms dr prof gen col capt cmdr lt sgt cpl maj adm gov sen rep reps rev hon pres supt insp det fr msgr messrs \
     mme mlle vs cf e.g i.e eg ie viz esp incl Mt cllr amb lieut Drs Profs Sens Op",
    "jr sr inc ltd co corp llc plc bros dept univ assn assoc St ave blvd Rd hwy ph.d Ft Jan Feb Mar Apr Jun Jul Aug Sept Sep \
     Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun Calif Mass Conn Fla Ga Mich Minn Tex Va Wis Ariz Ala \
     Colo Pa Penn Tenn Okla Ore Neb Nev Kan Ky Md Ill Ind Wash Miss al ed eds approx est ext min max ca a.m p.m Esq Ry div mfg govt natl intl",
    "no nos p pp vol vols ch chap fig figs sec sect art arts para ver pt pts eq ex tel op ext cap ft",
];

const DE: [&str; 3] = [
    "dr prof Hr Hrn Fr Frl dipl ing dipl.-ing mag st gebr bzw evtl ggf inkl exkl sog vgl z.b d.h u.a u.ä o.ä o.g i.d.r \
     i.a z.t z.zt u.u m.e v.a v.l.n.r i.d s.o s.u a.d i.v o.b u.s.w d.j a.d i.h v z i.s.v geb gegr gest verh bes dt engl frz lat griech \
     ehem eigtl eig allg bzgl einschl entspr spez stellv teilw urspr versch vs wg zzgl abzgl ca cf max min mind Hl hll \
     österr schweiz ital span russ amerik wiss med phil jur h.c rer nat vorm nachm Rd beisp bspw insb insbes max",
    "mio mrd tsd ff jh jhd jhdt Chr v.chr n.chr Co Corp Inc jun sen Jan Feb Mär Apr Jun Jul Aug Sep Sept Okt Nov Dez Str Std \
     Sek Hrsg hg Ltd a.m p.m u.s e.v a.g m.b.h St Stk Km Pf i.r a.d.h",
    "nr nrn bd bde kap abb abs art S tab anm ziff lit aufl jg tel p pp vol fig Mo Di Mi Do Sa So z lfd anl bl sp rn Rz §",
];

const FR: [&str; 3] = [
    "M MM Mme Mmes Mlle Mlles Mgr Me Dr Pr Prof St Ste cf p.ex c.-à-d c.à.d i.e env av ex vs gén col capt cne lt adj \
     Mr Mrs boul chev dir min.int resp tél.port sq",
    "al j.-c apr.j.-c av.j.-c jr apr Cie Sté janv févr avr juil sept oct nov déc hab max min éd coll trad anc Inc Ltd bd \
     S.A S.A.R.L env.hab",
    "p pp no art chap fig vol t éd s tél col al n cap § liv tom sect pl",
];

const ES: [&str; 3] = [
    "sr sra sres sras srta dr dra dres prof profa D Dª Dña ud uds vd vds lic ing arq gral cnel Cap tte sto sta p.ej p.e vs \
     cf excmo excma ilmo ilma mons rvdo hno hna pbro mtro mtra magdo Fr EE JJ RR FF CC AA.VV aprox c.p dpto depto \
     admón ej v.gr i.e Mr Mrs Dtor Pdte Almte",
    "ee.uu jj.oo rr.hh ff.aa cc.aa cc.oo rr.ee a.m p.m s.a s.l cía ltda avda av Inc Ltd Co Jr Corp \
     máx mín al Bco Hnos tv",
    "núm n pág págs p pp art arts cap caps vol vols fig figs tel t sig ss ene feb mar abr may jun jul ago sept sep oct \
     nov dic no nro ed párr tomo a.c d.c a.de.c d.de.c",
];

const EN_STARTERS: &str = "A After All Also Although An And Another Are As At Back Because Before Both But By Did Do Does Each Early \
     Either Even Every Everyone For From Had Has Have He Her Here His How However I If In Indeed Instead Is It Its Just Last Later Like \
     Many Meanwhile More Most Much My Neither Nevertheless Next No Nobody None Nor Nothing Now Of On Once One Only Or \
     Other Others Our Perhaps She Since So Some Soon Still Such Than That The Their Then There These They This Those \
     Though Thus To Today Tomorrow Tonight Two Under Unlike Until We Were What When Where Whether Which While Who Whose Why With \
     Within Without Yes Yesterday Yet You Your";

const DE_STARTERS: &str = "Aber Alle Allerdings Als Also Am An Auch Auf Aus Außerdem Bei Beide Beim Bereits Bis Bisher Da Dabei Dadurch Dafür \
     Dagegen Daher Dahinter Damals Damit Danach Daneben Dann Daran Darauf Darin Darum Darunter Das Dass Davon Davor Dazu Dem Den \
     Denn Dennoch Der Deren Des Deshalb Dessen Deswegen Die Dies Diese Diesem Diesen Dieser Dieses Doch Dort Du Durch Ein Eine Einem \
     Einen Einer Eines Einige Er Erst Es Etwa Euer Für Gegen Gestern Hat Hatte Heute Hier Hinter Ich Ihm Ihn Ihnen Ihr Ihre Ihren Im Immer \
     In Ins Inzwischen Ist Jede Jeder Jedes Jedoch Jetzt Kein Keine Keiner Laut Man Manche Mehr Mein Meine Mit Morgen Nach Nachdem Neben \
     Nicht Nichts Noch Nun Nur Ob Obwohl Oder Ohne Rund Schließlich Schon Seine Seinen Seit Seitdem Sie Sind So Sogar Solche Später \
     Statt Stattdessen Trotz Trotzdem Um Und Uns Unser Unter Viele Vielleicht Vom Von Vor Wann War Waren Warum Was Weder Wegen Weil \
     Welche Wem Wen Wenn Wer Wessen Wie Wieder Wir Wo Während Zu Zudem Zuerst Zugleich Zuletzt Zum Zunächst Zur Zuvor Zwar Zwei \
     Zwischen Über Überall Übrigens";

const FR_STARTERS: &str = "Ah Ainsi Alors Après Au Aucun Aucune Aujourd'hui Aussi Autre Autres Aux Avant Avec Beaucoup C' Car Ce Ceci Cela \
     Celle Celui Cependant Certaines Certains Ces Cet Cette Ceux Chaque Chez Comme Comment D' Dans De Demain Depuis Des Deux Donc \
     Dont Du Elle Elles En Encore Enfin Ensuite Entre Est Et Eux Hier Ici Il Ils J' Jamais Je L' La Le Les Leur Leurs Lors Lorsqu' \
     Lorsque Lui M' Ma Mais Malgré Mes Moi Mon N' Ne Non Nos Notre Nous On Or Ou Oui Où Outre Par Parce Parfois Parmi Pas Pendant \
     Personne Peu Plus Plusieurs Plutôt Pour Pourquoi Pourtant Près Puis Puisque Qu' Quand Quant Que Quel Quelle Quelles Quelques Quels \
     Qui Quoi Rien S' Sa Sans Se Selon Ses Seul Si Son Sous Sur T' Ta Tous Tout Toute Toutefois Toutes Trois Très Tu Un Une \
     Vers Voici Voilà Vos Votre Vous Y À Ça Était";

const ES_STARTERS: &str = "A Además Ahora Al Algo Algunas Algunos Allí Ante Antes Apenas Aquel Aquella Aquí Así Asimismo Aunque Aún \
     Ayer Bajo Cada Casi Como Con Contra Cuando Cuatro Cuál Cuándo Cuánto Cómo De Del Desde Después Donde Dos Durante Dónde E El Ella Ellas \
     Ellos En Entonces Entre Era Eran Es Esa Ese Eso Esos Esta Estaba Estas Este Esto Estos Está Están Fue Fueron Ha Hace Hacia Han Hasta \
     Hay Hoy Incluso La Las Le Les Lo Los Luego Mañana Me Mi Mientras Mis Mucho Muchos Muy Más Nada Nadie Ni Ninguno No Nos \
     Nosotros Nuestra Nuestro Nunca O Otra Otras Otro Otros Para Pero Poco Por Porque Pues Que Quien Quienes Quizá Quién Qué Se Según \
     Ser Si Siempre Sin Sobre Solo Son Su Sus Sí También Tampoco Tan Tanto Te Toda Todas Todavía Todo Todos Tras Tres Tu Tú Un Una \
     Unas Uno Unos Usted Varios Y Ya Yo Él";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_in_their_language() {
        for (tag, word, expected) in [
            ("en", "Mr", Some(Abbreviation::Never)),
            ("en", "mr", Some(Abbreviation::Never)),
            ("en", "Sat", Some(Abbreviation::MayEnd)),
            ("en", "sat", None),
            ("de", "Z.B", Some(Abbreviation::Never)),
            ("de", "etc", None),
            ("fr", "M", Some(Abbreviation::Never)),
            ("fr", "m", None),
            ("es", "EE.UU", Some(Abbreviation::MayEnd)),
            ("fi", "Dr", Some(Abbreviation::Never)),
        ] {
            assert_eq!(Words::of(Language::of(Some(tag))).abbreviation(word), expected, "{tag} {word}");
        }
    }

    #[test]
    fn contracted_words_begin_sentences() {
        for (tag, word, expected) in [
            ("en", "It’s", true),
            ("en", "Smith", false),
            ("fr", "L’homme", true),
            ("fr", "L", false),
            ("de", "Über", true),
            ("es", "Él", true),
        ] {
            assert_eq!(Words::of(Language::of(Some(tag))).begins_sentences(word), expected, "{tag} {word}");
        }
    }
}
