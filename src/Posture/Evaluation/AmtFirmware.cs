namespace Sekimori.Posture.Evaluation;

/// <summary>The first fixed firmware of each generation of Intel AMT (INTEL-SA-00075, CVE-2017-5689).</summary>
internal static class AmtFirmware
{
    private static readonly Version[] Fixed =
    [
        new(6, 2, 61), new(7, 1, 91), new(8, 1, 71), new(9, 1, 41), new(9, 5, 61), new(10, 0, 55), new(11, 0, 25), new(11, 6, 27),
    ];

    /// <summary>
    /// True if a version does not have the hole: 1 to 5 never had it, 11.7 came after it. Null for 11.0.18 and 11.0.22: a build of each is
    /// fixed, and the header has no build.
    /// </summary>
    public static bool? IsFixed(Version version)
    {
        if (version.Major < 6 || version >= new Version(11, 7)) return true;
        if (version is { Major: 11, Minor: 0, Build: 18 or 22 }) return null;
        // 9.0 was fixed with 9.1, and 11.5 with 11.6.
        var minor = version switch { { Major: 9, Minor: 0 } => 1, { Major: 11, Minor: 5 } => 6, _ => version.Minor };
        var first = Fixed.First(one => one.Major == version.Major);
        return version >= Fixed.LastOrDefault(one => one.Major == version.Major && one.Minor <= minor, first);
    }
}
