//! Recognises lines that are no part of an article by their phrases, in the languages of common feeds.
//!
//! Where such lines may stand is left to `trim`, boxes with classes of their own to `boilerplate`.

/// Phrases before a link to another article, as in "Read more: Bridge closes". A colon or the link follows.
#[rustfmt::skip]
const LEAD_INS: &[&str] = &[
    "read more", "read also", "also read", "read next", "read", "see also", "see more", "related", "related story",
    "related stories", "related article", "related articles", "related news", "related content", "related topics",
    "related coverage", "related reading", "related posts", "related video", "more", "more from", "more on this",
    "more on this story", "more stories", "more news", "must read", "don't miss", "don’t miss", "recommended",
    "recommended reading", "editors' recommendations", "editors’ recommendations", "editor's picks", "editor’s picks",
    "you may also like", "you might also like", "you may also be interested in", "further reading", "next", "previous",
    "previously", "watch", "watch more", "watch also", "watch now", "watch live", "listen", "in pictures", "explainer",
    "explore further", "background", "top stories", "trending", "trending now", "most read", "popular", "latest",
    "latest news", "what to read next", "keep reading", "continue reading", "click here", "sign up", "subscribe",
    "follow live", "opinion",
    "lesen sie auch", "lesen sie mehr", "lesen sie hier", "lesen sie dazu", "lesen sie weiter", "mehr zum thema",
    "mehr dazu", "mehr lesen", "mehr", "auch interessant", "weiterlesen", "siehe auch", "dazu", "passend dazu",
    "zum thema", "das könnte sie auch interessieren", "das könnte dich auch interessieren", "weitere artikel",
    "das thema könnte dich auch interessieren", "weitere themen", "mehr aus", "video", "hintergrund",
    "lire aussi", "à lire", "à lire aussi", "a lire aussi", "à voir aussi", "voir aussi", "en savoir plus", "sur le même sujet",
    "lee también", "leer más", "lea también", "también te puede interesar", "te puede interesar", "más información",
    "ver también", "noticias relacionadas",
    "leggi anche", "leggi", "per approfondire", "ti potrebbe interessare", "leia mais", "leia também", "veja também",
    "saiba mais", "lees ook", "lees meer", "læs også", "les også", "läs också", "läs mer", "czytaj też",
    "czytaj także", "zobacz też", "читайте также", "lue myös", "続きを読む", "関連記事",
];

/// Lead-ins that may also be headings of the article, so that a mark must follow them.
const AMBIGUOUS: &[&str] = &[
    "read",
    "more",
    "next",
    "previous",
    "previously",
    "watch",
    "listen",
    "related",
    "background",
    "opinion",
    "dazu",
    "mehr",
    "video",
    "latest",
    "popular",
    "leggi",
    "explainer",
    "hintergrund",
    "recommended",
];

/// Phrases that ask the reader to do something.
#[rustfmt::skip]
const INVITATIONS: &[&str] = &[
    "sign up for our", "sign up to our", "sign up for the", "sign up here", "sign up to receive", "sign up to get",
    "subscribe to our", "subscribe now", "subscribe today", "subscribe here", "subscribe for", "already a subscriber",
    "get our newsletter", "get the newsletter", "newsletter here", "our daily newsletter", "our weekly newsletter",
    "our newsletter", "our free newsletter", "our morning newsletter", "follow us on", "follow him on", "follow her on",
    "follow them on", "like us on facebook", "join us on", "find us on", "join our", "join the conversation",
    "download our app", "download the app", "share on facebook", "share on twitter", "share this article",
    "share this story", "click here to subscribe", "click here to sign up", "support our journalism",
    "enter your email", "your email address", "we use cookies", "this site uses cookies", "enable javascript",
    "javascript is disabled", "browser does not support", "turn on desktop notifications", "get breaking news",
    "unseren newsletter", "unserem newsletter", "newsletter abonnieren", "folgen sie uns", "folge uns", "jetzt abonnieren",
    "verpassen sie keine", "wir verwenden cookies", "abonnez-vous", "inscrivez-vous à", "suivez-nous", "notre newsletter",
    "suscríbete", "síguenos", "nuestro boletín", "nuestra newsletter", "iscriviti alla", "seguici su",
    "assine a newsletter", "siga-nos", "schrijf je in voor", "volg ons op",
];

/// Phrases of legal notices.
#[rustfmt::skip]
const LEGAL: &[&str] = &[
    "all rights reserved", "alle rechte vorbehalten", "tous droits réservés", "todos los derechos reservados",
    "tutti i diritti riservati", "todos os direitos reservados", "is subject to copyright",
    "may not be published, broadcast", "terms of use and privacy", "copyright ©", "© copyright",
];

/// Phrases before the name of a photographer.
#[rustfmt::skip]
const CREDITS: &[&str] = &[
    "photo:", "photos:", "photo by", "photos by", "photo credit", "photograph:", "photograph by", "photographs by",
    "picture:", "pictures:", "image:", "images:", "image credit", "image source", "image via", "image by", "image courtesy",
    "credit:", "photo courtesy", "photo illustration", "illustration:", "illustration by", "foto:", "fotos:",
    "bild:", "bilder:", "© bild", "© foto", "bildquelle", "beitragsbild", "titelbild", "crédit photo", "crédits photo",
    "photo ©", "©", "(photo", "(foto", "(image", "(picture", "(credit", "(getty", "(reuters", "(ap photo", "getty images",
    "imagen:", "crédito:", "anzeige:", "video:", "hide caption", "toggle caption", "enlarge image", "click to enlarge",
];

/// Marks around the words of people in the article.
const QUOTATION_MARKS: &[char] = &['"', '“', '”', '„', '«', '»'];
/// Bytes within which an invitation without a link must begin.
const BEGINNING: usize = 20;

/// Whether the line is a lead-in and the title of another article.
pub(super) fn leads_away(line: &str) -> bool {
    let line = normalized(line);
    LEAD_INS.iter().any(|lead| {
        line.strip_prefix(lead)
            .is_some_and(|rest| rest.trim_start().starts_with([':', '»', '>', '|', '→', '–']) && rest.len() > 3)
    })
}

/// Whether the line is nothing but a lead-in.
pub(super) fn is_lead_in(line: &str) -> bool {
    let line = normalized(line);
    let bare = line.trim_end_matches([':', '…', '.', '»', '>', '→', ' ']);
    LEAD_INS.contains(&bare) && (line != bare || !AMBIGUOUS.contains(&bare))
}

/// Whether the line asks its reader to subscribe, follow, share or accept. `linked` tells whether it has a link.
///
/// Quoted words are no invitation, since people in articles ask each other for such things.
pub(super) fn is_invitation(line: &str, linked: bool) -> bool {
    let line = normalized(line);
    let asks = |invitation: &&str| line.find(*invitation).is_some_and(|at| linked || at <= BEGINNING);
    !line.contains(QUOTATION_MARKS) && INVITATIONS.iter().any(asks)
}

/// Whether the line is a legal notice.
pub(super) fn is_legal(line: &str) -> bool {
    let line = normalized(line);
    LEGAL.iter().any(|legal| line.contains(legal))
}

/// Whether the line names a photographer.
pub(super) fn is_credit(line: &str) -> bool {
    let line = normalized(line);
    CREDITS.iter().any(|credit| line.starts_with(credit))
}

/// Lowers the case and removes marks before the first word.
fn normalized(line: &str) -> String {
    line.to_lowercase()
        .trim_start_matches(['•', '-', '–', '—', '>', '»', '▶', '►', '→', '*', '[', ' ', '|', '+'])
        .to_owned()
}
