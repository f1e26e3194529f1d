//! What a report is called, and how it looks when it is opened.

use crate::chart::Limits;

/// What a report is called, and how it looks when it is opened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Appearance {
    /// Its title; the name of the logdir, if there is none.
    pub title: Option<String>,
    /// Its colours.
    pub theme: Theme,
    /// Its curves.
    pub curves: CurveLook,
}

/// How the curves of a report are drawn at the beginning, and without its script; with it a reader can choose otherwise.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CurveLook {
    /// The weight of smoothing, from 0 for none to below 1. `None`: TensorBoard's 0.6 for noisy curves.
    pub smoothing: Option<f64>,
    /// Whether the axes of values are logarithmic.
    pub log_y: bool,
    /// What part of the plane is shown. A chart that has nothing there is drawn whole.
    pub limits: Limits,
}

/// The colours of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Light or dark, as the reader's system is.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// Makes a page that follows the system keep to one theme. Only its style is touched, never what comes from files.
    pub(super) fn apply(self, page: String) -> String {
        const DARK: &str = "@media screen and (prefers-color-scheme: dark)";
        let (media, scheme) = match self {
            Self::System => return page,
            Self::Light => ("@media not all", "light"),
            Self::Dark => ("@media screen", "dark"),
        };
        let Some((style, rest)) = page.split_once("</style>") else { return page };
        let style = style.replace(DARK, media).replace("light dark", scheme);
        format!("{style}</style>{rest}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_changes_the_style_and_nothing_else() {
        let page = "<meta content=\"light dark\"><style>@media screen and (prefers-color-scheme: dark) {a{}}</style>\
            light dark @media screen and (prefers-color-scheme: dark)";
        assert_eq!(Theme::System.apply(page.to_owned()), page);
        let dark = "<meta content=\"dark\"><style>@media screen {a{}}</style>light dark @media screen and (prefers-color-scheme: dark)";
        assert_eq!(Theme::Dark.apply(page.to_owned()), dark);
        assert!(Theme::Light.apply(page.to_owned()).contains("@media not all {a{}}"));
    }
}
