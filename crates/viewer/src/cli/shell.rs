//! `nnviz-view completions` and `nnviz-view man`: what a shell and a manual want to know of the commands.

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::{Console, Failure};

/// Writes the completions of a shell to the standard output
///
/// For bash: `nnviz-view completions bash > ~/.local/share/bash-completion/completions/nnviz-view`
#[derive(Debug, clap::Args)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn completions(options: &Completions, console: &mut Console<'_>) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut super::Options::command(), "nnviz-view", &mut script);
    Ok(console.out.write_all(&script)?)
}

/// Writes the manual page to the standard output, a page for each command: the program's own first.
pub(super) fn man(console: &mut Console<'_>) -> Result<(), Failure> {
    let mut command = super::Options::command();
    command.build();
    clap_mangen::Man::new(command.clone()).render(console.out)?;
    for command in command.get_subcommands() {
        clap_mangen::Man::new(command.clone()).render(console.out)?;
    }
    Ok(())
}
