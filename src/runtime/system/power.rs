//! Tells whether the machine runs on battery, where the system says so.

use std::fs;
use std::path::Path;

/// The folder in which Linux describes the sources of power (Documentation/ABI/testing/sysfs-class-power in its sources).
pub(in crate::runtime) const SUPPLIES: &str = "/sys/class/power_supply";

/// Returns whether a battery of the machine is being discharged. Batteries of mice and the like do not count. Elsewhere
/// than on Linux the folder is missing.
pub(in crate::runtime) fn is_on_battery(supplies: &Path) -> bool {
    let read = |folder: &Path, name: &str| fs::read_to_string(folder.join(name)).unwrap_or_default();
    let is_used = |folder: &Path| {
        read(folder, "type").trim() == "Battery"
            && read(folder, "scope").trim() != "Device"
            && read(folder, "status").trim() == "Discharging"
    };
    fs::read_dir(supplies).into_iter().flatten().flatten().any(|entry| is_used(&entry.path()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_battery_of_the_machine_that_is_discharged_counts() {
        let dir = tempfile::tempdir().unwrap();
        let supply = |name: &str, values: &[(&str, &str)]| {
            let folder = dir.path().join(name);
            fs::create_dir_all(&folder).unwrap();
            for (name, value) in values {
                fs::write(folder.join(name), format!("{value}\n")).unwrap();
            }
        };
        assert!(!is_on_battery(&dir.path().join("missing")) && !is_on_battery(dir.path()));
        supply("AC", &[("type", "Mains"), ("online", "0")]);
        supply("mouse", &[("type", "Battery"), ("scope", "Device"), ("status", "Discharging")]);
        supply("BAT0", &[("type", "Battery"), ("status", "Charging")]);
        assert!(!is_on_battery(dir.path()));
        supply("BAT0", &[("status", "Discharging")]);
        assert!(is_on_battery(dir.path()));
    }
}
