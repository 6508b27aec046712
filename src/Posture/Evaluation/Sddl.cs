using System.Globalization;
using System.Text.RegularExpressions;

namespace Sekimori.Posture.Evaluation;

/// <summary>Reads the access control entries of a security descriptor in text ([MS-DTYP] 2.5.1).</summary>
internal static partial class Sddl
{
    // Larger descriptors are not written by people; a fact has at most 2,000 characters.
    private const int MaxEntries = 200;

    // [MS-DTYP] 2.5.1.1: two letters for each right; the first 16 in the order of their bits.
    private static readonly string[] Letters = ["CC", "DC", "LC", "SW", "RP", "WP", "DT", "LO", "CR"];

    /// <summary>The trustees that an entry of the discretionary list allows something, with the rights.</summary>
    /// <param name="text">The descriptor.</param>
    public static IEnumerable<(string Trustee, uint Rights)> Allowed(string text)
    {
        var start = text.IndexOf("D:", StringComparison.Ordinal);
        if (start < 0) yield break;
        var end = text.IndexOf("S:", start + 2, StringComparison.Ordinal);
        var list = end < 0 ? text[start..] : text[start..end];
        foreach (var entry in Entry().Matches(list).Take(MaxEntries))
            if (entry.Groups["type"].Value is "A" or "OA" or "XA")
                yield return (entry.Groups["trustee"].Value.Trim(), Rights(entry.Groups["rights"].Value));
    }

    /// <summary>A group of everybody, or of every user: its name; null for others.</summary>
    public static string? Broad(string trustee) => trustee switch
    {
        "WD" or "S-1-1-0" => "Everyone",
        "AN" or "S-1-5-7" => "Anonymous",
        "AU" or "S-1-5-11" => "Authenticated Users",
        "BG" or "S-1-5-32-546" => "Guests",
        "BU" or "S-1-5-32-545" => "Users",
        "DU" => "Domain Users",
        _ when trustee.StartsWith("S-1-5-21-", StringComparison.Ordinal) && trustee.EndsWith("-513", StringComparison.Ordinal) =>
            "Domain Users",
        _ => null,
    };

    private static uint Rights(string text)
    {
        text = text.Trim();
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            return uint.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var mask) ? mask : 0;
        uint rights = 0;
        for (var i = 0; i + 1 < text.Length; i += 2)
        {
            var letters = text.Substring(i, 2);
            // Generic rights include every specific one.
            if (letters is "GA" or "GX" or "GW" or "GR") rights |= 0x1ff;
            if (Array.IndexOf(Letters, letters) is >= 0 and var bit) rights |= 1u << bit;
        }

        return rights;
    }

    [GeneratedRegex(@"\((?<type>[A-Z]{1,2});[^;()]*;(?<rights>[^;()]*);[^;()]*;[^;()]*;(?<trustee>[^;()]*)[^()]*\)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Entry();
}
