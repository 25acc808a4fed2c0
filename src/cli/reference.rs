//! `tidings completions` and `tidings man`, made from the arguments.

use super::args::command;
use super::out::Out;

pub(super) fn completions(shell: clap_complete::Shell, out: &mut Out) -> anyhow::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command(), "tidings", &mut script);
    Ok(out.raw(&String::from_utf8(script)?)?)
}

pub(super) fn man(out: &mut Out) -> anyhow::Result<()> {
    Ok(out.raw(&man_page()?)?)
}

/// The man page: the program's own, then each command's options, those of its own commands behind it.
fn man_page() -> anyhow::Result<String> {
    let mut page = Vec::new();
    let program = command();
    clap_mangen::Man::new(program.clone()).render(&mut page)?;
    for sub in program.get_subcommands().filter(|sub| sub.get_name() != "help") {
        let name = format!("tidings {}", sub.get_name());
        let below = sub.get_subcommands().filter(|below| below.get_name() != "help");
        let below = below.map(|below| below.clone().display_name(format!("{name} {}", below.get_name())));
        for sub in std::iter::once(sub.clone().display_name(name.clone())).chain(below) {
            let man = clap_mangen::Man::new(sub);
            man.render_synopsis_section(&mut page)?;
            man.render_description_section(&mut page)?;
            man.render_options_section(&mut page)?;
        }
    }
    Ok(String::from_utf8(page)?)
}
