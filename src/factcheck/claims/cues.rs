//! The words of each language by which claims, opinions and boilerplate are told apart.

use super::super::tokens::{Kind, Token};
use crate::domain::language::Language;

/// The words of one language. Each list is separated by `|` where it has phrases, else by white space.
pub(super) struct Cues {
    language: Language,
    says: &'static str,
    opinions: &'static str,
    superlatives: &'static str,
    commands: &'static str,
    causes: &'static str,
    boilerplate: &'static str,
    bodies: &'static str,
}

impl Cues {
    /// Returns the words of a language.
    pub(super) fn of(language: Language) -> Self {
        let [says, opinions, superlatives, commands, causes, boilerplate, bodies] = match language {
            Language::English => EN,
            Language::German => DE,
            Language::French => FR,
            Language::Spanish => ES,
            Language::Other { .. } => [""; 7],
        };
        Self { language, says, opinions, superlatives, commands, causes, boilerplate, bodies }
    }

    /// Whether someone is said to have said it.
    pub(super) fn says(&self, tokens: &[Token<'_>]) -> bool {
        tokens.iter().any(|token| is_in(&token.lower, self.says))
    }

    /// The number of words of opinion, at most two, at tokens for which `outside` is true.
    pub(super) fn opinions(&self, tokens: &[Token<'_>], outside: impl Fn(usize) -> bool) -> u8 {
        let count =
            tokens.iter().enumerate().filter(|(at, token)| is_in(&token.lower, self.opinions) && outside(*at)).count();
        u8::try_from(count.min(2)).unwrap_or(2)
    }

    /// Whether it names a public body or a company by what it is.
    pub(super) fn has_body(&self, tokens: &[Token<'_>]) -> bool {
        tokens.iter().any(|token| is_in(&token.lower, self.bodies))
    }

    /// Whether it says that something is the most or the first of all.
    pub(super) fn has_superlative(&self, tokens: &[Token<'_>]) -> bool {
        tokens.iter().filter(|token| token.kind == Kind::Word).any(|token| {
            is_in(&token.lower, self.superlatives)
                || self.language == Language::English && token.lower.len() > 6 && token.lower.ends_with("iest")
        })
    }

    /// Whether a sentence that begins with this word tells the reader to do something.
    pub(super) fn is_command(&self, lower: &str) -> bool {
        is_in(lower, self.commands)
    }

    /// Whether it says what caused something. `text` is in lower case.
    pub(super) fn has_cause(&self, text: &str) -> bool {
        has_phrase(text, self.causes)
    }

    /// Whether it is a remark of the page around the article. `text` is in lower case.
    pub(super) fn is_boilerplate(&self, text: &str) -> bool {
        has_phrase(text, self.boilerplate) || has_phrase(text, BOILERPLATE)
    }
}

fn is_in(word: &str, list: &str) -> bool {
    list.split_whitespace().any(|known| known == word)
}

fn has_phrase(text: &str, list: &str) -> bool {
    list.split('|').any(|phrase| !phrase.is_empty() && text.contains(phrase))
}

/// Boilerplate of every language.
const BOILERPLATE: &str =
    "our newsletter|unseren newsletter|use cookies|of cookies|cookie policy|©|all rights reserved|http://|https://";

const EN: [&str; 7] = [
    "said says told according reported announced confirmed stated added warned claimed estimated showed shows revealed ruled \
     denied insisted testified wrote declared explained acknowledged officials police",
    "i think believe feel hope should must ought perhaps maybe surely frankly arguably sadly thankfully hopefully wonderful \
     terrible awful brilliant beautiful ridiculous shameful disgraceful absurd we our us me my you your imagine seems deserve \
     deserves delicious charming lovely tedious",
    "largest biggest highest lowest smallest oldest youngest worst best first most longest shortest fastest deadliest record \
     only unprecedented fewest least hottest coldest wettest driest strongest richest poorest tallest",
    "subscribe click read sign follow share join download watch listen donate see register contact send email call visit try \
     buy check get enter please let don scroll tap swipe",
    "because of|due to|caused by|as a result of|led to|blamed|triggered by|resulted in|was caused|caused the|sparked by|\
     owing to|attributed to",
    "subscribe to|subscribe now|sign up for|read more|click here|follow us|share this|our terms|privacy policy|photo:|image:|\
     picture:|getty images|our app|listen to this|advertisement|this article was|editing by|reporting by|log in|get in touch|\
     related:|terms of use|support our|minutes to read|min read|updated at|updated on|last updated|published on|more on this|comments are closed|free trial|\
     correction:|you can find|for more information|your inbox|our website",
    "authority authorities ministry parliament court government council police inquiry agency commission senate congress \
     university company bank army regulator prosecutors",
];

const DE: [&str; 7] = [
    "sagte sagten erklärte teilte berichtete berichteten laut zufolge bestätigte kündigte gab angaben hieß meldete warnte \
     betonte polizei behörden",
    "ich meine finde glaube hoffentlich leider sollte sollten müssen müsste vielleicht wohl unserer unsere uns wir sie \
     skandalös wunderbar schrecklich schade absurd peinlich",
    "größte größten höchste höchsten niedrigste älteste jüngste schlimmste schlimmsten erste ersten meisten längste schwerste \
     schwersten rekord einzige stärkste tiefste",
    "abonnieren lesen klicken melden folgen teilen hören sehen jetzt hier bitte schreiben",
    "wegen|aufgrund|infolge|führte zu|verursacht|ausgelöst|ursache|grund dafür",
    "abonnieren|mehr lesen|lesen sie|klicken sie|datenschutzerklärung|impressum|alle rechte|melden sie sich|foto:|bild:|anzeige:|\
     folgen sie|kostenlos testen|mehr zum thema|unsere app|dieser artikel|redaktion:",
    "behörde behörden ministerium parlament gericht regierung polizei stadtrat landtag bundestag universität unternehmen bank \
     staatsanwaltschaft kommission",
];
const FR: [&str; 7] = [
    "dit déclaré annoncé indiqué affirmé selon précisé rapporté confirmé expliqué ajouté estimé assuré police autorités",
    "je pense crois faut devrait devraient devons heureusement hélas malheureusement nous notre nos vous votre peut-être \
     magnifique honteux scandaleux absurde ridicule",
    "plus premier première record pire meilleur seul seule jamais",
    "abonnez lisez cliquez suivez partagez écoutez inscrivez retrouvez découvrez regardez voir lire recevez",
    "à cause|en raison|causé par|provoqué|dû à|due à|grâce à|à la suite|entraîné",
    "abonnez|lire aussi|en savoir plus|cliquez|politique de confidentialité|tous droits|inscrivez|photo :|crédit photo|\
     suivez-nous|à lire|cet article|lire la suite|réservé aux abonnés",
    "autorité autorités ministère parlement tribunal gouvernement conseil police préfecture université entreprise banque \
     parquet commission sénat",
];

const ES: [&str; 7] = [
    "dijo dijeron declaró según informó informaron anunció afirmó confirmó indicó señaló aseguró explicó añadió policía \
     autoridades",
    "creo pienso debería deberían debemos ojalá quizá quizás lamentablemente afortunadamente nosotros nuestro nuestra \
     maravilloso terrible vergonzoso absurdo ridículo",
    "mayor menor peor mejor primer primera primero récord único única más",
    "suscríbase suscríbete lea lee haga haz síguenos siga comparta comparte escuche regístrese vea descubra reciba",
    "debido a|a causa de|por culpa|provocado|provocó|causado por|causó|como consecuencia|tras el|gracias a",
    "suscrí|leer más|lea también|haga clic|política de privacidad|todos los derechos|foto:|síguenos|regístr|\
     este artículo|más información|nuestro boletín",
    "autoridad autoridades ministerio parlamento tribunal gobierno ayuntamiento policía fiscalía universidad empresa banco \
     comisión senado congreso",
];
