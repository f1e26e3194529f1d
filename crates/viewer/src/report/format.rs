//! Numbers and times as people read them.

/// A number with about four significant digits.
pub(super) fn number(value: f64) -> String {
    let magnitude = value.abs();
    if value.is_nan() {
        "NaN".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "∞" } else { "−∞" }.to_owned()
    } else if magnitude == 0.0 {
        "0".to_owned()
    } else if (1e-4..1e7).contains(&magnitude) {
        let decimals = (3 - magnitude.log10().floor() as i32).clamp(0, 7) as usize;
        with_minus(&trimmed(&format!("{value:.decimals$}")))
    } else {
        let text = format!("{value:.2e}");
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        with_minus(&format!("{}e{exponent}", trimmed(mantissa)))
    }
}

/// Without zeros at the end of the fraction.
fn trimmed(text: &str) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text.to_owned() }
}

/// The sign that typography has for negative numbers.
fn with_minus(text: &str) -> String {
    text.replace('-', "−")
}

/// A length of time.
pub(super) fn duration(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    match whole {
        0..10 => format!("{} s", number((seconds * 100.0).round() / 100.0)),
        10..60 => format!("{whole} s"),
        60..3_600 => format!("{} min {:02} s", whole / 60, whole % 60),
        3_600..86_400 => format!("{} h {:02} min", whole / 3_600, whole % 3_600 / 60),
        _ => format!("{} d {:02} h", whole / 86_400, whole % 86_400 / 3_600),
    }
}

/// A time as date and time of day in UTC, from seconds since the Unix epoch.
pub(super) fn date(seconds: f64) -> String {
    let seconds = seconds as i64;
    let (year, month, day) = civil(seconds.div_euclid(86_400));
    let minutes = seconds.rem_euclid(86_400) / 60;
    format!("{year}-{month:02}-{day:02} {:02}:{:02} UTC", minutes / 60, minutes % 60)
}

/// Year, month and day of a day counted from 1970-01-01, in the Gregorian calendar.
///
/// Counts in years that begin in March, so that the odd day of a leap year comes last: the months from March on have
/// 153 days every five, and a cycle of 400 years has 146 097.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468; // from 0000-03-01
    let (cycle, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (400 * cycle + year + i64::from(month <= 2), month, day)
}

/// A count with its noun.
pub(super) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_four_digits() {
        let table = [
            (0.0, "0"),
            (1.0, "1"),
            (0.953_125, "0.9531"),
            (-12.5, "−12.5"),
            (0.001, "0.001"),
            (123_456.7, "123457"),
            (1e-5, "1e−5"),
            (-2.349e9, "−2.35e9"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "−∞"),
        ];
        for (value, text) in table {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn durations_have_two_units() {
        let table = [
            (0.0, "0 s"),
            (2.345, "2.35 s"),
            (59.4, "59 s"),
            (61.0, "1 min 01 s"),
            (3_720.0, "1 h 02 min"),
            (90_000.0, "1 d 01 h"),
        ];
        for (seconds, text) in table {
            assert_eq!(duration(seconds), text);
        }
    }

    #[test]
    fn dates_are_those_of_the_calendar() {
        // `date -u -d @SECONDS`
        let table = [
            (0.0, "1970-01-01 00:00 UTC"),
            (951_782_399.0, "2000-02-28 23:59 UTC"),
            (951_782_400.0, "2000-02-29 00:00 UTC"),
            (1_700_000_000.0, "2023-11-14 22:13 UTC"),
            (4_107_542_400.0, "2100-03-01 00:00 UTC"),
            (-1.0, "1969-12-31 23:59 UTC"),
        ];
        for (seconds, text) in table {
            assert_eq!(date(seconds), text);
        }
    }
}
