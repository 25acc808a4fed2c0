//! temp
fn main() {
    for d in std::fs::read_dir("/work/shared/corpus/pages/readability").unwrap() {
        let d = d.unwrap().path();
        let e: serde_json::Value = serde_json::from_slice(&std::fs::read(d.join("expected-metadata.json")).unwrap()).unwrap();
        let f = tidings::page::extract(&tidings::domain::encoding::decode_page(&std::fs::read(d.join("source.html")).unwrap(), None), None);
        let n = d.file_name().unwrap().to_string_lossy().into_owned();
        let s = |k: &str| e[k].as_str().unwrap_or("").to_owned();
        let cmp = |k: &str, v: String| { if s(k).to_lowercase() != v.to_lowercase() { println!("{n:24} {k:10} want {:?} got {v:?}", s(k)); } };
        cmp("title", f.title.to_string());
        cmp("byline", f.author.map(|a| a.to_string()).unwrap_or_default());
        cmp("siteName", f.site.map(|a| a.to_string()).unwrap_or_default());
        cmp("lang", f.language.unwrap_or_default());
        let t = f.published.map(|t| t.to_rfc3339()).unwrap_or_default();
        if s("publishedTime").get(..10) != t.get(..10) { println!("{n:24} time want {:?} got {t:?}", s("publishedTime")); }
    }
}
