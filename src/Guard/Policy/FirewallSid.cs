using System.Text.RegularExpressions;

namespace Sekimori.Guard.Policy;

/// <summary>The meaning of RPC firewall's "sid:": a SID, or one of SDDL's two-letter aliases ([MS-DTYP] 2.5.1.1).</summary>
internal static partial class FirewallSid
{
    /// <summary>The administrators of a host: the role, or the SID if a ticket contains it.</summary>
    private const string Administrators = "S-1-5-32-544";

    /// <summary>SDDL's aliases for SIDs that are the same everywhere ([MS-DTYP] 2.4.2.4 has the SIDs).</summary>
    private static readonly Dictionary<string, string> Letters = new(StringComparer.OrdinalIgnoreCase)
    {
        ["WD"] = "S-1-1-0", ["BA"] = Administrators, ["BU"] = "S-1-5-32-545", ["BG"] = "S-1-5-32-546", ["PU"] = "S-1-5-32-547",
        ["AO"] = "S-1-5-32-548", ["SO"] = "S-1-5-32-549",
        ["PO"] = "S-1-5-32-550", ["BO"] = "S-1-5-32-551", ["RE"] = "S-1-5-32-552", ["RU"] = "S-1-5-32-554", ["RD"] = "S-1-5-32-555",
        ["NO"] = "S-1-5-32-556", ["RM"] = "S-1-5-32-580",
        ["AN"] = "S-1-5-7", ["AU"] = "S-1-5-11", ["NU"] = "S-1-5-2", ["IU"] = "S-1-5-4", ["SU"] = "S-1-5-6", ["SY"] = "S-1-5-18",
        ["LS"] = "S-1-5-19", ["NS"] = "S-1-5-20",
        ["RC"] = "S-1-5-12", ["ED"] = "S-1-5-9",
    };

    private static readonly string[] OfDomain =
        ["DA", "DU", "DG", "DC", "DD", "EA", "SA", "CA", "RO", "PA", "LA", "LG", "RS", "AP", "CN", "ER"];

    /// <summary>
    /// The list of groups of a policy; null for everybody, and if <paramref name="reason"/> explains why it cannot be converted.
    /// </summary>
    public static string? Group(string value, out string? reason)
    {
        reason = null;
        var sid = Letters.GetValueOrDefault(value) ?? value.ToUpperInvariant();
        if (sid == "S-1-1-0") return null;
        if (sid == Administrators) return $"[\"{sid}\", administrator]";
        if (Sid().IsMatch(sid)) return $"\"{sid}\"";
        reason = OfDomain.Contains(value, StringComparer.OrdinalIgnoreCase)
            ? $"'{value}' is a different SID in each domain: write the full SID, S-1-5-21-…"
            : $"'{value}' is neither a SID nor a two-letter SDDL alias";
        return null;
    }

    /// <summary>
    /// True for groups that Windows adds at the logon, and no ticket or account has: callers of this host are never in them.
    /// </summary>
    public static bool IsGivenByWindows(string group) =>
        !group.StartsWith('[') && !group.StartsWith("\"S-1-5-21-", StringComparison.Ordinal);

    [GeneratedRegex(@"^S-1-\d{1,15}(-\d{1,10}){1,15}$", RegexOptions.CultureInvariant)]
    private static partial Regex Sid();
}
